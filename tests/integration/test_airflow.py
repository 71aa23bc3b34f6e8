"""The real scheduler, API server, DAG processor and triggerer; what a user types and sees."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import psutil
import pytest

from include.settings import PROJECT
from tests.airflows import OpenSite
from tests.integration.airflow_waiting import Since, finished, known, quiet, wait_for
from tools import demo
from tools.chain_story import Watcher
from tools.demo import Stage
from tools.local_airflow import DAGS, LocalAirflow
from tools.processes import family

pytestmark = pytest.mark.integration

ASSETS = ("document_source", "documents", "embeddings", "vector_store", "search_index")


def chain(since: Since) -> dict[str, dict[str, Any]]:
    """The metadata of each asset's first event since then, once the last asset was updated."""
    wait_for(lambda: ASSETS[-1] in since.named(*ASSETS), "an updated search index")
    return since.named(*ASSETS)


def files(place: OpenSite) -> int:
    """So many documents the source has."""
    return len(place.names())


def woken(since: Since) -> list[dict[str, Any]]:
    """Runs of the first DAG that the watcher started."""
    return [run for run in since.runs("publish_documents") if run["run_type"] == "asset_triggered"]


def test_documents_pass_the_chain_though_nobody_starts_anything(airflow: LocalAirflow, place: OpenSite) -> None:
    since = Since(airflow)
    for number in range(4):
        place.write(f"chain/page-{number}.md", f"# Page {number}\n\nRoom {number} has {number + 2} windows.\n")
    seen = chain(since)
    assert tuple(seen) == ASSETS
    quiet(airflow)
    assert sum(event["extra"]["documents_added"] for event in since.events() if event["name"] == "documents") == 4
    started = {(run["dag_id"], run["run_type"]) for run in since.runs() if run["dag_id"] in DAGS}
    assert {how for how in started if how[1] != "scheduled"} == {(dag, "asset_triggered") for dag in DAGS}
    found = subprocess.run(
        [sys.executable, "-m", "include.search", "paid days off", "--json", "--limit", "1"],
        cwd=PROJECT,
        env=airflow.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(found.stdout)[0]["document"] == "handbook/leave.md"


class OwnPages(Stage):
    """A stage on which the story edits and removes its own pages alone."""

    def texts(self) -> list[Path]:
        return [path for path in Stage.texts(self) if path.parent.name == "story"]


def staged(place: OpenSite, *names: str) -> tuple[OwnPages, Watcher]:
    """The demo's story, about pages that are new."""
    since = Since(place.airflow)
    for length, name in enumerate(names, 1):
        place.write(f"story/{name}.md", f"# The {name}\n\n" + f"It is seen from the {name}. " * length)
    stage = OwnPages(place.documents, place.settings, place.airflow)
    return stage, Watcher(cast("LocalAirflow", since))


def test_the_demo_tells_of_an_edit_and_finds_it(
    airflow: LocalAirflow, place: OpenSite, capsys: pytest.CaptureFixture[str]
) -> None:
    stage, watcher = staged(place, "ferry", "island")
    demo.publish(watcher)
    edited = demo.edit(stage, watcher)
    assert edited
    demo.ask(stage, edited)
    told = capsys.readouterr().out
    assert all(f"event  {asset}" in told for asset in ASSETS)
    assert all(f"run    {dag}  success" in told for dag in DAGS)
    assert "Kasimir" in told


@pytest.mark.slow_live
def test_the_demo_tells_of_a_removal(
    airflow: LocalAirflow, place: OpenSite, capsys: pytest.CaptureFixture[str]
) -> None:
    stage, watcher = staged(place, "lighthouse")
    demo.publish(watcher)
    demo.remove(stage, watcher)
    assert "documents_removed 1" in capsys.readouterr().out


def test_an_edit_moves_exactly_what_changed_and_says_what_woke_whom(airflow: LocalAirflow, place: OpenSite) -> None:
    since = Since(airflow)
    with (place.documents / "notes.txt").open("a") as file:
        file.write("The door is blue now.\n")
    seen = chain(since)
    assert seen["document_source"]["payload"]["files"] == files(place)
    assert (seen["documents"]["documents_changed"], seen["embeddings"]["embeddings_generated"]) == (1, 1)
    assert (seen["vector_store"]["vectors_upserted"], seen["vector_store"]["vectors_deleted"]) == (1, 1)
    quiet(airflow)
    assert f"woken by document_source: files {files(place)}" in airflow.task_log(woken(since)[0])
    (embedding,) = since.runs("generate_embeddings")
    assert f"woken by documents: batch_id {seen['documents']['batch_id']}" in airflow.task_log(embedding)
    for dag, task, says in (
        ("generate_embeddings", "commit", "embedded 1 of 1 (100%)"),
        ("update_vector_store", "upsert", "points written 2 of 2 (100%)"),  # one is new, an old one goes
    ):
        found = stored_progress(airflow, dag, since.runs(dag)[0]["dag_run_id"], task)
        assert (found["says"], found["state"], found["try"]) == (says, "finished", 1)


@pytest.mark.slow_live
def test_a_change_while_the_triggerer_was_dead_starts_exactly_one_run(airflow: LocalAirflow, place: OpenSite) -> None:
    since = Since(airflow)
    airflow.kill("triggerer")
    place.write("notes.txt", "Nobody saw this being written.\n")
    airflow.restart("triggerer")
    assert chain(since)["documents"]["documents_changed"] == 1
    # A second event for the same change would come before that of the next one.
    os.utime(place.documents / "notes.txt", (1, 1))
    again = Since(quiet(airflow))
    place.write("notes.txt", "This was seen.\n")
    chain(again)
    assert len(woken(since)) == 2


def stored_progress(airflow: LocalAirflow, dag: str, run: str, task: str) -> dict[str, Any]:
    """What the state store of a task says."""
    path = f"/dags/{dag}/dagRuns/{run}/taskInstances/{task}/state-store/progress"
    found: dict[str, Any] = airflow.get(path)["value"]
    return found


def test_a_retry_says_in_log_and_store_how_far_the_try_before_came(airflow: LocalAirflow) -> None:
    known(airflow, "long_work")
    run = airflow.trigger("long_work")
    assert finished(airflow, "long_work", run)["state"] == "success"
    found = stored_progress(airflow, "long_work", run, "embed")
    assert (found["state"], found["done"]) == ("finished", 300)
    assert found["try"] >= 2  # where SQLite is locked when a task says that it is done, Airflow tries it once more
    log = airflow.task_log({"dag_id": "long_work", "dag_run_id": run})
    # On a busy machine the store may refuse the note; then the task says so and goes on.
    assert "embedded 200 of 300 (67%) in the try before" in log or "state store cannot be written" in log


def test_an_event_made_by_hand_without_metadata_does_no_harm(airflow: LocalAirflow) -> None:
    since = Since(airflow)
    assets = {asset["name"]: asset["id"] for asset in airflow.get("/assets", limit=100)["assets"]}
    airflow.post("/assets/events", {"asset_id": assets["documents"], "extra": {}})
    (run,) = wait_for(lambda: since.runs("generate_embeddings"), "a run of generate_embeddings")
    assert finished(airflow, "generate_embeddings", run["dag_run_id"])["state"] == "success"
    quiet(airflow)
    assert list(since.named(*ASSETS)) == ["documents"]


PUBLISH = """
from include.provenance import Provenance; from include.pipeline.steps import publish_documents
from include.settings import Settings
from include.lake.tables import Lake
settings = Settings.from_environment()
publish_documents(settings, Lake(settings.lake_uri), Provenance())
"""


def test_a_consumer_started_by_hand_finds_work_that_no_event_announced(airflow: LocalAirflow, place: OpenSite) -> None:
    airflow.pause("publish_documents")  # or the watcher would wake it
    try:
        place.write("quiet.md", "# Quiet\n\nThis page came without a bell.\n")
        subprocess.run([sys.executable, "-c", PUBLISH], cwd=PROJECT, env=airflow.environment, check=True)
        since = Since(airflow)
        run = airflow.trigger("generate_embeddings")
        assert finished(airflow, "generate_embeddings", run)["state"] == "success"
        wait_for(lambda: "search_index" in since.named("search_index"), "an updated search index")
    finally:
        airflow.pause("publish_documents", paused=False)


def test_the_form_works_beside_the_watcher(airflow: LocalAirflow, place: OpenSite) -> None:
    before = files(place)
    for action, number in (
        ({"action": "add", "text": "# Form\n\nTyped in."}, before + 1),
        ({"action": "remove"}, before),
    ):
        since = Since(quiet(airflow))
        run = airflow.trigger("publish_documents", {"name": "form.md", **action})
        assert finished(airflow, "publish_documents", run)["state"] == "success"
        assert chain(since)["documents"]["documents_total"] == number


def test_a_refused_name_fails_with_one_clear_line_and_is_not_retried(airflow: LocalAirflow) -> None:
    run = airflow.trigger("publish_documents", {"action": "add", "name": "../../evil.md", "text": "x"})
    done = finished(airflow, "publish_documents", run)
    assert done["state"] == "failed"
    assert "document name '../../evil.md': empty parts, . and .. are not allowed" in airflow.task_log(done)


def test_nothing_listens_beyond_this_machine(airflow: LocalAirflow) -> None:
    found: list[tuple[str, str]] = []
    for process in (process for pid in airflow.pids() for process in family(pid)):
        with suppress(psutil.Error):  # a task that has ended meanwhile
            found += [(entry.status, entry.laddr.ip) for entry in process.net_connections("inet")]
    assert {address for status, address in found if status == psutil.CONN_LISTEN} == {"127.0.0.1"}
