"""What cannot be read now is served as it was read last, marked, and looked at again when that may help."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from include.embedding.bounded_reader import BoundedReader
from include.errors import StoreRefused, UnreadableDocument
from include.lake.known_documents import known_documents, stale_rows
from include.lake.queries import Row, among
from include.lake.schemas import DOCUMENTS, STALENESS, TABLES
from include.lake.tables import Lake
from include.pipeline.approval.backlog import batches_of
from include.pipeline.freshness.reasons import Reason
from include.pipeline.freshness.waiting import stale_documents
from include.pipeline.publish import batch_name
from include.pipeline.scope import Scope, chunk_rows, published_in
from include.pipeline.steps import generate_embeddings, publish_documents
from include.provenance import Provenance
from include.search.searching import Searcher
from include.sources.folder import FolderSource
from include.sources.reading import installed
from include.sources.reading.installed import missing_library, reader_of
from include.sync.result import require_no_problem
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.verify.repair import repair
from include.verify.verification import describe, verify
from tests.conftest import Workplace

BROKEN = b"\xff\xfe broken"


def publish(place: Workplace, **arguments: object) -> dict[str, Row]:
    publish_documents(place.settings, place.lake, Provenance(), **arguments)  # type: ignore[arg-type]
    return known_documents(place.lake.open("documents"))


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Documents that the disk refuses to give, with what it says."""
    refused: dict[str, str] = {}
    read = FolderSource.read

    def reading(self: FolderSource, document: str) -> bytes:
        if document in refused:
            raise UnreadableDocument(f"it cannot be read: {refused[document]}")
        return read(self, document)

    monkeypatch.setattr(FolderSource, "read", reading)
    return refused


def test_a_document_that_cannot_be_read_now_stays_and_says_why_and_since_when(
    synced: Workplace, locked: dict[str, str]
) -> None:
    locked["notes.txt"] = "Stale file handle"
    result = synced.sync()
    assert (result["kept"]["unreadable"], result["documents"]["quarantined"], result["vectors"]["total"]) == (1, 0, 4)
    row, version = known_documents(synced.lake.open("documents"))["notes.txt"], synced.lake.version("documents")
    assert row["status"] == "ready"
    assert datetime.now(UTC) - datetime.fromisoformat(row["stale_since"]) < timedelta(minutes=5)
    assert synced.sync()["kept"]["unreadable"] == 1
    assert synced.lake.version("documents") == version

    (stale,) = stale_documents(synced.settings, synced.lake, peek(synced.settings))
    assert (stale.document, stale.reason, stale.detail) == (
        "notes.txt", Reason.KEPT, "it cannot be read: Stale file handle",
    )  # fmt: skip
    found = verify(synced.settings, synced.lake)
    assert found.clean
    assert any(line.startswith("kept: notes.txt: it cannot be read: Stale") for line in describe(found))

    (passage,) = Searcher(synced.settings).document("notes.txt")["passages"]
    assert passage["stale"].startswith("it cannot be read: Stale file handle; since 20")
    (passage,) = Searcher(synced.settings).document("guide.rst")["passages"]
    assert passage["stale"] == ""

    locked.clear()
    result = synced.sync()
    assert (result["documents"]["unchanged"], result["kept"]["unreadable"]) == (4, 0)
    assert (result["chunks"]["embedded"], result["vectors"]["upserted"]) == (0, 0)
    assert stale_rows(synced.lake.open("documents")) == {}


def test_a_broken_version_keeps_the_good_one_until_it_is_whole_or_deleted(synced: Workplace) -> None:
    path = synced.write("notes.txt", BROKEN)
    first = publish(synced)["notes.txt"]
    assert ("UTF-8" in first["stale_reason"], first["status"]) == (True, "ready")
    synced.write("notes.txt", b"")
    assert publish(synced)["notes.txt"]["stale_since"] == first["stale_since"]
    synced.write("notes.txt", "The door is blue.\n")
    assert synced.sync()["chunks"]["embedded"] == 1
    synced.write("notes.txt", BROKEN)
    synced.sync()
    path.unlink()
    assert synced.sync()["vectors"]["total"] == 3


