"""What is written without Qdrant's client is what the client reads, and the other way round."""

import os
import pickle
import sqlite3
import threading
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient, models

from include.errors import StoreError, StoreRefused
from include.settings import Settings
from include.vector_store.embedded import read_folder
from include.vector_store.point_file import HOLDS_FOR, PointFile
from include.vector_store.protocol import DocumentChange
from include.vector_store.server import collection_options, words_options
from include.vector_store.sparse import SparseVector
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.vector_store.stored_point import StoredPoint, stored_point

COLLECTION = "documents__model_chunker"
IDS = [f"00000000-0000-0000-0000-00000000000{number}" for number in range(4)]
POINTS = [
    StoredPoint(
        IDS[0], {"document": "ü.md", "ordinal": 0, "text": "it's", "none": None}, [1.0, 0.0], SparseVector([3], [0.5])
    ),
    StoredPoint(
        IDS[1],
        {"document": "b.md", "ordinal": 2**40, "text": "", "list": [1, "a"]},
        [0.0, 1.0],
        SparseVector([1, 2**32 - 1], [1.5, 2.0]),
    ),
    StoredPoint(IDS[2], {"document": "b.md", "ordinal": 1, "text": "no words"}, [0.6, 0.8]),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment({"QDRANT_PATH": str(tmp_path / "qdrant")})


def filled(settings: Settings) -> None:
    """A collection that is served, of our own."""
    upserts = [
        {"id": point.id, "payload": point.payload, "vector": point.vector, "words": point.words} for point in POINTS
    ]
    with open_store(settings) as store:
        store.create(COLLECTION, 2)
        store.write(COLLECTION, [DocumentChange(upserts=upserts)])
        store.note(COLLECTION, version=7)
        store.serve(COLLECTION, "2026-01-01T00:00:00+00:00")


def read(client: QdrantClient) -> list[StoredPoint]:
    """All points, by the client."""
    records, _ = client.scroll(COLLECTION, limit=100, with_payload=True, with_vectors=True)
    return sorted(map(stored_point, records), key=lambda point: point.id)


def like(points: list[StoredPoint]) -> list[object]:
    return [
        (point.id, dict(point.payload), list(point.vector), list(point.words.indices), list(point.words.values))
        for point in points
    ]


def test_the_client_that_is_installed_is_known() -> None:
    assert version("qdrant-client") in HOLDS_FOR, (
        "this version of qdrant-client is not known to read what vector_store/point_file.py writes: where the tests of "
        "this file pass with it, name it in HOLDS_FOR"
    )


def test_the_client_finds_what_was_written_and_asks_it(settings: Settings) -> None:
    filled(settings)
    with closing(QdrantClient(path=settings.qdrant_path)) as client:
        assert like(read(client)) == like(POINTS)
        assert [(item.alias_name, item.collection_name) for item in client.get_aliases().aliases] == [
            ("documents", COLLECTION)
        ]
        config = client.get_collection("documents").config
        assert config.metadata == {"made_for": "documents", "version": 7, "retired_at": ""}
        best = client.query_points("documents", query=[0.0, 1.0], limit=1).points[0]
        assert (best.id, round(best.score, 5)) == (IDS[1], 1.0)
        words = models.SparseVector(indices=[3], values=[1.0])
        assert [point.id for point in client.query_points("documents", query=words, using="words").points] == [IDS[0]]


def test_what_the_client_wrote_is_found_changed_and_deleted(settings: Settings) -> None:
    options = collection_options(settings, 2) | {"sparse_vectors_config": words_options(settings)}
    with closing(QdrantClient(path=settings.qdrant_path)) as client:
        client.create_collection(COLLECTION, metadata={"made_for": "documents"}, **options)
        vectors = {"": [0.0, 1.0], "words": models.SparseVector(indices=[1], values=[2.0])}
        own = models.PointStruct(id=IDS[0], vector=vectors, payload={"document": "a.md", "title": "A"})
        client.upsert(
            COLLECTION, [own, models.PointStruct(id=5, vector=[1.0, 0.0], payload={"document": "foreign.md"})]
        )
    with open_store(settings) as store:
        assert {point.id: point.payload["document"] for point in store.points(COLLECTION)} == {
            IDS[0]: "a.md",
            "5": "foreign.md",
        }
        store.write(COLLECTION, [DocumentChange(payloads={IDS[0]: {"title": "B"}}, deletes=["5"])])
    with closing(QdrantClient(path=settings.qdrant_path)) as client:
        changed = StoredPoint(IDS[0], {"document": "a.md", "title": "B"}, [0.0, 1.0], SparseVector([1], [2.0]))
        assert like(read(client)) == like([changed])


def test_a_collection_of_before_gets_room_for_words_and_keeps_its_points(settings: Settings) -> None:
    with closing(QdrantClient(path=settings.qdrant_path)) as client:
        client.create_collection(COLLECTION, metadata={"made_for": "documents"}, **collection_options(settings, 2))
        client.upsert(COLLECTION, [models.PointStruct(id=IDS[2], vector=[0.6, 0.8], payload=dict(POINTS[2].payload))])
    with open_store(settings) as store:
        store.create(COLLECTION, 2)
        store.write(COLLECTION, [DocumentChange(words={IDS[2]: SparseVector([9], [1.0])})])
        assert [point.words.indices for point in store.points(COLLECTION)] == [[9]]
    with closing(QdrantClient(path=settings.qdrant_path)) as client:
        assert "words" in (client.get_collection(COLLECTION).config.params.sparse_vectors or {})


def test_whoever_has_it_open_with_the_client_is_told_of(settings: Settings) -> None:
    filled(settings)
    with (
        closing(QdrantClient(path=settings.qdrant_path)),
        pytest.raises(StoreError, match="Qdrant's own client"),
        open_store(settings),
    ):
        pass
    with open_store(settings), pytest.raises(RuntimeError, match="already accessed"):
        QdrantClient(path=settings.qdrant_path)


def test_a_point_can_run_no_code(settings: Settings, tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    filled(settings)
    with sqlite3.connect(read_folder(Path(settings.qdrant_path)).file(COLLECTION)) as database:
        database.execute("UPDATE points SET point = ?", (pickle.dumps(Harm()),))
    with pytest.raises(StoreError, match=r"mkdir"), open_store(settings) as store:
        list(store.points(COLLECTION))
    assert not (tmp_path / "harm").exists()


def test_a_change_of_a_document_is_whole_or_not_at_all(settings: Settings) -> None:
    filled(settings)
    change = DocumentChange(payloads={IDS[0]: {"title": "new"}, "lost": {"title": "new"}}, deletes=[IDS[1]])
    with pytest.raises(StoreError, match="has lost the point lost"), open_store(settings) as store:
        store.write(COLLECTION, [change])
    with open_store(settings) as store:
        assert like(list(store.points(COLLECTION))) == like(POINTS)


def test_a_question_is_answered_in_the_order_of_meaning(settings: Settings) -> None:
    filled(settings)
    with open_store(settings) as store:
        found = store.search(COLLECTION, np.array([0.0, 1.0], np.float32), 2)
        only = store.search(COLLECTION, np.array([0.0, 1.0], np.float32), 2, documents=["ü.md"])
    assert [(hit.payload["ordinal"], round(hit.score, 5)) for hit in found] == [(2**40, 1.0), (1, 0.8)]
    assert [hit.payload["ordinal"] for hit in only] == [0]


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path, settings: Settings) -> None:
    folder = read_folder(tmp_path / "none")
    assert (folder.collections, folder.points("docs"), peek(settings).collections) == ({}, None, {})


@pytest.mark.parametrize("broken", ["", "broken", "[]", "{}", '{"collections":'])
def test_a_folder_whose_file_is_broken_is_said_at_once_and_not_tried_again(settings: Settings, broken: str) -> None:
    filled(settings)
    (Path(settings.qdrant_path) / "meta.json").write_text(broken)
    with pytest.raises(StoreRefused, match="broken; move the folder away and run sync"):
        peek(settings)


def test_a_folder_that_is_seen_half_written_is_read_once_it_is_whole(settings: Settings) -> None:
    filled(settings)
    meta = Path(settings.qdrant_path) / "meta.json"
    whole = meta.read_text()
    meta.write_text(whole[:40])
    writer = threading.Timer(0.4, meta.write_text, [whole])
    writer.start()
    assert list(peek(settings).collections) == [COLLECTION]
    writer.join()


def test_what_is_deleted_cannot_be_read_on_the_disk_after_it_was_compacted(tmp_path: Path) -> None:
    file = PointFile(tmp_path / "points.sqlite")
    with file:
        file.put(StoredPoint(IDS[0], {"text": "a secret of somebody"}, [1.0]))
    with file:
        file.delete(IDS[0])
    file.compact()
    file.close()
    assert b"a secret of somebody" not in (tmp_path / "points.sqlite").read_bytes()
