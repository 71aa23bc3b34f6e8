"""What the DAGs say of themselves before any of them runs: who wakes whom, who tries again, and what parsing costs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from include.airflow_io.embedding import embedding_pool
from include.settings import PROJECT
from tests.parsed_dags import CHAIN

SWITCHED_ON = {"GENERATION_URI": "include/data/generation", "CONVERSATIONS_URI": "include/data/conversations"}
EMBEDDERS = ("generate_embeddings", "approve_embeddings")


@pytest.fixture(scope="module")
def dags() -> Iterator[dict[str, Any]]:
    """The bundle's DAGs, of all three systems, parsed and in no database."""
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as patch:
        for name, value in SWITCHED_ON.items():
            patch.setenv(name, value)
        yield dict(DagBag(str(PROJECT / "dags")).dags)


def test_the_chain_is_woken_asset_by_asset(dags: dict[str, Any]) -> None:
    assert set(dags) >= set(CHAIN)
    for name, (wakes, updates) in CHAIN.items():
        tasks = dags[name].tasks
        assert {asset.name for task in tasks for asset in task.outlets} == {updates}
        assert [asset.name for task in tasks for asset in task.inlets] == ([wakes] if wakes else [])
        condition = getattr(dags[name].timetable, "asset_condition", None)
        woken_by = {asset.name for asset in condition.objects} if condition else set()
        assert woken_by == ({wakes} if wakes else set())


@pytest.mark.parametrize("name", CHAIN)
def test_a_passing_fault_is_tried_again_soon_and_a_lasting_one_is_not(dags: dict[str, Any], name: str) -> None:
    from airflow.sdk import RetryAction

    from include.errors import SettingsError, SourceRefused, StoreError, StoreRefused

    for task in dags[name].tasks:
        asked = {
            kind: task.retry_policy.evaluate(kind("one line"), 1, task.retries).action
            for kind in (StoreError, TimeoutError, StoreRefused, SourceRefused, SettingsError)
        }
        assert {kind for kind, action in asked.items() if action is RetryAction.FAIL} == {
            StoreRefused,
            SourceRefused,
            SettingsError,
        }
        assert task.retry_delay.total_seconds() <= 10
        assert task.retries >= 5


def test_every_dag_says_what_it_is(dags: dict[str, Any]) -> None:
    for number, name in enumerate(CHAIN, start=1):
        dag = dags[name]
        assert dag.dag_display_name.startswith(f"{number:02} · ")
        assert dag.description
        assert dag.doc_md
        assert dag.tags
        assert dag.owner != "airflow"
        assert not dag.is_paused_upon_creation


def test_parsing_imports_no_library_of_the_work_and_opens_no_socket() -> None:
    program = """
import pathlib, runpy, socket, sys
import airflow.sdk  # what Airflow itself imports and opens is not ours
def refuse(*_):
    raise AssertionError("a socket was opened")
socket.socket.connect = refuse
for path in pathlib.Path("dags").rglob("*.py"):
    runpy.run_path(str(path))
heavy = {"torch", "sentence_transformers", "transformers", "sklearn", "qdrant_client", "deltalake", "numpy", "boto3"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": ".", **SWITCHED_ON},
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


def test_no_asset_has_two_dags_that_make_it_or_airflow_would_not_materialize_it(dags: dict[str, Any]) -> None:
    from airflow.sdk import Asset

    assert {"roll_back", "approve_embeddings", "answer_question"} <= set(dags)
    made_by: dict[str, set[str]] = {}
    for dag_id, dag in dags.items():
        for asset in (outlet for task in dag.tasks for outlet in task.outlets if isinstance(outlet, Asset)):
            made_by.setdefault(asset.name, set()).add(dag_id)
    assert {name: makers for name, makers in made_by.items() if len(makers) > 1} == {}


def test_tasks_that_embed_share_the_pool_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert embedding_pool() == "default_pool"
    monkeypatch.setenv("EMBEDDING_POOL", "models")
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = PROJECT / "dags" / "embeddings"
    found = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name="dags-folder").dags
    pools = {f"{name}.{task.task_id}": task.pool for name in EMBEDDERS for task in found[name].tasks}
    assert {task for task, pool in pools.items() if pool == "models"} == {
        "generate_embeddings.embed_shard",
        "generate_embeddings.commit",
        "approve_embeddings.plan",
        "approve_embeddings.embed_approved",
        "approve_embeddings.commit_approved",
    }
