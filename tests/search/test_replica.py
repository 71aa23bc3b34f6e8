"""The read replica: what a page reads while the pipeline has the store."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from include.pipeline.steps import rebuild_search_index
from include.provenance import Provenance
from include.search.passage import Filters, Passage
from include.search.query_encoder import QueryEncoder
from include.search.replica import Replica, path_of, read_about
from include.search.replicate import is_replicated
from include.vector_store.state import peek
from include.vector_store.store import open_store
from tests.conftest import RUNTIME, Workplace

pytestmark = pytest.mark.skipif(RUNTIME == "torch", reason="questions are encoded by OpenVINO only")
Ask = Callable[..., list[Passage]]


def ask(place: Workplace, question: str, folder: str = "", kind: str = "") -> list[Passage]:
    replica = Replica(path_of(place.settings))
    with closing(replica):
        vector = QueryEncoder(place.settings).encode(replica.about.embedding_model, question)
        return replica.search(vector, 3, Filters(folder, kind))


def test_the_replica_answers_as_the_store_does(synced: Workplace) -> None:
    replica = Replica(path_of(synced.settings))
    vector = QueryEncoder(synced.settings).encode(replica.about.embedding_model, "paid days off")
    found = replica.search(vector, 4, Filters())
    with open_store(synced.settings) as store:
        hits = store.search(peek(synced.settings).served, vector, 4)
    assert [item.document for item in found] == [hit.payload["document"] for hit in hits]
    assert [item.text for item in found] == [hit.payload["text"] for hit in hits]
    assert [item.score for item in found] == pytest.approx([hit.score for hit in hits], abs=1e-5)


def test_a_replica_of_before_is_read_and_does_not_say_where_a_passage_stands(synced: Workplace) -> None:
    assert ask(synced, "a door")[0].place == "line 1"
    with closing(sqlite3.connect(path_of(synced.settings))) as connection:
        connection.execute("ALTER TABLE points DROP COLUMN place")
    assert [item.place for item in ask(synced, "a door")] == ["", "", ""]


def test_a_reader_is_answered_while_another_process_has_the_store(synced: Workplace) -> None:
    with open_store(synced.settings):
        assert ask(synced, "paid days off")[0].document == "handbook/leave.md"


def test_only_documents_that_the_filters_admit_are_found(synced: Workplace) -> None:
    assert {item.document for item in ask(synced, "a door", folder="handbook")} == {
        "handbook/leave.md",
        "handbook/travel.md",
    }
    assert [item.document for item in ask(synced, "holiday", kind="reStructuredText")] == ["guide.rst"]
    assert ask(synced, "holiday", folder="handbook", kind="Text") == []


def test_each_passage_names_the_batch_and_the_run_that_brought_it(synced: Workplace) -> None:
    synced.write("notes.txt", "The office has a blue door now.\n")
    synced.sync()
    door, leave = ask(synced, "blue door")[0], ask(synced, "paid days off")[0]
    assert door.origin
    assert leave.origin
    assert (leave.origin.batches, door.origin.batches) == ("batch-000001", "batch-000002")
    assert leave.origin.run != door.origin.run
    assert leave.origin.time < door.origin.time


def test_what_was_read_before_goes_on_being_read_and_the_next_reader_sees_the_new(synced: Workplace) -> None:
    before = Replica(path_of(synced.settings))
    (synced.documents / "notes.txt").unlink()
    synced.sync()
    assert [item.document for item in before.passages("notes.txt")] == ["notes.txt"]
    assert Replica(path_of(synced.settings)).passages("notes.txt") == []


@pytest.mark.parametrize("damage", ["lost", "torn"])
def test_a_replica_that_is_lost_or_torn_is_written_again_though_nothing_changed(synced: Workplace, damage: str) -> None:
    path = path_of(synced.settings)
    if damage == "lost":
        path.unlink()
    else:
        os.truncate(path, 100)
    assert not is_replicated(synced.settings, peek(synced.settings))
    report = rebuild_search_index(synced.settings, synced.lake, Provenance())
    assert not report.worked  # nobody is woken by it
    about = read_about(path)
    assert about
    assert about.points == 4


def test_a_run_without_a_change_does_not_write_the_replica(synced: Workplace) -> None:
    before = path_of(synced.settings).stat()
    synced.sync()
    after = path_of(synced.settings).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_crash_before_the_rename_leaves_the_old_replica(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.replace", dies)
    synced.write("notes.txt", "Never seen.\n")
    with pytest.raises(KeyboardInterrupt):
        synced.sync()
    monkeypatch.undo()
    assert "green door" in Replica(path_of(synced.settings)).passages("notes.txt")[0].text
    synced.sync()
    assert "Never seen" in Replica(path_of(synced.settings)).passages("notes.txt")[0].text


def test_the_replica_cannot_be_changed_by_a_reader(synced: Workplace) -> None:
    replica = Replica(path_of(synced.settings))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        replica._connection.execute("DELETE FROM points")
