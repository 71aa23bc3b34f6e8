"""A lake and a collection that an earlier version wrote go on: nothing is embedded again, also when a field is new."""

import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from include.errors import StoreError
from include.lake.known_documents import known_documents
from include.lake.queries import Row
from include.lake.schemas import CHUNKS, DOCUMENTS, LONG, Column, InPoint, TableKind
from include.pipeline import document_rows, point_ids
from include.pipeline.scope import chunk_rows
from include.pipeline.steps import generate_embeddings, publish_documents, rebuild_search_index, update_vector_store
from include.provenance import Provenance
from include.search.modes import Mode, words_of
from include.search.passage import Filters
from include.search.query import search
from include.search.replica import Replica, path_of
from include.vector_store.folder_store import FolderStore
from include.vector_store.protocol import DocumentChange
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.vector_store.stored_point import StoredPoint
from include.verify.verification import verify
from tests.conftest import PAGES, Workplace

WRITTEN_BEFORE = Path(__file__).parent / "lake_and_collection.tar.gz"
"""The four pages, one of them changed since, as the release of November 2026 left them: no text here is news."""


@pytest.fixture
def cut_before(tmp_path: Path) -> Workplace:
    """It was cut by the chunker of then."""
    with tarfile.open(WRITTEN_BEFORE) as archive:
        archive.extractall(tmp_path, filter="data")
    return Workplace(tmp_path)


