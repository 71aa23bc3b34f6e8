"""What is known of the inside of embedded Qdrant is so in the version that is installed."""

from importlib.metadata import version
from pathlib import Path

from qdrant_client import QdrantClient, models

from include.vector_store.embedded import HOLDS_FOR, compact, database_of, read_folder, write_ahead


def test_its_files_and_its_database_are_as_we_know_them(tmp_path: Path) -> None:
    installed, told = (
        version("qdrant-client"),
        "of qdrant-client is not known to be so inside; see vector_store/embedded.py",
    )
    vectors = models.VectorParams(size=2, distance=models.Distance.COSINE)
    client = QdrantClient(path=str(tmp_path / "qdrant"))
    client.create_collection("docs", vectors, metadata={"version": 7})
    client.upsert("docs", [models.PointStruct(id=1, vector=[1.0, 0.0], payload={})])
    client.update_collection_aliases(
        [models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name="docs", alias_name="served"))]
    )
    database = database_of(client, "docs")
    assert database is not None, f"{installed} {told}"
    write_ahead(client, "docs")
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    compact(client, "docs")
    client.close()

    folder = read_folder(tmp_path / "qdrant")
    config = folder.collections["docs"]
    assert (folder.aliases, folder.points("docs")) == ({"served": "docs"}, 1), f"{installed} {told}"
    assert (config["metadata"], config["vectors"]["size"]) == ({"version": 7}, 2), f"{installed} {told}"
    assert installed in HOLDS_FOR, f"{installed} {told}: all of this holds for it, name it in HOLDS_FOR"


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    folder = read_folder(tmp_path / "none")
    assert (folder.collections, folder.points("docs")) == ({}, None)
