"""Faults of a running Airflow: components killed, events doubled and made by hand, consumers paused and broken."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from include.settings import PROJECT
from include.verify.verification import verify
from tests.airflows import Airflows, OpenSite
from tests.faults.conftest import Handbook, assert_true, embedded_texts, page, points
from tests.integration.airflow_waiting import finished, is_quiet, quiet, wait_for
from tools.local_airflow import LocalAirflow
from tools.processes import family

pytestmark = pytest.mark.integration
slow = pytest.mark.slow_fault

PAGES = 30


@pytest.fixture(scope="module")
def place(airflows: Airflows) -> OpenSite:
    site = airflows.of(OpenSite)
    for number in range(PAGES):
        edit(site, number, "first")
    wait_for(lambda: is_settled(site.airflow, site), "the first edition")
    return site


@pytest.fixture
def airflow(place: OpenSite) -> LocalAirflow:
    """Airflow with nothing left to do from the test before."""
    return quiet(place.airflow)


def edit(place: OpenSite, number: int, edition: str) -> None:
    place.write(f"faults/page-{number:03}.md", page(number, edition))


def is_settled(airflow: LocalAirflow, place: OpenSite) -> bool:
    return is_quiet(airflow) and bool(place.lake.open("chunks")) and verify(place.settings, place.lake).clean


def assert_settles(airflow: LocalAirflow, place: OpenSite, tmp_path: Path) -> None:
    """All runs end, and the points are those that one undisturbed run makes of the same documents."""
    wait_for(lambda: is_settled(airflow, place), "a store that agrees")
    other = Handbook(tmp_path / "undisturbed")
    shutil.copytree(place.documents, other.documents, dirs_exist_ok=True)
    other.sync()
    assert_true(place, points(other))


def hand_made(airflow: LocalAirflow, asset: str, **body: Any) -> None:
    ids = {item["name"]: item["id"] for item in airflow.get("/assets", limit=100)["assets"]}
    airflow.post("/assets/events", {"asset_id": ids[asset], "extra": {}, **body})


def runs_of(airflow: LocalAirflow, dag: str) -> list[dict[str, Any]]:
    return [run for run in airflow.runs() if run["dag_id"] == dag]


def failed(airflow: LocalAirflow, dag: str) -> int:
    return len([run for run in runs_of(airflow, dag) if run["state"] == "failed"])


@slow
def test_twenty_uploads_in_a_burst_are_all_served(airflow: LocalAirflow, place: OpenSite, tmp_path: Path) -> None:
    for number in range(20):
        airflow.trigger(
            "publish_documents",
            {"action": "add", "name": f"burst-{number:02}.md", "text": page(number, "burst")},
        )
    wait_for(lambda: len(list(place.documents.glob("burst-*.md"))) == 20, "twenty uploads")
    assert_settles(airflow, place, tmp_path)


def test_events_doubled_or_made_by_hand_do_no_work_twice(
    airflow: LocalAirflow, place: OpenSite, tmp_path: Path
) -> None:
    """Without metadata, with nonsense, with a partition key, and twice the same."""
    edit(place, 1, "second")
    airflow.trigger("publish_documents")
    assert_settles(airflow, place, tmp_path)
    embedded, versions = len(embedded_texts(place)), [place.lake.version(name) for name in ("documents", "chunks")]
    event = next(event for event in reversed(airflow.events()) if event["name"] == "documents")
    before = len(runs_of(airflow, "generate_embeddings"))
    for asset in ("documents", "embeddings", "vector_store"):
        hand_made(airflow, asset)
        hand_made(airflow, asset, extra={"version": -7, "documents_added": "many", "nested": {"x": [None]}})
        hand_made(airflow, asset, partition_key="2026-11-21")
    for _ in range(2):
        hand_made(airflow, "documents", extra=event["extra"])
    wait_for(lambda: len(runs_of(airflow, "generate_embeddings")) > before, "a run woken by hand")
    assert_settles(airflow, place, tmp_path)
    assert len(embedded_texts(place)) == embedded
    assert [place.lake.version(name) for name in ("documents", "chunks")] == versions


@slow
def test_a_consumer_that_was_paused_through_five_events_catches_up_at_the_next(
    airflow: LocalAirflow, place: OpenSite, tmp_path: Path
) -> None:
    airflow.pause("generate_embeddings")
    for number in range(5):
        edit(place, 10 + number, "paused")
        run = airflow.trigger("publish_documents")
        assert finished(airflow, "publish_documents", run)["state"] == "success"
    airflow.pause("generate_embeddings", paused=False)
    edit(place, 15, "paused")
    airflow.trigger("publish_documents")
    assert_settles(airflow, place, tmp_path)


@slow
def test_a_consumer_that_failed_on_three_events_does_all_their_work_when_it_is_well_again(
    airflow: LocalAirflow, place: OpenSite, tmp_path: Path
) -> None:
    qdrant = Path(place.settings.qdrant_path)
    meta = qdrant / "meta.json"
    good = meta.read_text()
    meta.write_text("broken")
    for number in range(3):
        edit(place, 5 + number, "while it fails")
        before = failed(airflow, "generate_embeddings")
        airflow.trigger("publish_documents")
        wait_for(lambda before=before: failed(airflow, "generate_embeddings") > before, "a failed run")
    meta.write_text(good)
    edit(place, 8, "well again")
    airflow.trigger("publish_documents")
    assert_settles(airflow, place, tmp_path)


@pytest.mark.parametrize(
    "component", ["scheduler", pytest.param("triggerer", marks=slow), pytest.param("dag-processor", marks=slow)]
)
def test_a_killed_component_loses_nothing_when_it_is_back(
    airflow: LocalAirflow, place: OpenSite, tmp_path: Path, component: str
) -> None:
    for number in range(16, 22):
        edit(place, number, f"while the {component} dies")
    before = place.lake.version("documents")
    airflow.trigger("publish_documents")
    wait_for(lambda: place.lake.version("documents") > before, "work under way")
    airflow.kill(component)
    edit(place, 22, f"while the {component} is dead")
    airflow.trigger("publish_documents")
    airflow.restart(component)
    assert_settles(airflow, place, tmp_path)


@slow
def test_a_task_killed_while_it_works_is_tried_again_and_its_event_comes(
    airflow: LocalAirflow, place: OpenSite, tmp_path: Path
) -> None:
    for number in range(PAGES):
        edit(place, number, "while a task dies")
    version = place.lake.version("documents")
    before = len(embedded_texts(place))
    airflow.trigger("publish_documents")
    wait_for(lambda: place.lake.version("documents") > version, "published documents")
    task = wait_for(lambda: task_process(airflow, place), "a task that works")
    task.kill()
    assert_settles(airflow, place, tmp_path)
    assert len(embedded_texts(place)) - before == PAGES
    tasks = airflow.get("/dags/~/dagRuns/~/taskInstances", limit=100, order_by="-start_date")["task_instances"]
    assert max(task["try_number"] for task in tasks) > 1


def task_process(airflow: LocalAirflow, place: OpenSite) -> psutil.Process | None:
    """A process that holds the lake's lock: the task that embeds."""
    for pid in airflow.pids():
        for child in family(pid)[1:]:
            try:
                if any(Path(file.path).name == ".writer.lock" for file in child.open_files()):
                    return child
            except psutil.Error:
                continue
    return None


@slow
def test_sync_while_the_dags_run_does_the_work_once(airflow: LocalAirflow, place: OpenSite, tmp_path: Path) -> None:
    before = len(embedded_texts(place))
    for number in range(PAGES):
        edit(place, number, "from both sides")
    airflow.trigger("publish_documents")
    done = subprocess.run(
        [sys.executable, "-m", "include.sync", "--json"],
        cwd=PROJECT,
        env=airflow.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert_settles(airflow, place, tmp_path)
    assert len(embedded_texts(place)) - before == PAGES