@pytest.fixture
def older(cut_before: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """The chunker is the one of then; all else is of today."""
    monkeypatch.setattr("include.embedding.chunking.VERSION", 2)
    return cut_before


@pytest.fixture
def worded(older: Workplace) -> Workplace:
    """The same, with the words that its points did not have."""
    older.sync()
    return older


@contextmanager
def described(kind: TableKind, *columns: Column, without: str = "") -> Iterator[None]:
    """The table has these columns, too, or has them so, for a while, as if that stood in its description."""
    before = kind.columns
    named = {column.name: column for column in (*before, *columns) if column.name != without}
    object.__setattr__(kind, "columns", tuple(named.values()))
    try:
        yield
    finally:
        object.__setattr__(kind, "columns", before)


@contextmanager
def newer_version() -> Iterator[None]:
    """A version whose points tell how many words the heading has and of which type the document is."""
    made = point_ids.chunk_row

    def chunk_row(point: str, document: Row, piece: point_ids.Chunk, model: point_ids.EmbeddingModel) -> Row:
        told = {"words": len(piece.heading.split()), "kind": document["media_type"]}
        return made(point, document, piece, model) | told

    words = Column("words", LONG, point=InPoint.MOVABLE, late=True)
    kind = Column("kind", point=InPoint.MOVABLE, late=True)
    with described(CHUNKS, words, kind), pytest.MonkeyPatch.context() as patch:
        patch.setattr(point_ids, "chunk_row", chunk_row)
        yield


def points(place: Workplace) -> list[StoredPoint]:
    with open_store(place.settings) as store:
        return list(store.points(peek(place.settings).served))


def payloads(place: Workplace) -> dict[str, dict[str, object]]:
    with open_store(place.settings) as store:
        return store.payloads(peek(place.settings).served)


def told(points: Mapping[str, Mapping[str, object]]) -> dict[str, tuple[object, object]]:
    return {id_: (point["words"], point["kind"]) for id_, point in points.items()}


def test_a_lake_and_a_collection_of_before_go_on_with_nothing_embedded(older: Workplace) -> None:
    ids = chunk_rows(older.lake.open("chunks")).keys()
    done = older.sync()
    assert (done["documents"]["unchanged"], done["chunks"]["embedded"], done["vectors"]["upserted"]) == (4, 0, 0)
    version = older.lake.version("chunks")
    assert chunk_rows(older.lake.open("chunks")).keys() == ids
    assert verify(older.settings, older.lake).clean
    older.sync()
    assert older.lake.version("chunks") == version


def test_what_another_chunker_cuts_alike_moves_to_its_collection_with_nothing_embedded(cut_before: Workplace) -> None:
    vectors = {point.id: list(point.vector) for point in points(cut_before)}
    done = cut_before.sync()
    assert (done["documents"]["unchanged"], done["chunks"]["embedded"], done["vectors"]["upserted"]) == (4, 0, 4)
    assert {point.id: list(point.vector) for point in points(cut_before)} == vectors
    assert verify(cut_before.settings, cut_before.lake).clean
    assert cut_before.sync()["vectors"] == {"upserted": 0, "updated_payload": 0, "deleted": 0, "total": 4}


def test_points_of_before_are_told_where_they_stand_with_nothing_embedded(older: Workplace) -> None:
    rebuild_search_index(older.settings, older.lake, Provenance())
    assert [hit.place for hit in search(older.settings, "the holidays", 1)] == [""]
    done = older.sync()
    assert (done["chunks"]["embedded"], done["vectors"]["updated_payload"]) == (0, 4)
    (hit,) = search(older.settings, "the holidays", 1)
    line = int(hit.place.partition("-")[0].split()[1])
    assert hit.text.split("\n")[0] == (older.documents / hit.document).read_text("utf-8").split("\n")[line - 1]


def test_points_of_before_are_told_what_is_read_since_then_with_nothing_embedded(
    empty: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = point_ids.chunk_row

    def chunk_row(*arguments: Any) -> Row:
        return made(*arguments) | {"place": "", "revision": None}

    empty.write("a.html", "<p>Before.<h1 id=valves>Valves</h1><p>Open them.")
    empty.write("b.txt", "A pump.")
    with monkeypatch.context() as patch, described(CHUNKS, without="revision"):
        patch.setattr(point_ids, "chunk_row", chunk_row)
        empty.sync()
    done = empty.sync()
    assert done["chunks"]["embedded"] == 0
    assert done["vectors"] == {"upserted": 0, "updated_payload": 2, "deleted": 0, "total": 2}
    assert sorted(str(payload["place"]) for payload in payloads(empty).values()) == ["#valves", "line 1"]
    for module in ("scope", "due", "point_ids"):
        monkeypatch.setattr(f"include.pipeline.{module}.REVISION", 99)
    assert empty.sync()["chunks"]["embedded"] == 0
    assert {row["revision"] for row in chunk_rows(empty.lake.open("chunks")).values()} == {99}


def test_points_of_before_get_their_words_with_nothing_embedded_and_are_asked_by_meaning_until_then(
    older: Workplace,
) -> None:
    before = search(older.settings, "the holidays", 1)
    assert [(hit.document, hit.words) for hit in before] == [("handbook/leave.md", ())]
    with pytest.raises(StoreError, match="no words yet"):
        search(older.settings, "the holidays", 1, Mode.WORDS)
    vectors = {point.id: list(point.vector) for point in points(older)}
    done = older.sync()
    assert done["chunks"]["embedded"] == 0
    assert done["vectors"] == {"upserted": 0, "updated_payload": 4, "deleted": 0, "total": 4}
    assert {point.id: list(point.vector) for point in points(older)} == vectors
    (hit,) = search(older.settings, "the holidays", 1, Mode.WORDS)
    assert (hit.document, hit.words) == ("handbook/leave.md", ("holiday",))
    replica = Replica(path_of(older.settings))
    assert replica.search(None, 1, Filters(), words_of("the holidays", replica.about))[0].document == hit.document
    state = peek(older.settings)
    assert state.found
    assert state.found.notes.is_indexed  # the golden questions were asked by words, too
    assert older.sync()["vectors"] == {"upserted": 0, "updated_payload": 0, "deleted": 0, "total": 4}


def test_a_run_that_dies_while_it_gives_words_is_finished_by_the_next(
    older: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = FolderStore.write

    def dies(store: FolderStore, collection: str, changes: Sequence[DocumentChange]) -> None:
        write(store, collection, changes)
        raise KeyboardInterrupt

    monkeypatch.setattr("include.pipeline.compare.BATCH_POINTS", 1)
    monkeypatch.setattr(FolderStore, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        older.sync()
    monkeypatch.undo()
    older.sync()
    assert all(point.words for point in points(older))


def test_a_new_field_of_the_payload_reaches_unchanged_documents_with_nothing_embedded(worded: Workplace) -> None:
    with newer_version():
        assert {row["words"] for row in chunk_rows(worded.lake.open("chunks")).values()} == {None}
        done = worded.sync()
        assert done["chunks"]["embedded"] == 0
        assert done["vectors"] == {"upserted": 0, "updated_payload": 4, "deleted": 0, "total": 4}
        rows = chunk_rows(worded.lake.open("chunks"))
        assert {row["kind"] for row in rows.values()} == {"text/markdown", "text/plain", "text/x-rst"}
        assert told(payloads(worded)) == told(rows)
        assert verify(worded.settings, worded.lake).clean
        worded.write("notes.txt", PAGES["notes.txt"])
        assert worded.sync()["vectors"] == {"upserted": 1, "updated_payload": 0, "deleted": 1, "total": 4}


def test_a_store_that_follows_a_change_of_the_version_before_gets_the_new_field_later(worded: Workplace) -> None:
    worded.write("notes.txt", PAGES["notes.txt"])
    publish_documents(worded.settings, worded.lake, Provenance())
    generate_embeddings(worded.settings, worded.lake, Provenance())
    with newer_version():
        changes = update_vector_store(worded.settings, worded.lake, Provenance()).changes
        assert (len(changes.upserts), len(changes.payloads), len(changes.deletes)) == (1, 0, 1)
        assert worded.sync()["vectors"]["updated_payload"] == 4
        assert told(payloads(worded)) == told(chunk_rows(worded.lake.open("chunks")))


def test_a_column_that_becomes_payload_reaches_every_point_and_no_vector_is_sent(worded: Workplace) -> None:
    with described(CHUNKS, Column("chunker", point=InPoint.MOVABLE)):
        done = worded.sync()
        assert (done["chunks"]["embedded"], done["vectors"]["updated_payload"], done["vectors"]["upserted"]) == (
            0,
            4,
            0,
        )
        assert {point["chunker"] for point in payloads(worded).values()} == {
            row["chunker"] for row in chunk_rows(worded.lake.open("chunks")).values()
        }
        assert worded.sync()["vectors"]["updated_payload"] == 0


def test_a_document_that_cannot_be_read_now_gets_a_new_field_when_it_can_be_read_again(worded: Workplace) -> None:
    readable = (worded.documents / "notes.txt").read_bytes()
    worded.write("notes.txt", b"\xff\xfe\x00\xd8")
    with newer_version():
        assert worded.sync()["vectors"]["updated_payload"] == 3
        assert worded.sync()["vectors"]["updated_payload"] == 0
        assert [point["document"] for point in payloads(worded).values() if point.get("kind") is None] == ["notes.txt"]
        worded.write("notes.txt", readable)
        told = worded.sync()
        assert (told["vectors"]["updated_payload"], told["chunks"]["embedded"]) == (1, 0)
        assert not [point["document"] for point in payloads(worded).values() if point.get("kind") is None]
        assert verify(worded.settings, worded.lake).clean


def test_a_new_column_of_documents_has_its_default_until_a_document_changes(
    worded: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = document_rows._row
    monkeypatch.setattr(document_rows, "_row", lambda *a, **k: made(*a, **k) | {"language": "en"})
    with described(DOCUMENTS, Column("language", late=True, default="unknown")):
        assert worded.sync()["documents"]["changed"] == 0
        worded.write("notes.txt", PAGES["notes.txt"])
        assert worded.sync()["documents"]["changed"] == 1
        known = known_documents(worded.lake.open("documents"))
        assert {id_: row["language"] for id_, row in known.items() if row["language"] != "unknown"} == {
            "notes.txt": "en"
        }
        worded.sync()
        assert verify(worded.settings, worded.lake).clean
