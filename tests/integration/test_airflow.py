"""The real scheduler, API server, DAG processor and triggerer; what a user types and sees."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from include.settings import PROJECT
from tests.conftest import PAGES, Workplace
from tests.integration.airflow_waiting import finished, wait_for
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

pytestmark = pytest.mark.integration

ASSETS = ("document_source", "documents", "embeddings", "vector_store", "search_index")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    workplace = Workplace(tmp_path_factory.mktemp("place"))
    for name, text in PAGES.items():
        workplace.write(name, text)
    return workplace


LONG_WORK = """
from datetime import timedelta
from airflow.sdk import dag, task
from include import airflow_progress

@dag(schedule=None, is_paused_upon_creation=False)
def long_work():
    @task(retries=1, retry_delay=timedelta(seconds=1))
    def embed(ti=None):
        airflow_progress.SECONDS = 0
        progress = airflow_progress.LoggedProgress()
        for done in range(0, 300, 100):
            progress("embedded", done, 300)
        if ti.try_number == 1:
            raise RuntimeError("it dies")
        progress("embedded", 300, 300)
    embed()

long_work()
"""


@pytest.fixture(scope="module")
def airflow(place: Workplace) -> Iterator[LocalAirflow]:
    probes = place.folder / "probes"
    probes.mkdir()
    (probes / "long_work.py").write_text(LONG_WORK)
    with LocalAirflow(place.folder / "airflow", free_port(), place.environment, {"probes": probes}) as running:
        yield running


def chain_after(airflow: LocalAirflow, before: int) -> dict[str, dict[str, Any]]:
    """The metadata of each asset's event, from that number of events on, once the last asset was updated."""
    wait_for(
        lambda: "search_index" in {event["name"] for event in airflow.events()[before:]}, "an updated search index"
    )
    return {event["name"]: event["extra"] for event in airflow.events()[before:]}


def woken_publications(airflow: LocalAirflow) -> list[dict[str, Any]]:
    """Runs of the first DAG that the watcher started."""
    runs = airflow.runs()
    return [run for run in runs if (run["dag_id"], run["run_type"]) == ("publish_documents", "asset_triggered")]


def test_documents_pass_the_chain_though_nobody_starts_anything(airflow: LocalAirflow, place: Workplace) -> None:
    seen = chain_after(airflow, 0)
    assert tuple(seen) == ASSETS
    assert seen["documents"]["documents_added"] == seen["vector_store"]["vectors_total"] == 4
    started = {run["dag_id"]: run["run_type"] for run in airflow.runs() if run["run_type"] != "scheduled"}
    started.pop("draw_embedding_map", None)  # follows when everything is searchable
    assert started == {
        "publish_documents": "asset_triggered",
        "generate_embeddings": "asset_triggered",
        "update_vector_store": "asset_triggered",
        "rebuild_search_index": "asset_triggered",
    }
    found = subprocess.run(
        [sys.executable, "-m", "include.search", "paid days off", "--json", "--limit", "1"],
        cwd=PROJECT,
        env=airflow.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout)[0]["document"] == "handbook/leave.md"


def test_an_edit_moves_exactly_what_changed(airflow: LocalAirflow, place: Workplace) -> None:
    before = len(airflow.events())
    with (place.documents / "notes.txt").open("a") as file:
        file.write("The door is blue now.\n")
    seen = chain_after(airflow, before)
    assert seen["document_source"]["payload"]["files"] == 4
    assert (seen["documents"]["documents_changed"], seen["embeddings"]["embeddings_generated"]) == (1, 1)
    assert (seen["vector_store"]["vectors_upserted"], seen["vector_store"]["vectors_deleted"]) == (1, 1)


def test_a_change_while_the_triggerer_was_dead_starts_exactly_one_run(airflow: LocalAirflow, place: Workplace) -> None:
    runs, before = len(woken_publications(airflow)), len(airflow.events())
    airflow.kill("triggerer")
    place.write("notes.txt", "Nobody saw this being written.\n")
    airflow.restart("triggerer")
    assert chain_after(airflow, before)["documents"]["documents_changed"] == 1
    # A second event for the same change would come before that of the next one.
    os.utime(place.documents / "notes.txt", (1, 1))
    before = len(airflow.events())
    place.write("notes.txt", "This was seen.\n")
    chain_after(airflow, before)
    assert len(woken_publications(airflow)) == runs + 2


def test_the_first_log_line_says_what_woke_the_run(airflow: LocalAirflow) -> None:
    assert "woken by document_source: files 4" in airflow.task_log(woken_publications(airflow)[-1])


def test_the_consumers_first_log_line_names_the_batch(airflow: LocalAirflow) -> None:
    batch = next(event["extra"]["batch_id"] for event in reversed(airflow.events()) if event["name"] == "documents")
    run = next(run for run in reversed(airflow.runs()) if run["dag_id"] == "generate_embeddings")
    assert f"woken by documents: batch_id {batch}" in airflow.task_log(run)


def stored_progress(airflow: LocalAirflow, dag: str, run: str, task: str) -> dict[str, Any]:
    """What the state store of a task says."""
    path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/state-store/progress"
    found: dict[str, Any] = airflow.get(path)["value"]
    return found


