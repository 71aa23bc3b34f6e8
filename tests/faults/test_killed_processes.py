"""kill -9 in every place where it could hurt; running again heals it, and costs a batch of embeddings at most."""

import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from include.pipeline.steps import OPEN, hand_out, planned_work
from include.provenance import Provenance
from include.settings import PROJECT
from include.vector_store.store import open_store
from tests.faults.conftest import COMMIT_TEXTS, Handbook, Points, assert_true, embedded_texts, points, tallied

APPEND, CHANGE = "include.lake.tables.Lake.append", "include.lake.tables.Lake.change"
WRITE, NOTE = (
    "include.vector_store.folder_store.FolderStore.write",
    "include.vector_store.folder_store.FolderStore.note",
)
POINT = "include.vector_store.point_file.PointFile.put"
LOST_POINT = "include.vector_store.point_file.PointFile.delete"
SERVE = "include.vector_store.folder_store.FolderStore.serve"

slow = pytest.mark.slow_fault


@pytest.mark.parametrize(
    ("place", "call", "when"),
    [
        pytest.param(APPEND, "2", [], id="a batch is embedded and not kept"),
        pytest.param(APPEND, "1", ["--after"], id="a batch is kept", marks=slow),
        pytest.param(CHANGE, "1", [], id="documents are read and not committed", marks=slow),
        pytest.param(CHANGE, "1", ["--after"], id="documents are committed and nobody knows", marks=slow),
        pytest.param(CHANGE, "2", [], id="all is embedded and chunks are not committed", marks=slow),
        pytest.param(CHANGE, "2", ["--after"], id="chunks are committed and nobody knows", marks=slow),
        pytest.param(WRITE, "1", [], id="no point is written", marks=slow),
        pytest.param(POINT, "40", [], id="in the middle of a batch of points"),
        pytest.param(LOST_POINT, "1", [], id="new points are written and old ones not deleted"),
        pytest.param(LOST_POINT, "30", ["--after"], id="in the middle of the deletions", marks=slow),
        pytest.param(WRITE, "1", ["--after"], id="a request is finished", marks=slow),
        pytest.param(NOTE, "1", ["--after"], id="it is noted that points will be written", marks=slow),
        pytest.param(NOTE, "2", [], id="all points are written and the version is not noted", marks=slow),
        pytest.param(NOTE, "2", ["--after"], id="the version is noted and nothing is served", marks=slow),
    ],
)
def test_sync_killed_anywhere_is_healed_by_running_again(
    edited: Handbook, undisturbed: Points, tally: Path, place: str, call: str, when: list[str]
) -> None:
    before = len(embedded_texts(edited))
    edited.killed("sync", "--kill", place, "--call", call, *when, "--tally", tally)
    edited.sync_tallied(tally)
    again = tallied(tally) - (len(embedded_texts(edited)) - before)
    assert 0 <= again <= COMMIT_TEXTS
    assert_true(edited, undisturbed)


@pytest.mark.parametrize(
    "place", [pytest.param(POINT, marks=slow), pytest.param(NOTE, marks=slow), pytest.param(SERVE, marks=slow)]
)
def test_the_first_fill_killed_halfway_is_healed(handbook: Handbook, undisturbed: Points, place: str) -> None:
    handbook.drop_store()
    handbook.killed("sync", "--kill", place, "--call", "50" if place == POINT else "1")
    handbook.edit()
    handbook.sync()
    assert_true(handbook, undisturbed)


def test_a_collection_that_was_never_filled_to_the_end_is_not_served(handbook: Handbook) -> None:
    handbook.drop_store()
    handbook.killed("store", "--kill", POINT, "--call", "50")
    assert not handbook.do("index", "--run", "woken too early")["worked"]
    with open_store(handbook.settings) as store:
        assert store.state().served == ""


def test_a_change_that_is_taken_back_after_a_kill_leaves_no_trace(handbook: Handbook) -> None:
    """Points of an edit that was half written and then reverted are in no difference between two versions."""
    wanted = points(handbook)
    path = handbook.documents / "part-3/page-003.md"
    text = path.read_text()
    path.write_text(text.replace("first edition", "wrong edition"))
    handbook.killed("sync", "--kill", WRITE, "--after")
    path.write_text(text)
    handbook.sync()
    assert_true(handbook, wanted)


@pytest.mark.parametrize("times", [1, pytest.param(3, marks=slow)])
def test_a_shard_killed_while_it_embeds_costs_one_batch_and_no_document(
    edited: Handbook, undisturbed: Points, tally: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(embedded_texts(edited))
    edited.do("publish")
    monkeypatch.setattr("include.pipeline.shards.SHARD_TEXTS", 1)
    plan = planned_work(edited.settings, edited.lake, OPEN).plan
    for shards in (1, 2):
        (shard, *_) = hand_out(edited.lake, plan, replace(edited.settings, embedding_shards=shards), Provenance().time)
    for _ in range(times):
        edited.killed(
            "shard", "--shard", "0", "1", "--plan", shard.plan, "--kill", APPEND, "--call", "1", "--tally", tally
        )
    for number in ("0", "1"):
        edited.do("shard", "--shard", number, "2", "--plan", shard.plan, "--tally", tally)
    assert edited.do("generate", "--tally", tally)["worked"]
    again = tallied(tally) - (len(embedded_texts(edited)) - before)
    assert again == COMMIT_TEXTS * times
    edited.sync()
    assert_true(edited, undisturbed)


@pytest.mark.parametrize(
    ("step", "place"),
    [
        pytest.param("publish", CHANGE, marks=slow),
        ("generate", CHANGE),
        pytest.param("store", NOTE, marks=slow),
        pytest.param("index", NOTE, marks=slow),
    ],
)
def test_a_step_killed_between_its_commit_and_its_event_sends_the_event_when_it_is_tried_again(
    edited: Handbook, undisturbed: Points, step: str, place: str
) -> None:
    """Airflow tries the run again under the same id; the event is the one that the commit was made with."""
    steps = ("publish", "generate", "store", "index")
    for done in steps[: steps.index(step)]:
        edited.do(done)
    last = "2" if step == "store" else "1"
    edited.killed(step, "--run", "one run", "--kill", place, "--call", last, "--after")
    again = edited.do(step, "--run", "one run")
    assert again["worked"]
    assert again["event"]["version"] > 1
    assert not edited.do(step, "--run", "another run")["worked"]
    edited.sync()
    assert_true(edited, undisturbed)


@pytest.mark.parametrize(
    "folder", ["lake/documents", pytest.param("lake/embeddings", marks=slow), pytest.param("lake/chunks", marks=slow)]
)
def test_a_kill_while_the_table_is_written_leaves_a_file_that_nobody_reads(
    edited: Handbook, undisturbed: Points, folder: str
) -> None:
    """The place is inside the table library, so it is the file that says when: data is there, the commit is not yet."""
    table = edited.folder / folder
    known = set(table.glob("*.parquet"))
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.launcher", "sync"],
        cwd=PROJECT,
        env=edited.process_environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        while not set(table.glob("*.parquet")) - known and running.poll() is None:
            threading.Event().wait(0)
        running.kill()
    assert running.returncode in (-signal.SIGKILL, 0)
    edited.sync()
    assert_true(edited, undisturbed)
