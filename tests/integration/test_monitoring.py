"""What only a running Airflow shows: a passing fault is tried again by itself, a deadline speaks up."""

from pathlib import Path
from typing import Any

import pytest

from tests.airflows import Airflows, StrictSite
from tests.integration.airflow_waiting import finished, known, quiet, wait_for
from tools.local_airflow import LocalAirflow

pytestmark = pytest.mark.integration


@pytest.fixture
def place(airflows: Airflows) -> StrictSite:
    return airflows.of(StrictSite)


@pytest.fixture
def airflow(place: StrictSite) -> LocalAirflow:
    known(place.airflow, "report_freshness")
    return quiet(place.airflow)


def task(airflow: LocalAirflow, dag: str, run: str) -> dict[str, Any]:
    return dict(airflow.get(f"/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"][0])


def test_a_passing_fault_is_tried_again_within_seconds_and_the_work_is_done(
    airflow: LocalAirflow, place: StrictSite
) -> None:
    described = Path(place.settings.qdrant_path) / "meta.json"
    wait_for(described.exists, "the first load")
    quiet(airflow)
    aside = described.rename(described.with_name("aside.json"))
    described.symlink_to(described)  # it cannot be read for a moment, as on a mount that stumbles
    run = airflow.trigger("update_vector_store")
    waiting = wait_for(
        lambda: (found := task(airflow, "update_vector_store", run))["state"] == "up_for_retry" and found, "a retry"
    )
    assert waiting["max_tries"] >= 5
    aside.rename(described)
    assert finished(airflow, "update_vector_store", run)["state"] == "success"
    assert task(airflow, "update_vector_store", run)["try_number"] == 2


def test_a_run_that_misses_its_deadline_says_so_in_one_line(airflow: LocalAirflow, place: StrictSite) -> None:
    """The run before waited for its second try, and was late all the while."""

    def told() -> list[str]:
        text = "\n".join(path.read_text("utf-8") for path in (airflow.home / "logs").rglob("*") if path.is_file())
        return [line for line in text.splitlines() if "update_vector_store has not finished 0 minutes after" in line]

    lines = wait_for(told, "the line of a missed deadline")
    assert "report_freshness says which documents" in lines[0]


def test_overdue_work_fails_the_report_with_its_names_in_the_log(airflow: LocalAirflow, place: StrictSite) -> None:
    airflow.pause("generate_embeddings")
    try:
        place.write("new.md", "# New\n\nA page that nobody embeds.\n")
        run = airflow.trigger("publish_documents", {"action": "scan"})
        assert finished(airflow, "publish_documents", run)["state"] == "success"
        done = finished(airflow, "report_freshness", airflow.trigger("report_freshness"))
    finally:
        airflow.pause("generate_embeddings", paused=False)
    assert done["state"] == "failed"
    log = airflow.task_log(done)
    assert "waiting for its embeddings: new.md" in log
    assert "documents are not searchable after 0 minutes" in log
