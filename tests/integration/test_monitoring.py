"""What only a running Airflow shows: a passing fault is tried again by itself, a deadline speaks up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PAGES, Workplace
from tests.integration.test_airflow import finished, wait_for
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    workplace = Workplace(tmp_path_factory.mktemp("place"))
    for name, text in PAGES.items():
        workplace.write(name, text)
    workplace.sync()
    return workplace


@pytest.fixture(scope="module")
def airflow(place: Workplace) -> Iterator[LocalAirflow]:
    """Every run is late: the deadline is the moment when it is queued."""
    with LocalAirflow(
        place.folder / "airflow", free_port(), place.environment | {"SEARCHABLE_MINUTES": "0"}
    ) as running:
        wait_for(
            lambda: "report_freshness" in {dag["dag_id"] for dag in running.get("/dags", limit=100)["dags"]},
            "the parsing of every DAG",
        )
        yield running


def task(airflow: LocalAirflow, dag: str, run: str) -> dict[str, Any]:
    return dict(airflow.get(f"/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"][0])


def test_a_passing_fault_is_tried_again_within_seconds_and_the_work_is_done(
    airflow: LocalAirflow, place: Workplace
) -> None:
    described = Path(place.settings.qdrant_path) / "meta.json"
    whole = described.read_bytes()
    described.write_bytes(whole[:20])
    run = airflow.trigger("update_vector_store")
    waiting = wait_for(
        lambda: (found := task(airflow, "update_vector_store", run))["state"] == "up_for_retry" and found, "a retry"
    )
    assert waiting["max_tries"] >= 5
    described.write_bytes(whole)
    assert finished(airflow, "update_vector_store", run)["state"] == "success"
    assert task(airflow, "update_vector_store", run)["try_number"] == 2


def test_a_run_that_misses_its_deadline_says_so_in_one_line(airflow: LocalAirflow, place: Workplace) -> None:
    """The run before waited for its second try, and was late all the while."""

    def told() -> list[str]:
        text = "\n".join(path.read_text("utf-8") for path in (airflow.home / "logs").rglob("*") if path.is_file())
        return [line for line in text.splitlines() if "update_vector_store has not finished 0 minutes after" in line]

    lines = wait_for(told, "the line of a missed deadline")
    assert "report_freshness says which documents" in lines[0]


def test_overdue_work_fails_the_report_with_its_names_in_the_log(airflow: LocalAirflow, place: Workplace) -> None:
    airflow.pause("generate_embeddings")
    place.write("new.md", "# New\n\nA page that nobody embeds.\n")
    assert (
        finished(airflow, "publish_documents", airflow.trigger("publish_documents", {"action": "scan"}))["state"]
        == "success"
    )
    done = finished(airflow, "report_freshness", airflow.trigger("report_freshness"))
    assert done["state"] == "failed"
    log = airflow.task_log(done)
    assert "waiting for its embeddings: new.md" in log
    assert "1 documents are not searchable after 0 minutes" in log
