"""Many questions at once, and questions that get lost, on the real scheduler."""

from collections.abc import Iterator
from typing import Any

import pytest

from include.pipeline.approval.asked import ASKING_DAG
from include.pipeline.scope import chunk_rows
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from tests.airflows import Airflows
from tests.conftest import Workplace
from tests.integration.airflow_waiting import finished, wait_for
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

pytestmark = [pytest.mark.integration, pytest.mark.slow_load]  # test_asking.py has each case without an Airflow

DAG = "generate_embeddings"
LARGE = "# Large {0}\n\n" + "\n\n".join(
    f"## Part {n}\n\n" + f"Sentence {n} of {{0}} says something else. " * 30 for n in range(6)
)
MANY = 17
"""More than a DAG may have runs at once, unless it says otherwise."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    workplace = Workplace(tmp_path_factory.mktemp("approval"))
    workplace.environment |= {"APPROVAL_THRESHOLD": "3"}
    return workplace


@pytest.fixture(scope="module")
def airflow(place: Workplace, airflows: Airflows) -> Iterator[LocalAirflow]:
    airflows.stop()
    with LocalAirflow(place.folder / "airflow", free_port(), place.environment) as running:
        yield running


def documents(place: Workplace) -> set[str]:
    """Documents that have chunks."""
    return {row["document"] for row in chunk_rows(place.lake.open("chunks")).values()}


def run_of(question: dict[str, Any]) -> str:
    assert question["task_instance"]["dag_id"] == ASKING_DAG
    return str(question["task_instance"]["dag_run_id"])


def batch_of(question: dict[str, Any]) -> str:
    """Number of the batch, as run ids begin."""
    return run_of(question).partition("__")[0]


def states(airflow: LocalAirflow, dag: str, run: str) -> dict[str, str]:
    found = airflow.get(f"/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
    return {task["task_id"]: task["state"] for task in found}


def publish(airflow: LocalAirflow) -> None:
    run = airflow.trigger("publish_documents", {"action": "scan"})
    assert finished(airflow, "publish_documents", run)["state"] == "success"


def plan(airflow: LocalAirflow, **form: Any) -> dict[str, str]:
    """States of the tasks of a run by hand."""
    run = airflow.trigger(DAG, form)
    assert finished(airflow, DAG, run)["state"] == "success"
    return states(airflow, DAG, run)


def all_questions(airflow: LocalAirflow) -> list[dict[str, Any]]:
    def asked() -> list[dict[str, Any]]:
        found = airflow.questions()
        return found if len(found) == MANY else []

    return list(wait_for(asked, f"{MANY} questions"))


def test_however_many_questions_are_open_a_small_change_goes_on(airflow: LocalAirflow, place: Workplace) -> None:
    for number in range(MANY):
        place.write(f"large {number}.md", LARGE.format(f"page {number}"))
        publish_documents(place.settings, place.lake, Provenance())
    assert plan(airflow)["ask"] == "success"
    assert len({batch_of(question) for question in all_questions(airflow)}) == MANY

    place.write("small.md", "# Small\n\nOne chunk.\n")
    publish(airflow)
    wait_for(lambda: documents(place) == {"small.md"}, "the small change")
    assert plan(airflow)["ask"] == "skipped"
    assert len(airflow.questions()) == MANY


def test_a_question_whose_run_failed_is_asked_anew(airflow: LocalAirflow) -> None:
    failed, kept, *_ = airflow.questions()
    airflow.patch(f"/dags/{ASKING_DAG}/dagRuns/{run_of(failed)}", {"state": "failed"})
    assert plan(airflow)["ask"] == "success"
    by_batch = {batch_of(question): run_of(question) for question in all_questions(airflow)}
    assert by_batch[batch_of(failed)] != run_of(failed)
    assert by_batch[batch_of(kept)] == run_of(kept)


def test_a_yes_among_many_embeds_that_batch_and_nothing_else(airflow: LocalAirflow, place: Workplace) -> None:
    question = airflow.questions()[0]
    assert finished(airflow, ASKING_DAG, run_of(question), option="Approve")["state"] == "success"
    (embedded,) = documents(place) - {"small.md"}
    assert f"`{embedded}`" in question["body"]
    sent = next(event for event in reversed(airflow.events()) if event["name"] == "embeddings")
    assert (sent["extra"]["batch_ids"], sent["source_dag_id"]) == (batch_of(question), ASKING_DAG)


def test_what_was_approved_and_then_failed_is_done_without_another_question(
    airflow: LocalAirflow, place: Workplace
) -> None:
    question = airflow.questions()[0]
    before, run = documents(place), run_of(question)

    def answered() -> bool:
        airflow.answer(run, "Approve")
        return states(airflow, ASKING_DAG, run)["approve"] == "success"

    wait_for(answered, "a Yes")
    airflow.patch(f"/dags/{ASKING_DAG}/dagRuns/{run}", {"state": "failed"})
    assert plan(airflow)["ask"] == "skipped"
    (embedded,) = documents(place) - before
    assert f"`{embedded}`" in question["body"]