def test_a_task_leaves_its_progress_in_its_state_store(airflow: LocalAirflow) -> None:
    woken = [run for run in airflow.runs() if run["run_type"] == "asset_triggered"]
    for dag, task, says in (
        ("generate_embeddings", "commit", "embedded 4 of 4 (100%)"),
        ("update_vector_store", "upsert", "points written 4 of 4 (100%)"),
    ):
        run = next(run["dag_run_id"] for run in woken if run["dag_id"] == dag)
        found = stored_progress(airflow, dag, run, task)
        assert (found["says"], found["state"], found["try"]) == (says, "finished", 1)


def test_a_retry_says_in_log_and_store_how_far_the_try_before_came(airflow: LocalAirflow) -> None:
    run = airflow.trigger("long_work")
    assert finished(airflow, "long_work", run)["state"] == "success"
    found = stored_progress(airflow, "long_work", run, "embed")
    assert (found["state"], found["try"], found["done"], found["done_before"]) == ("finished", 2, 300, 200)
    assert "embedded 200 of 300 (67%) in the try before" in airflow.task_log({"dag_id": "long_work", "dag_run_id": run})


def test_an_event_made_by_hand_without_metadata_does_no_harm(airflow: LocalAirflow) -> None:
    before = len(airflow.events())
    assets = {asset["name"]: asset["id"] for asset in airflow.get("/assets")["assets"]}
    airflow.post("/assets/events", {"asset_id": assets["documents"], "extra": {}})
    done = {run["dag_run_id"] for run in airflow.runs()}
    new = wait_for(
        lambda: [
            run for run in airflow.runs() if run["dag_run_id"] not in done and run["dag_id"] == "generate_embeddings"
        ],
        "a run of generate_embeddings",
    )
    assert finished(airflow, "generate_embeddings", new[0]["dag_run_id"])["state"] == "success"
    assert [event["name"] for event in airflow.events()[before:]] == ["documents"]


def test_a_consumer_started_by_hand_finds_work_that_no_event_announced(airflow: LocalAirflow, place: Workplace) -> None:
    airflow.pause("publish_documents")  # or the watcher would wake it
    place.write("quiet.md", "# Quiet\n\nThis page came without a bell.\n")
    published = subprocess.run(
        [
            sys.executable,
            "-c",
            "from include.pipeline import *; from include.settings import Settings; from include.tables import Lake; "
            "s = Settings.from_environment(); publish_documents(s, Lake(s.lake_uri), Provenance())",
        ],
        cwd=PROJECT,
        env=airflow.environment,
        check=False,
    )
    assert published.returncode == 0
    before = len(airflow.events())
    run = airflow.trigger("generate_embeddings")
    assert finished(airflow, "generate_embeddings", run)["state"] == "success"
    wait_for(
        lambda: "search_index" in {event["name"] for event in airflow.events()[before:]}, "an updated search index"
    )
    airflow.pause("publish_documents", paused=False)


def test_the_form_works_beside_the_watcher(airflow: LocalAirflow, place: Workplace) -> None:
    for action, number in ({"action": "add", "text": "# Form\n\nTyped in."}, 6), ({"action": "remove"}, 5):
        before = len(airflow.events())
        run = airflow.trigger("publish_documents", {"name": "form.md", **action})
        assert finished(airflow, "publish_documents", run)["state"] == "success"
        assert chain_after(airflow, before)["documents"]["documents_total"] == number


def test_a_refused_name_fails_with_one_clear_line_and_is_not_retried(airflow: LocalAirflow) -> None:
    run = airflow.trigger("publish_documents", {"action": "add", "name": "../../evil.md", "text": "x"})
    done = finished(airflow, "publish_documents", run)
    assert done["state"] == "failed"
    assert "document name '../../evil.md': empty parts, . and .. are not allowed" in airflow.task_log(done)


def test_nothing_listens_beyond_this_machine(airflow: LocalAirflow) -> None:
    family = [child for pid in airflow.pids() for child in (psutil.Process(pid), *psutil.Process(pid).children(True))]
    listening = [
        entry.laddr.ip for process in family for entry in process.net_connections() if entry.status == "LISTEN"
    ]
    assert set(listening) == {"127.0.0.1"}


def demo(folder: Path, port: int, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["make", "demo", f"PORT={port}"],
        cwd=PROJECT,
        env=os.environ | {"DEMO_FOLDER": str(folder), "CI": "true", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Where the tests run in the background of a shell, Ctrl-C would be ignored by all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def left_behind(folder: Path) -> list[psutil.Process]:
    """Processes whose environment names the demo's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(folder) in process.environ().get("AIRFLOW_HOME", ""):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_make_demo_shows_the_whole_story_and_leaves_no_process(tmp_path: Path) -> None:
    running = demo(tmp_path, free_port())
    output, _ = running.communicate(timeout=600)
    assert running.returncode == 0, output
    for asset in ASSETS:
        assert f"event  {asset}" in output
    for dag in ("publish_documents", "generate_embeddings", "update_vector_store", "rebuild_search_index"):
        assert f"run    {dag}  success" in output
    assert "documents_removed 1" in output
    assert "Kasimir" in output
    assert "\x1b" not in output
    assert left_behind(tmp_path) == []


def test_ctrl_c_stops_the_demo_and_every_process(tmp_path: Path) -> None:
    running = demo(tmp_path, free_port())
    wait_for(lambda: len(left_behind(tmp_path)) >= 3, "the start of Airflow")
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=60)
    assert left_behind(tmp_path) == []


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path, airflow: LocalAirflow) -> None:
    port = int(airflow.url.rsplit(":", 1)[1])
    output, _ = demo(tmp_path, port).communicate(timeout=60)
    assert f"demo: port {port} is taken; choose another: make demo PORT={port + 1}" in output