def test_only_what_never_could_be_read_is_quarantined(workplace: Workplace, locked: dict[str, str]) -> None:
    locked["notes.txt"] = "Input/output error"
    workplace.write("broken.md", BROKEN)
    result = workplace.sync()
    assert (result["documents"]["quarantined"], result["kept"]["unreadable"], result["vectors"]["total"]) == (2, 0, 3)
    locked.clear()
    assert workplace.sync()["vectors"]["total"] == 4


def test_a_document_that_was_not_embedded_before_it_broke_is_embedded_when_it_is_back(
    synced: Workplace, locked: dict[str, str]
) -> None:
    synced.write("notes.txt", "The door is blue.\n")
    publish(synced)
    locked["notes.txt"] = "Permission denied"
    assert synced.sync()["vectors"]["total"] == 4
    assert verify(synced.settings, synced.lake).clean
    locked.clear()
    assert synced.sync()["chunks"]["embedded"] == 1
    assert verify(synced.settings, synced.lake).clean


def _lose_embeddings(place: Workplace, document: str) -> None:
    hashes = {
        row["chunk_hash"] for row in chunk_rows(place.lake.open("chunks"), among("document", [document])).values()
    }
    table = place.lake.open("embeddings")
    assert table
    table.delete(among("chunk_hash", hashes))


def test_a_lost_embedding_of_what_cannot_be_read_is_taken_from_its_point_and_without_one_holds_up_nobody(
    synced: Workplace, locked: dict[str, str]
) -> None:
    locked["notes.txt"] = "Stale file handle"
    synced.sync()
    _lose_embeddings(synced, "notes.txt")
    found = verify(synced.settings, synced.lake)
    assert found.missing == ("notes.txt embedding",)
    repair(synced.settings, synced.lake, found, Provenance())
    found = verify(synced.settings, synced.lake)
    assert found.clean
    assert "it is served as it was read last" in found.kept["notes.txt"]

    _lose_embeddings(synced, "notes.txt")
    with open_store(synced.settings) as store:
        store.drop(peek(synced.settings).served)
    synced.write("new.md", "# New\n\nBicycles are parked behind the house.\n")
    result = synced.sync()
    assert result["vectors"]["total"] == result["chunks"]["total"] - 1
    with pytest.raises(StoreRefused, match=r"embeddings of notes.txt are missing .* verify --repair"):
        require_no_problem(result)
    (lost,) = stale_documents(synced.settings, synced.lake, peek(synced.settings))
    assert (lost.document, lost.reason) == ("notes.txt", Reason.STORE)

    repair(synced.settings, synced.lake, verify(synced.settings, synced.lake), Provenance())
    found = verify(synced.settings, synced.lake)
    assert found.clean
    assert "nothing of it is served" in found.kept["notes.txt"]
    assert "problem" not in synced.sync()
    locked.clear()
    assert synced.sync()["chunks"]["embedded"] == 1


