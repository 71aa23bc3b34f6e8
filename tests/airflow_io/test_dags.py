"""The DAGs on a real metadata database: the chain of assets, the events, the trigger form."""

import importlib.resources
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import Mock

import pytest

from include.errors import UnreadableDocument
from include.lake.tables import Lake
from include.pipeline.steps import OPEN, Shard
from include.settings import SAMPLE_DOCUMENTS, Settings
from include.vector_store.state import peek
from include.vector_store.store import open_store
from tests.conftest import Workplace
from tests.embeddings_server import KEY, refuses, serving_embeddings
from tests.parsed_dags import CHAIN, parsed_dags


@pytest.fixture(scope="module")
def dags() -> Iterator[dict[str, Any]]:
    """The bundle's DAGs, parsed and written to a fresh database."""
    with parsed_dags() as found:
        yield dict(found)


@pytest.fixture
def place(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    """A small source that the DAGs work on."""
    for name, value in workplace.environment.items():
        monkeypatch.setenv(name, value)
    return workplace


def run(dag: Any, **conf: Any) -> dict[str, str]:
    """States of the tasks after one run."""
    if dag.dag_id == "publish_documents":
        conf = {"action": "scan"} | conf  # `dag.test` keeps the params of the run before
    done = dag.test(run_conf=conf or None)
    return {task.task_id: str(task.state) for task in done.get_task_instances()}


def announcer(dag: Any) -> str:
    """The task that sends the DAG's event."""
    return next(task.task_id for task in dag.tasks if task.outlets)


def events() -> list[tuple[str, dict[str, Any]]]:
    """Every event so far: asset and metadata."""
    from airflow import settings
    from airflow.models.asset import AssetEvent
    from sqlalchemy import select

    with settings.Session() as session:
        return [
            (event.name, dict(event.extra)) for event in session.scalars(select(AssetEvent).order_by(AssetEvent.id))
        ]


def test_a_lasting_fault_ends_the_task_at_the_first_try(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDEN_RECALL_MINIMUM", "lots")
    for name in ("publish_documents", "update_vector_store", "rebuild_search_index"):
        assert set(run(dags[name]).values()) - {"upstream_failed"} == {"failed"}


def test_a_run_fails_that_can_write_nothing_because_embeddings_are_lost(dags: dict[str, Any], place: Workplace) -> None:
    place.sync()
    table = place.lake.open("embeddings")
    assert table
    table.delete()
    with open_store(place.settings) as store:
        store.drop(store.state().served)
    assert run(dags["update_vector_store"]) == {"upsert": "failed"}


def test_the_chain_passes_and_each_event_carries_plain_numbers(dags: dict[str, Any], place: Workplace) -> None:
    before = len(events())
    for name in CHAIN:
        assert run(dags[name])[announcer(dags[name])] == "success"
    seen = events()[before:]
    assert [name for name, _ in seen] == [updates for _, updates in CHAIN.values()]
    extras = dict(seen)
    assert list(extras["documents"])[:2] == ["batch_id", "documents_added"]
    assert extras["documents"]["documents_added"] == 4
    assert extras["embeddings"]["batch_ids"] == extras["documents"]["batch_id"]
    assert extras["embeddings"]["embeddings_generated"] == 4
    assert extras["vector_store"]["vectors_upserted"] == extras["vector_store"]["vectors_total"] == 4
    assert extras["search_index"]["collection"] == extras["vector_store"]["collection"]
    assert all(type(value) in (str, int, float) for extra in extras.values() for value in extra.values())


def test_no_change_skips_every_task_and_sends_no_event(dags: dict[str, Any], place: Workplace) -> None:
    place.sync()
    before = len(events())
    for name in CHAIN:
        assert run(dags[name])[announcer(dags[name])] == "skipped"
    assert len(events()) == before


def test_the_first_log_line_repeats_what_the_event_carries(
    dags: dict[str, Any], place: Workplace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk import Asset

    from include.airflow_io import tasks as airflow_io

    class Event:
        extra: ClassVar = {"batch_id": "batch-000007", "documents_changed": 2}
        source_run_id = "manual__1"
        timestamp = 1

    class Events:
        def for_asset(self, name: str) -> list[Event]:
            return [Event()] if name == "documents" else []

    monkeypatch.setattr(airflow_io, "get_current_context", lambda: {"triggering_asset_events": Events()})
    with caplog.at_level("INFO"):
        airflow_io.log_events(Asset("documents"))
        airflow_io.log_events(Asset("other"))
    assert "woken by documents: batch_id batch-000007, documents_changed 2 (manual__1)" in caplog.messages[0]
    assert "no event" in caplog.messages[1]


def test_the_form_adds_and_removes_a_document(dags: dict[str, Any], place: Workplace) -> None:
    dag = dags["publish_documents"]
    added = run(dag, action="add", name="guides/naïve.md", text="# Naïve\n\nA page from the form.\n")
    assert added == {"publish": "success", "ask": "skipped"}
    assert (place.documents / "guides/naïve.md").read_text("utf-8").startswith("# Naïve")
    assert run(dag, action="remove", name="guides/naïve.md") == {"publish": "success", "ask": "skipped"}
    assert not (place.documents / "guides/naïve.md").exists()
    assert events()[-1][1]["documents_removed"] == 1


@pytest.mark.parametrize(
    "name", ["../outside.md", "/etc/outside.md", "a/../../outside.md", "line\nbreak.md", "", "x.exe"]
)
def test_the_form_refuses_a_name_that_could_do_harm(dags: dict[str, Any], place: Workplace, name: str) -> None:
    files = sorted(path for path in Path(place.folder).rglob("*") if path.is_file())
    assert run(dags["publish_documents"], action="add", name=name, text="text")["publish"] == "failed"
    assert sorted(path for path in Path(place.folder).rglob("*") if path.is_file()) == files


def test_large_work_runs_in_named_shards_and_the_event_counts_them_together(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.pipeline.shards.SHARD_TEXTS", 1)
    monkeypatch.setenv("EMBEDDING_SHARDS", "2")
    run(dags["publish_documents"])
    done = dags["generate_embeddings"].test()
    shards = [task for task in done.get_task_instances() if task.task_id == "embed_shard"]
    assert sorted(str(task.rendered_map_index) for task in shards) == ["shard 1 of 2", "shard 2 of 2"]
    states = {task.task_id: str(task.state) for task in done.get_task_instances()}
    assert {name for name, state in states.items() if state == "success"} == {"plan", "split", "embed_shard", "commit"}
    assert {name for name, state in states.items() if state == "skipped"} == set(states) - {
        "plan",
        "split",
        "embed_shard",
        "commit",
    }
    assert events()[-1][1]["embeddings_generated"] == 4


def test_one_action_rolls_back_to_the_model_before(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.sync()
    before = peek(place.settings).served
    folder = Path(str(importlib.resources.files("sre_embedding_model"))) / "model_weights"
    monkeypatch.setenv("EMBEDDING_MODEL", str(folder))
    place.environment["EMBEDDING_MODEL"] = str(folder)
    place.sync()
    assert peek(place.settings).served != before
    assert run(dags["roll_back"]) == {"serve_former": "success"}
    assert peek(place.settings).served == before
    assert events()[-1][1]["rolled_back_to"] == before
    assert run(dags["roll_back"], collection="typo") == {"serve_former": "failed"}


def test_the_form_tries_quarantined_documents_again(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(SAMPLE_DOCUMENTS / "people" / "equipment.docx", place.documents)
    with monkeypatch.context() as patch:
        patch.setattr(
            "include.embedding.bounded_reader.ReaderProcess",
            Mock(side_effect=UnreadableDocument("a limit that is raised later")),
        )
        run(dags["publish_documents"])
    assert events()[-1][1]["documents_quarantined"] == 1
    assert run(dags["publish_documents"]) == {"publish": "skipped", "ask": "skipped"}
    assert run(dags["publish_documents"], action="retry")["publish"] == "success"
    assert (events()[-1][1]["documents_changed"], events()[-1][1]["documents_quarantined"]) == (1, 0)


def test_a_failed_shard_costs_the_others_nothing(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.pipeline import embed, shards

    monkeypatch.setattr(shards, "SHARD_TEXTS", 1)
    monkeypatch.setenv("EMBEDDING_SHARDS", "2")
    run(dags["publish_documents"])
    waiting = embed.planned_work(place.settings, place.lake, OPEN).plan
    planned = shards.split(waiting, replace(place.settings, embedding_shards=2))
    parts = [len(shard.texts(waiting)) for shard in planned]
    assert min(parts) > 0

    whole = shards.embed_shard
    from airflow.sdk.exceptions import AirflowFailException

    def second_fails(settings: Settings, lake: Lake, shard: Shard, *rest: Any) -> int:
        if shard.number == 1:
            raise AirflowFailException("this shard fails")
        return whole(settings, lake, shard, *rest)

    with monkeypatch.context() as patch:
        patch.setattr("include.pipeline.steps.embed_shard", second_fails)
        done = dags["generate_embeddings"].test()
    states = {(task.task_id, task.map_index): str(task.state) for task in done.get_task_instances()}
    assert (states["embed_shard", 0], states["embed_shard", 1]) == ("success", "failed")
    assert states["commit", -1] == "upstream_failed"
    assert place.lake.open("embeddings").count() == parts[0]
    dags["generate_embeddings"].test()
    assert events()[-1][1]["embeddings_generated"] == parts[1]
    assert place.lake.open("embeddings").count() == sum(parts)


def test_verification_names_the_damage_and_fails_and_repairs_on_request_only(
    dags: dict[str, Any], place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    from include.vector_store.protocol import DocumentChange
    from include.vector_store.store import open_store

    place.sync()
    verify = dags["verify_documents"]
    assert run(verify, repair=False) == {"compare": "success"}
    with open_store(place.settings) as store:
        served = store.state().served
        store.write(served, [DocumentChange(deletes=[next(iter(store.payloads(served)))])])
    before = len(events())
    assert run(verify, repair=False) == {"compare": "failed"}
    assert len(events()) == before
    assert run(verify, repair=True) == {"compare": "success"}
    assert [name for name, _ in events()[before:]] == ["vector_store"]
    assert events()[-1][1]["vectors_upserted"] == 1
    assert run(verify, repair=True) == {"compare": "success"}
    assert len(events()) == before + 1


def test_verification_does_not_fail_for_work_that_has_not_been_done_yet(dags: dict[str, Any], place: Workplace) -> None:
    place.sync()
    place.write("new.md", "# New\n\nA page.\n")
    run(dags["publish_documents"])
    assert run(dags["verify_documents"], repair=False) == {"compare": "success"}


def test_freshness_is_reported_from_the_events_of_the_chain_and_fails_when_work_is_overdue(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in CHAIN:
        run(dags[name])
    batch = next(extra["batch_id"] for name, extra in reversed(events()) if name == "documents")
    assert run(dags["report_freshness"]) == {"report": "success"}
    told = json.loads((place.folder / "lake/reports/freshness.json").read_text("utf-8"))
    newest = told["batches"][0]
    assert (newest["batch_id"], newest["documents"]) == (batch, 4)
    assert [asset for asset in newest["reached"] if asset != "uploaded"] == [updates for _, updates in CHAIN.values()]
    assert told["stale"] == []

    place.write("new.md", "# New\n\nA page.\n")
    run(dags["publish_documents"])
    assert run(dags["report_freshness"]) == {"report": "success"}
    monkeypatch.setenv("SEARCHABLE_MINUTES", "0")
    assert run(dags["report_freshness"]) == {"report": "failed"}
    told = json.loads((place.folder / "lake/reports/freshness.json").read_text("utf-8"))
    assert [(item["document"], item["reason"]) for item in told["stale"]] == [("new.md", "waiting for its embeddings")]


def test_the_map_is_drawn_after_what_it_shows_is_served_and_wakes_nobody(
    dags: dict[str, Any], place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    draw = dags["draw_embedding_map"]
    assert [asset.name for asset in draw.timetable.asset_condition.objects] == ["search_index"]
    assert [asset for task in draw.tasks for asset in task.outlets] == []
    assert run(draw) == {"draw": "skipped"}  # nothing is served yet
    for name in CHAIN:
        run(dags[name])
    before = len(events())
    with caplog.at_level("INFO"):
        assert run(draw) == {"draw": "success"}
    assert any("4 of 4 passages are on the map" in line and line.endswith("/plugin/map") for line in caplog.messages)
    assert run(draw) == {"draw": "skipped"}
    assert len(events()) == before


def test_a_map_that_fails_leaves_the_index_and_its_event_as_they_are(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.errors import LakeRefused

    def refuse(*_: object) -> None:
        raise LakeRefused("no room for a map")

    monkeypatch.setattr("include.pipeline.map.draw.write_map", refuse)
    assert [run(dags[name])[announcer(dags[name])] for name in CHAIN] == ["success"] * 4
    assert events()[-1][0] == "search_index"
    assert run(dags["draw_embedding_map"]) == {"draw": "failed"}


def test_a_large_batch_is_asked_about_once_in_a_run_of_its_own(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPROVAL_THRESHOLD", "3")
    run(dags["publish_documents"])
    asking = run(dags["generate_embeddings"], ask_again=False)
    assert (asking["ask"], asking["commit"]) == ("success", "skipped")  # that of another table is another question
    assert run(dags["generate_embeddings"], ask_again=False)["ask"] == "skipped"
    assert run(dags["generate_embeddings"], ask_again=True)["ask"] == "skipped"  # it is open: it can be answered
    assert place.lake.open("embeddings") is None


def test_names_in_the_store_that_are_not_ours_are_said_before_anything_is_embedded(
    dags: dict[str, Any], place: Workplace
) -> None:
    from qdrant_client import QdrantClient, models

    with closing(QdrantClient(path=place.settings.qdrant_path)) as client:
        client.create_collection("documents", models.VectorParams(size=3, distance=models.Distance.DOT))
    run(dags["publish_documents"])
    assert run(dags["generate_embeddings"])["plan"] == "failed"
    assert place.lake.open("embeddings") is None


@pytest.mark.slow_live
def test_a_model_is_asked_through_a_connection_whose_key_is_told_nowhere(
    dags: dict[str, Any], place: Workplace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    connection = {"conn_type": "pydanticai", "password": KEY}
    with serving_embeddings() as server:
        for name, value in server.environment(EMBEDDING_API_KEY="", EMBEDDING_URL="", EMBEDDING_DIMENSIONS="8").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("EMBEDDING_CONNECTION", "models")
        monkeypatch.setenv("AIRFLOW_CONN_MODELS", json.dumps(connection | {"host": server.url}))
        run(dags["publish_documents"])
        server.next.append(refuses(401))
        assert run(dags["generate_embeddings"])["commit"] == "failed"
        assert run(dags["generate_embeddings"])["commit"] == "success"
    told = "".join(capfd.readouterr())
    assert "the key was refused" in told
    assert KEY not in told + json.dumps(events())
    homes = (place.folder, Path(os.environ["AIRFLOW_HOME"]))
    files = [path for home in homes for path in home.rglob("*") if path.is_file()]
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []
    assert server.authorizations == [f"Bearer {KEY}"] * len(server.authorizations)
