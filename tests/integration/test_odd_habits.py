"""What people do to an Airflow beside saving files: events by hand, *Clear* on everything, a DAG deleted."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.airflows import OpenSite
from tests.integration.airflow_waiting import Since, finished, known, quiet, wait_for
from tools.airflow_rest import ENDED
from tools.local_airflow import DAGS, LocalAirflow

pytestmark = pytest.mark.integration
OF_THE_COURSE = ("check_", "exercise_", "solution_")
WATCHED = ("document_source", "documents", "embeddings", "vector_store", "search_index")
ODD: tuple[dict[str, Any], ...] = (
    {"version": None, "batch_id": None, "batch_ids": None, "documents_added": None},
    {"version": [1], "batch_id": ["x"], "batch_ids": {"a": 1}, "documents_added": "lots", "embeddings_generated": "x"},
    {"version": "5", "batch_id": "batch-000001", "documents_added": "3", "batch_ids": "batch-000001"},
    {"version": 1e300, "batch_id": "<script>alert(1)</script>", "documents_added": 2**60},
    {"text": "x" * 1_000_000, "batch_id": "y" * 100_000, "batch_ids": "z" * 100_000},
    {"from_trigger": True, "payload": {"fingerprint": 7, "number": "x"}},
    {"from_trigger": True, "payload": None},
)


def runs(since: Since) -> list[dict[str, Any]]:
    """Those of the bundle; the course's solutions judge themselves."""
    return [run for run in since.runs() if not run["dag_id"].startswith(OF_THE_COURSE)]


def searchable(airflow: LocalAirflow, place: OpenSite, name: str) -> None:
    """Write a document, and wait until the page says that nothing about it waits."""
    place.write(name, f"# {name}\n\nThis page is about {name} and nothing else.\n")

    def is_served() -> bool:
        states = httpx.get(f"{airflow.url}/embedding-pages/freshness", timeout=60).json()["document_states"]
        return {state["document"]: state["why"] for state in states}.get(name) == ""

    wait_for(is_served, f"{name} being searchable")


@pytest.mark.slow_live
def test_events_made_by_hand_end_no_run_no_report_and_no_page_whatever_they_carry(
    airflow: LocalAirflow, place: OpenSite
) -> None:
    since = Since(airflow)
    assets = {asset["name"]: asset["id"] for asset in airflow.get("/assets", limit=100)["assets"]}
    for place_in_chain, name in enumerate(WATCHED):  # each extra goes to two assets, each asset gets some
        for number, extra in enumerate(ODD):
            if (number - place_in_chain) % len(WATCHED) < 2:
                airflow.post("/assets/events", {"asset_id": assets[name], "extra": extra})
    for name in ("conversation_export", "concepts", "user_facts", "thread_summaries"):
        airflow.post("/assets/events", {"asset_id": assets[name], "extra": ODD[1]})
    report = airflow.trigger("report_freshness")
    assert finished(airflow, "report_freshness", report)["state"] == "success"
    wait_for(lambda: all(run["state"] in ENDED for run in runs(since)), "the end of every run")
    assert [(run["dag_id"], run["state"]) for run in runs(since) if run["state"] != "success"] == []
    assert not [event for event in since.events() if event["source_dag_id"] in DAGS]  # there was nothing to do
    page = httpx.get(f"{airflow.url}/embedding-pages/freshness", timeout=60)
    assert page.status_code == 200
    assert "script" not in page.text
    searchable(airflow, place, "after_odd_events.md")


@pytest.mark.slow_live
def test_cleared_runs_do_again_what_is_due_and_change_nothing_that_is_done(
    airflow: LocalAirflow, place: OpenSite
) -> None:
    since = Since(airflow)
    searchable(airflow, place, "before_the_clear.md")
    quiet(airflow)
    before = {name: place.lake.version(name) for name in place.lake.names}
    cleared = [run for run in since.runs() if run["dag_id"] in DAGS and run["state"] == "success"]
    for run in cleared:
        airflow.post(f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/clear", {"dry_run": False})
    assert {run["dag_id"] for run in cleared} == set(DAGS)
    for run in cleared:
        assert finished(airflow, run["dag_id"], run["dag_run_id"])["state"] == "success"
    quiet(airflow)
    assert {name: place.lake.version(name) for name in place.lake.names} == before


@pytest.mark.slow_live
@pytest.mark.parametrize("dag", ["publish_documents", "generate_embeddings"])
def test_a_deleted_dag_comes_back_awake_and_what_changed_meanwhile_is_made_up_for(
    airflow: LocalAirflow, place: OpenSite, dag: str
) -> None:
    file = Path(airflow.get(f"/dags/{dag}")["fileloc"])
    httpx.delete(f"{airflow.url}/api/v2/dags/{dag}", timeout=60).raise_for_status()
    file.touch()  # it is read again, as all are by themselves every half minute where nobody says otherwise
    place.write(f"while_{dag}_was_gone.md", "# Gone\n\nIt changed while a DAG was gone.\n")
    assert not known(airflow, dag)["is_paused"]
    searchable(airflow, place, f"after_{dag}_was_deleted.md")
    searchable(airflow, place, f"while_{dag}_was_gone.md")