def test_a_mark_moves_no_document_into_another_batch(synced: Workplace, locked: dict[str, str]) -> None:
    synced.write("large.md", "# Large\n\nA text.\n")
    publish(synced)
    locked["large.md"] = "Permission denied"
    publish(synced)
    published = synced.lake.open("documents")
    assert published
    assert (published.version(), (published_in(published) or {})["large.md"]) == (3, 2)
    assert not generate_embeddings(synced.settings, synced.lake, Provenance()).plan.changed


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Documents that were given to a reader."""
    seen: list[str] = []
    title = BoundedReader.title

    def counting(self: BoundedReader, data: bytes, document: str) -> str:
        seen.append(document)
        return title(self, data, document)

    monkeypatch.setattr(BoundedReader, "title", counting)
    return seen


def test_a_verdict_stands_until_the_reader_is_another_and_good_ones_are_not_read_again(
    synced: Workplace, extracted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced.write("notes.txt", BROKEN)
    synced.write("page.html", BROKEN)
    publish(synced)
    publish(synced)
    assert extracted == ["notes.txt", "page.html"]
    monkeypatch.setattr(installed, "_version", lambda _name: "99")
    rows = publish(synced)
    publish(synced)
    assert extracted == ["notes.txt", "page.html", "page.html"]
    assert "turbohtml 99" in rows["page.html"]["reader"]
    publish(synced, retry_quarantined=True)
    assert sorted(extracted[3:]) == ["notes.txt", "page.html"]
    repair(synced.settings, synced.lake, verify(synced.settings, synced.lake), Provenance())
    assert len(extracted) > 5


@pytest.mark.parametrize(
    "error", [ModuleNotFoundError("No module named 'mammoth.x'", name="mammoth.x"), UnreadableDocument("broken")]
)
def test_a_library_that_is_missing_is_named_and_looked_for_again(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    class DependencyError(Exception):
        """As pypdf has it."""

    if isinstance(error, UnreadableDocument):
        error.__cause__ = DependencyError("mammoth>=3.1 is required for AES algorithm")

    def failing(_data: bytes, _document: str) -> object:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("include.embedding.bounded_reader.extract", failing)
        row = publish(workplace)["notes.txt"]
    assert "needs the library mammoth" in row["reason"]
    assert "mammoth missing; " in row["reader"]
    assert publish(workplace)["notes.txt"]["status"] == "ready"


def test_a_reader_that_fails_in_an_unexpected_way_stops_nothing(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(data: bytes, document: str) -> object:
        if document == "notes.txt":
            raise ZeroDivisionError
        return SimpleNamespace(title=f"title of {len(data)} bytes")

    monkeypatch.setattr("include.embedding.bounded_reader.extract", failing)
    rows = publish(workplace)
    assert "its reader fails (ZeroDivisionError)" in rows["notes.txt"]["reason"]
    assert sum(row["status"] == "ready" for row in rows.values()) == 3


def test_what_a_reader_says_of_itself_is_in_its_name() -> None:
    assert reader_of("x.pdf").startswith("pdf ")
    assert reader_of("x.pdf", {"cryptography"}) != reader_of("x.pdf")
    assert missing_library(UnreadableDocument("reading it needs the library lxml, which is not installed")) == "lxml"
    assert missing_library(UnreadableDocument("it is empty")) == ""


def test_tables_of_an_older_version_are_read_and_get_the_new_columns_with_the_next_change(synced: Workplace) -> None:
    old = replace(DOCUMENTS, columns=tuple(column for column in DOCUMENTS.columns if column.name not in STALENESS))
    place = Lake(str(synced.folder / "old"), tables=TABLES | {"documents": old})
    known = known_documents(synced.lake.open("documents"))
    place.change(place.open_or_create("documents"), "documents", list(known.values()), (), {"batch_id": "batch-000001"})
    synced.environment["LAKE_URI"] = place.uri
    assert known_documents(synced.lake.open("documents")) == known
    assert stale_rows(synced.lake.open("documents")) == {}
    report = publish_documents(synced.settings, synced.lake, Provenance())
    assert (report.worked, report.version) == (False, 1)
    synced.write("notes.txt", BROKEN)
    publish(synced)
    assert list(stale_rows(synced.lake.open("documents"))) == ["notes.txt"]
    assert published_in(synced.lake.open("documents"), 0)
    assert synced.sync()["documents"]["total"] == 4


def test_a_document_that_can_be_read_again_belongs_to_the_batch_in_which_it_changed(synced: Workplace) -> None:
    published = synced.lake.open("documents")
    known = known_documents(published)
    back, edited = sorted(known)[:2]
    scope = Scope({id_: known[id_] for id_ in (back, edited)}, {}, versions={edited: 1})
    assert batches_of(scope, published)[back] == batch_name((published_in(published) or {})[back])
