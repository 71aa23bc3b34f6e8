"""The read replica: what a page reads while the pipeline has the store."""

import json
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from include.embedding.model import find_model
from include.pipeline.golden import asking, asking_replica, golden_vectors
from include.pipeline.steps import rebuild_search_index
from include.provenance import Provenance
from include.search.modes import words_of
from include.search.passage import Filters, Passage
from include.search.query_encoder import QueryEncoder
from include.search.replica import About, Replica, path_of, read_about
from include.search.replica_writer import Point, write_replica
from include.search.replicate import is_replicated, replicate
from include.vector_store.protocol import DocumentChange
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.vector_store.stored_point import StoredPoint, stored_point
from tests.conftest import RUNTIME, Workplace
from tests.search.replica_content import Content, content_of_file, content_of_points

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


def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Documents of the points that are written to the replica, each time that it is written."""
    times: list[tuple[str, ...]] = []

    def writes(path: Path, about: About, points: Sequence[Point], *others: Any, **named: Any) -> None:
        times.append(tuple(point.payload["document"] for point in points))
        write_replica(path, about, points, *others, **named)

    monkeypatch.setattr("include.search.replicate.write_replica", writes)
    return times


def stored(place: Workplace) -> Content:
    with open_store(place.settings) as store:
        return content_of_points(store.points(peek(place.settings).served))


def test_an_edit_writes_the_points_that_changed_and_no_other(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = written(monkeypatch)
    synced.write("notes.txt", "The office has a blue door now.\n")
    synced.write("parrot.md", "# Parrot\n\nMira feeds the parrot.\n")
    (synced.documents / "guide.rst").unlink()
    synced.sync()
    assert [sorted(documents) for documents in times] == [["notes.txt", "parrot.md"]]
    assert content_of_file(path_of(synced.settings)) == stored(synced)
    about = read_about(path_of(synced.settings))
    assert about
    assert (about.points, about.documents) == (4, 4)


def test_an_edit_reads_no_point_of_the_store_that_did_not_change(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reads(record: Any) -> StoredPoint:
        point = stored_point(record)
        read.append(point.payload["document"])
        return point

    monkeypatch.setattr("include.vector_store.point_file.stored_point", reads)
    synced.write("notes.txt", "The office has a blue door now.\n")
    synced.sync()
    assert read == ["notes.txt"]  # to copy it; the golden questions are asked in the copy


def test_golden_questions_are_answered_in_the_copy_as_in_the_store(synced: Workplace, tmp_path: Path) -> None:
    answers = {
        "paid days off": "handbook/leave.md",
        "what does a train cost": "handbook/travel.md",
        "zebra": "gone.md",
        "how long does an answer take": "added.md",
    }
    told = [{"question": question, "document": document} for question, document in answers.items()]
    (tmp_path / "golden.json").write_text(json.dumps(told))
    settings = replace(synced.settings, golden_questions=str(tmp_path / "golden.json"))
    for number in range(6):
        synced.write(f"{number}.md", f"The answer comes within {number} seconds.\n")
    synced.write("added.md", "Nothing.\n")
    synced.sync()
    asked = golden_vectors(settings, synced.lake, find_model(settings.embedding_model), ())
    with open_store(settings) as store:
        in_the_store = asked.recall(asking(store, peek(settings).served))
    assert asked.recall(asking_replica(Replica(path_of(settings)))) == in_the_store == 2 / 3


def test_what_was_deleted_cannot_be_read_in_the_file_any_more(tmp_path: Path) -> None:
    path, told = tmp_path / "replica", {"document": "notes.txt", "text": "a green door " * 2000}
    write_replica(path, About(dimension=2), [Point("1", told, 1, np.ones(2, np.float32))])
    assert b"green door" in path.read_bytes()
    write_replica(path, About(dimension=2), [], ["1"], anew=False)
    assert b"green door" not in path.read_bytes()


def test_a_point_that_somebody_else_has_overwritten_is_not_shown(synced: Workplace) -> None:
    with open_store(synced.settings) as store:
        served = peek(synced.settings).served
        (point,) = store.points(served, ["guide.rst"])
        foreign = {"id": point.id, "vector": point.vector, "payload": {"document": "guide.rst", "text": "Mine."}}
        store.write(served, [DocumentChange(upserts=[foreign])])
        replicate(synced.settings, synced.lake, store, Provenance())
    assert Replica(path_of(synced.settings)).passages("guide.rst") == []


@pytest.mark.parametrize("damage", ["page", "row"])
def test_a_replica_that_is_damaged_in_the_middle_is_made_anew_by_the_next_edit(synced: Workplace, damage: str) -> None:
    path = path_of(synced.settings)
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE vectors SET data = x'' WHERE row = (SELECT row FROM points WHERE document = 'guide.rst')")
        if damage == "row":
            file.commit()
        (page,) = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'vectors'").fetchone()
    if damage == "page":
        with path.open("r+b") as whole:
            whole.seek((page - 1) * 4096)
            whole.write(b"\xff" * 4096)
    synced.write("notes.txt", "The office has a blue door now.\n")
    synced.sync()
    assert content_of_file(path) == stored(synced)


def as_before(path: Path) -> None:
    """Lays a replica out as it was before each point had a row of its own for its vector."""
    with closing(sqlite3.connect(path)) as file:
        record = json.loads(file.execute("SELECT record FROM about").fetchone()[0])
        del record["layout"]
        joined = "SELECT data FROM vectors JOIN points USING (row) ORDER BY id"
        vectors = b"".join(data for (data,) in file.execute(joined))
        order = [row for (row,) in file.execute("SELECT row FROM points ORDER BY id")]
        words = [
            (np.array([order.index(row) for row in np.frombuffer(rows, "<i4")], "<i4").tobytes(), term)
            for term, rows in file.execute("SELECT term, rows FROM words")
        ]
        file.execute("UPDATE about SET record = ?", (json.dumps(record),))
        file.execute("DROP TABLE vectors")
        file.execute("CREATE TABLE vectors (data BLOB)")
        file.execute("INSERT INTO vectors VALUES (?)", (vectors,))
        file.executemany("UPDATE words SET rows = ? WHERE term = ?", words)
        file.executemany("UPDATE points SET row = ? WHERE row = ?", ((-1 - row, row) for row in order))
        file.executemany("UPDATE points SET row = ? WHERE row = ?", ((at, -1 - row) for at, row in enumerate(order)))
        for column in ("digest", "terms"):
            file.execute("DROP INDEX IF EXISTS points_known")
            file.execute(f"ALTER TABLE points DROP COLUMN {column}")
        file.commit()


def test_a_replica_of_before_is_searched_until_the_next_run_and_then_made_anew(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced.write("notes.txt", "The office has a blue door now.\n")
    synced.sync()
    path, vector = path_of(synced.settings), np.array(next(iter(stored(synced).values()))[4], np.float32)

    def found() -> list[Passage]:
        replica = Replica(path)
        return replica.search(vector, 4, Filters(), words_of("a blue door", replica.about))

    now = found()
    as_before(path)
    assert found() == now
    times = written(monkeypatch)
    assert synced.sync()["chunks"]["embedded"] == 0
    assert [len(documents) for documents in times] == [4]
    assert content_of_file(path) == stored(synced)
    assert found() == now  # and who brought each


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
