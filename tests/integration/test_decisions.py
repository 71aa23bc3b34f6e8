"""Approval, rejection and silence, on the real scheduler."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.pipeline.approval.asked import ASKING_DAG, DELETING_DAG
from include.pipeline.scope import chunk_rows
from tests.airflows import Airflows, StrictSite
from tests.integration.airflow_waiting import Since, finished, quiet, wait_for
from tools.local_airflow import LocalAirflow

pytestmark = pytest.mark.integration

DAG = "generate_embeddings"
LARGE = "# Large\n\n" + "\n\n".join(f"## Part {n}\n\n" + f"Sentence {n} says something else. " * 30 for n in range(9))


@pytest.fixture
def place(airflows: Airflows) -> StrictSite:
    return airflows.of(StrictSite)


@pytest.fixture
def airflow(place: StrictSite) -> LocalAirflow:
    wait_for(lambda: documents(place), "the first load")  # or what a test writes is a part of it
    return quiet(place.airflow)


def documents(place: StrictSite) -> set[str]:
    """Documents that have chunks."""
    return {row["document"] for row in chunk_rows(place.lake.open("chunks")).values()}


def run_of(question: dict[str, Any]) -> str:
    return str(question["task_instance"]["dag_run_id"])


def states(airflow: LocalAirflow, run: str, dag: str = ASKING_DAG) -> dict[str, str]:
    found = airflow.get(f"/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
    return {task["task_id"]: task["state"] for task in found}


def log_of(airflow: LocalAirflow, run: str) -> str:
    return airflow.task_log({"dag_id": ASKING_DAG, "dag_run_id": run})


def publish(airflow: LocalAirflow) -> None:
    run = airflow.trigger("publish_documents", {"action": "scan"})
    assert finished(airflow, "publish_documents", run)["state"] == "success"


def test_a_yes_embeds_the_batch_and_a_small_change_does_not_wait_for_it(
    airflow: LocalAirflow, place: StrictSite
) -> None:
    before, batch = documents(place), [f"batch/page-{number}.md" for number in range(8)]
    for name in batch:
        place.write(name, f"# {name}\n\nThis is what {name} says.\n")
    since = Since(airflow)
    publish(airflow)
    at_once = [airflow.trigger(DAG) for _ in range(2)]  # beside the run of the event and, at times, that of the sweep
    question = wait_for(airflow.questions, "a question")[0]
    wait_for(lambda: all(states(airflow, run, DAG).get("plan") == "success" for run in at_once), "two more plans")
    assert question["subject"] == "Embed 8 chunks of 8 documents?"
    assert "| chunks to embed | 8 |" in question["body"]
    assert "`batch/page-0.md`" in question["body"]

    place.write("small.md", "# Small\n\nOne chunk.\n")
    publish(airflow)
    wait_for(lambda: documents(place) == before | {"small.md"}, "the small change")
    assert [run_of(item) for item in airflow.questions()] == [run_of(question)]

    assert finished(airflow, ASKING_DAG, run_of(question), option="Approve")["state"] == "success"
    assert documents(place) == before | {"small.md", *batch}
    sent = [event for event in since.events() if event["name"] == "embeddings"]
    told = [(event["source_task_id"], event["extra"]["embeddings_generated"]) for event in sent]
    assert told == [("commit", 1), ("commit_approved", 8)]


def test_a_no_leaves_everything_as_it_is_and_says_what_is_stale(airflow: LocalAirflow, place: StrictSite) -> None:
    before = documents(place)
    place.write("large.md", LARGE)
    publish(airflow)
    question = wait_for(airflow.questions, "a question")[0]
    run = run_of(question)
    assert finished(airflow, ASKING_DAG, run, option="Reject")["state"] == "success"
    after = states(airflow, run)
    assert (after["approve"], after["commit_approved"], after["embed_approved"]) == ("success", "skipped", "skipped")
    assert "rejected by a person: stays as it is: 1 document of batch-" in log_of(airflow, run)
    assert documents(place) == before

    again = airflow.trigger(DAG)
    assert finished(airflow, DAG, again)["state"] == "success"
    assert states(airflow, again, DAG)["ask"] == "skipped"
    assert airflow.questions() == []


def test_an_emptied_source_asks_a_no_keeps_everything_and_a_yes_deletes(
    airflow: LocalAirflow, place: StrictSite
) -> None:
    before = documents(place)
    for name in set(place.names()) - before:  # what another test was told not to embed would hold its batch back
        (place.documents / name).unlink()
    publish(airflow)
    away = place.documents.rename(place.folder / "away")
    place.documents.mkdir()
    publish(airflow)  # unless the watcher was quicker
    question = wait_for(airflow.questions, "the question about deletions")[0]
    assert question["subject"].startswith("Delete ")
    assert "| `handbook` | 2 |" in question["body"]
    assert documents(place) == before

    assert finished(airflow, DELETING_DAG, run_of(question), option="Reject")["state"] == "success"
    assert states(airflow, run_of(question), DELETING_DAG) == {
        "plan": "success", "approve": "success", "keep": "success", "delete": "skipped",
    }  # fmt: skip
    publish(airflow)
    assert airflow.questions() == []
    assert documents(place) == before

    airflow.trigger("publish_documents", {"action": "ask"})
    again = wait_for(airflow.questions, "the question, asked again")[0]
    assert finished(airflow, DELETING_DAG, run_of(again), option="Approve")["state"] == "success"
    wait_for(lambda: not documents(place), "the chunks to be removed")

    place.documents.rmdir()
    away.rename(place.documents)
    publish(airflow)
    wait_for(lambda: documents(place) == before, "the chunks to be back")


def let_time_pass(airflow: LocalAirflow, run: str) -> None:
    """Bring the end of the time for an answer forward, from when it is to when it was; nobody waits for an hour."""
    now = datetime.now(UTC)
    with closing(sqlite3.connect(airflow.home / "airflow.db", timeout=600)) as database, database:
        waiting = "FROM task_instance WHERE run_id = ? AND state = 'awaiting_input'"
        ((end,),) = database.execute(f"SELECT trigger_timeout {waiting}", (run,)).fetchall()
        assert now < datetime.fromisoformat(end).replace(tzinfo=UTC) < now + timedelta(hours=1)
        before = (now - timedelta(seconds=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
        database.execute(
            "UPDATE task_instance SET trigger_timeout = ? WHERE run_id = ? AND state = 'awaiting_input'", (before, run)
        )


@pytest.mark.slow_live
def test_no_answer_is_a_no_and_asking_again_is_possible(airflow: LocalAirflow, place: StrictSite) -> None:
    def asked() -> str:
        """The run that asks about this test's document."""
        return next((run_of(item) for item in airflow.questions() if "`silent.md`" in item["body"]), "")

    place.write("silent.md", LARGE.replace("Sentence", "Remark"))
    publish(airflow)
    run = wait_for(asked, "a question")
    let_time_pass(airflow, run)
    assert finished(airflow, ASKING_DAG, run)["state"] == "success"
    assert states(airflow, run)["commit_approved"] == "skipped"
    assert "rejected because nobody answered in time" in log_of(airflow, run)
    airflow.trigger(DAG, {"ask_again": True})
    again = wait_for(asked, "the question, asked again")
    assert finished(airflow, ASKING_DAG, again, option="Reject")["state"] == "success"
    assert "silent.md" not in documents(place)
