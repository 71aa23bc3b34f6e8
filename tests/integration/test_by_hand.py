"""What people do by hand in Airflow: pause a DAG, materialize an asset, send a form twice, clear old runs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from include.lake.known_documents import known_documents
from include.pipeline.freshness.waiting import stale_documents
from include.sources.looks import SourceLooks
from include.vector_store.state import peek
from tests.airflows import Airflows
from tests.conftest import PAGES, Workplace
from tests.integration.airflow_waiting import finished, wait_for
from tools.airflow_rest import ENDED
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

pytestmark = [pytest.mark.integration, pytest.mark.slow_fault]  # the parts of it are tested without an Airflow, too

MADE_BY = {
    "documents": "publish_documents",
    "embeddings": "generate_embeddings",
    "vector_store": "update_vector_store",
    "search_index": "rebuild_search_index",
    "content_combinations": "derive_generation_tasks",
    "conversations": "collect_conversations",
    "thread_summaries": "summarise_threads",
    "user_facts": "derive_user_facts",
    "user_profiles": "derive_user_facts",
    "fact_index": "update_fact_index",
    "user_exports": "export_user",
    "forgettings": "forget_user",
    "answers": "refresh_answers",
    "answer_feedback": "rate_answer",
}
"""What an asset is materialized by; a source is made by nobody, and what a person pays for is planned first."""
FORM_NEEDED = {"answer_feedback"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    workplace = Workplace(tmp_path_factory.mktemp("by_hand"))
    workplace.environment |= {
        "GENERATION_URI": "include/data/generation",
        "CONVERSATIONS_URI": "include/data/conversations",
    }
    for name, text in PAGES.items():
        workplace.write(name, text)
    return workplace


@pytest.fixture(scope="module")
def started(place: Workplace, airflows: Airflows) -> Iterator[LocalAirflow]:
    airflows.stop()
    with LocalAirflow(place.folder / "airflow", free_port(), place.environment) as running:
        yield running


@pytest.fixture
def airflow(started: LocalAirflow, place: Workplace) -> LocalAirflow:
    """The same, when everything is served and nothing is going on."""
    wait_for(lambda: is_done(started, place), "the end of every chain")
    wait_for(lambda: all(run["state"] in ENDED for run in started.runs()), "the end of every run")
    return started


def is_done(airflow: LocalAirflow, place: Workplace) -> bool:
    told = {event["name"] for event in airflow.events()}
    source = SourceLooks().latest(place.settings).contents
    stale = stale_documents(place.settings, place.lake, peek(place.settings), source=source)
    return {"search_index", "fact_index"} <= told and not stale


def published(place: Workplace) -> set[str]:
    return set(known_documents(place.lake.open("documents")))


def assets(airflow: LocalAirflow) -> dict[str, int]:
    return {asset["name"]: asset["id"] for asset in airflow.get("/assets", limit=100)["assets"]}


def materialize(airflow: LocalAirflow, asset: str) -> httpx.Response:
    return httpx.post(f"{airflow.url}/api/v2/assets/{assets(airflow)[asset]}/materialize", json={}, timeout=120)


def clear(airflow: LocalAirflow, dag: str, run: str) -> dict[str, Any]:
    before = airflow.get(f"/dags/{dag}/dagRuns/{run}")["start_date"]
    airflow.post(f"/dags/{dag}/dagRuns/{run}/clear", {"dry_run": False})
    wait_for(lambda: airflow.get(f"/dags/{dag}/dagRuns/{run}")["start_date"] not in (None, before), "a new start")
    return finished(airflow, dag, run)


def test_a_file_that_was_saved_just_after_a_pause_is_published_when_the_dag_goes_on(
    airflow: LocalAirflow, place: Workplace
) -> None:
    sent = len([event for event in airflow.events() if event["name"] == "document_source"])
    airflow.pause("publish_documents")
    place.write("saved in a pause.md", "# Pause\n\nSaved a moment after the DAG was paused.\n")
    wait_for(
        lambda: len([event for event in airflow.events() if event["name"] == "document_source"]) > sent, "the event"
    )
    assert "saved in a pause.md" not in published(place)
    airflow.pause("publish_documents", False)
    wait_for(lambda: "saved in a pause.md" in published(place), "the document")
    woken = [run for run in airflow.runs() if run["dag_id"] == "publish_documents"]
    assert woken[-1]["run_type"] == "asset_triggered"


def test_every_asset_that_a_dag_makes_can_be_materialized_and_does_nothing_twice(airflow: LocalAirflow) -> None:
    before = [event["name"] for event in airflow.events()]
    for asset, dag in MADE_BY.items():
        answer = materialize(airflow, asset)
        if asset in FORM_NEEDED:
            assert answer.status_code == 400, asset
            assert "param" in answer.text
            continue
        assert answer.status_code == 200, (asset, answer.text)
        assert answer.json()["dag_id"] == dag
        assert finished(airflow, dag, answer.json()["dag_run_id"])["state"] == "success", asset
    assert [event["name"] for event in airflow.events()] == before


def test_a_form_that_is_sent_twice_at_once_adds_one_document(airflow: LocalAirflow, place: Workplace) -> None:
    form = {"action": "add", "name": "twice.md", "text": "# Twice\n\nSent twice.\n"}
    before = place.lake.version("documents")
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: airflow.trigger("publish_documents", form), range(2)))
    assert [finished(airflow, "publish_documents", run)["state"] for run in runs] == ["success"] * 2
    assert place.lake.version("documents") == (before or 0) + 1


def test_clearing_old_runs_leaves_what_was_written_since(airflow: LocalAirflow, place: Workplace) -> None:
    added = airflow.trigger(
        "publish_documents", {"action": "add", "name": "rule.md", "text": "# Rule\n\nThe old one.\n"}
    )
    finished(airflow, "publish_documents", added)
    gone = airflow.trigger("publish_documents", {"action": "remove", "name": "notes.txt"})
    finished(airflow, "publish_documents", gone)
    place.write("rule.md", "# Rule\n\nThe new one.\n")
    place.write("notes.txt", "It is back.\n")
    for run in (added, gone):
        assert clear(airflow, "publish_documents", run)["state"] == "success"
    assert "The new one" in (place.documents / "rule.md").read_text("utf-8")
    assert (place.documents / "notes.txt").exists()
