"""An S3 server of its own: large objects in parts, conditional puts, listings of several pages, encryption at rest."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import numpy as np
import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from include.lake.columns import embedding_columns
from include.lake.queries import read_rows
from include.lake.tables import Conflict, Lake
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.settings import Settings
from include.sources.documents import open_source
from tools.servers import S3

MEBIBYTE = 1024 * 1024
PARTS = TransferConfig(multipart_threshold=5 * MEBIBYTE, multipart_chunksize=5 * MEBIBYTE)
LINE = "The office has a green door and a bell that nobody hears.\n"
WRITERS = 4


@pytest.fixture
def client(server: S3, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of the server; the environment leads there."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server.client()


def publish(documents: str, lake: str) -> Any:
    settings = Settings.from_environment({"DOCUMENTS_URI": documents, "LAKE_URI": lake})
    return publish_documents(settings, Lake(settings.lake_uri), Provenance())


def parts(etag: str) -> int:
    """In how many parts an object was sent; the ETag says so."""
    _, _, count = etag.strip('"').partition("-")
    return int(count or 1)


def objects(client: Any, bucket: str, prefix: str) -> dict[str, Any]:
    return {item["Key"]: item for item in client.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]}


def test_a_document_that_was_uploaded_in_parts_is_read_once(client: Any, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_text(LINE * (11 * MEBIBYTE // len(LINE)), "ascii")
    client.upload_file(str(file), "documents", "parts/large.txt", Config=PARTS)
    assert parts(client.head_object(Bucket="documents", Key="parts/large.txt")["ETag"]) == 3
    assert open_source("s3://documents/parts", 20 * MEBIBYTE).read("large.txt") == file.read_bytes()
    first = publish("s3://documents/parts", "s3://lake/parts")
    assert (first.plan.added, first.plan.quarantined) == (1, 0)
    assert not publish("s3://documents/parts", "s3://lake/parts").worked

    # The same text in one part has another ETag, and is no change.
    open_source("s3://documents/parts", 20 * MEBIBYTE).write("large.txt", file.read_bytes())
    assert parts(client.head_object(Bucket="documents", Key="parts/large.txt")["ETag"]) == 1
    assert publish("s3://documents/parts", "s3://lake/parts").plan.changed == 0


@pytest.mark.parametrize("method", ["", "AES256"])
def test_a_large_commit_is_sent_in_parts_and_encrypted_where_that_is_asked(
    client: Any, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    if method:
        monkeypatch.setenv("AWS_SERVER_SIDE_ENCRYPTION", method)
    prefix, rows = f"large-{method or 'plain'}", 10_000
    lake = Lake(f"s3://lake/{prefix}")
    vectors = np.random.default_rng(0).random((rows, 384), dtype=np.float32)
    hashes = [f"{number:064}" for number in range(rows)]
    lake.append("embeddings", embedding_columns("model", hashes, ["text"] * rows, vectors), {})

    found = objects(client, "lake", f"{prefix}/")
    assert sorted(parts(item["ETag"]) > 1 for item in found.values()) == [False, False, True]  # two commits, one file
    heads = {key: client.head_object(Bucket="lake", Key=key).get("ServerSideEncryption", "") for key in found}
    assert heads == dict.fromkeys(found, method)
    table = lake.open("embeddings")
    assert table.count() == rows
    (row,) = read_rows(table, "vector", where=f"chunk_hash = '{hashes[4711]}'")
    assert np.array_equal(np.asarray(row["vector"], np.float32), vectors[4711])


def test_of_writers_that_commit_at_once_one_wins(client: Any) -> None:
    open_source("s3://documents/race", MEBIBYTE).write("a.md", b"# A\n\nText.\n")
    publish("s3://documents/race", "s3://lake/race")
    lake, together = Lake("s3://lake/race"), Barrier(WRITERS)
    (row,) = read_rows(
        lake.open("documents"), *("id", "sha256", "media_type", "title", "status", "reason"), "etag", "size_bytes"
    )

    def write(number: int) -> str:
        table = lake.open("documents")
        together.wait()
        try:
            lake.change(table, "documents", [row | {"title": f"of {number}"}], [], {})
        except Conflict:
            return ""
        return f"of {number}"

    with ThreadPoolExecutor(WRITERS) as pool:
        won = [title for title in pool.map(write, range(WRITERS)) if title]
    assert len(won) == 1
    assert [found["title"] for found in read_rows(lake.open("documents"), "title")] == won
    assert lake.version("documents") == 2

    with pytest.raises(ClientError, match="PreconditionFailed"):  # what the writers stand on
        client.put_object(
            Bucket="lake", Key="race/documents/_delta_log/00000000000000000002.json", Body=b"{}", IfNoneMatch="*"
        )


def test_more_objects_than_a_page_holds_are_all_listed(client: Any) -> None:
    wanted = [f"{number:04}.md" for number in range(1050)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda name: client.put_object(Bucket="documents", Key=f"pages/{name}", Body=b"# A"), wanted))
    page = client.list_objects_v2(Bucket="documents", Prefix="pages/")
    assert (page["KeyCount"], page["IsTruncated"]) == (1000, True)
    assert [item.id for item in open_source("s3://documents/pages", 1000).list()] == wanted
