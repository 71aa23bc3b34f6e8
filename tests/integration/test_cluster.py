"""Airflow on PostgreSQL, Redis and S3 with two Celery workers, of which one dies in the middle of its shard."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from include.lake.tables import Lake
from include.settings import Settings
from include.sync.run import sync
from include.vector_store.state import peek
from include.verify.verification import verify
from tests.airflows import Airflows
from tests.conftest import Workplace
from tests.faults.conftest import embedded_texts, page, points
from tests.integration.airflow_waiting import finished, wait_for
from tools.cluster import Cluster
from tools.ports import free_port
from tools.servers import MissingProgramError, check_programs

pytestmark = [pytest.mark.integration, pytest.mark.slow_live]

DOCUMENTS = int(os.environ.get("CLUSTER_DOCUMENTS", "600"))
"""Each is one chunk, and below 500 texts there are no shards. `make test-cluster` takes 3,000."""
STEP_SECONDS = 240 + DOCUMENTS / 3
"""So long a step may take on a machine that has other things to do."""
QUICK = {
    "DOCUMENTS_SCAN_SECONDS": "3600",  # the test says when
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
}


class Place(Workplace):
    """Tables and points of a cluster, seen from outside."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        super().__init__(folder)
        self.environment = environment


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, airflows: Airflows) -> Iterator[Cluster]:
    try:
        check_programs()
    except MissingProgramError as error:
        pytest.skip(str(error))
    airflows.stop()
    with Cluster(tmp_path_factory.mktemp("cluster"), 2, free_port(), QUICK) as running:
        yield running


@pytest.fixture
def place(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name, value in cluster.s3.environment.items():
        monkeypatch.setenv(name, value)
    return Place(tmp_path / "place", cluster.airflow.environment)


def upload(cluster: Cluster, edition: str) -> None:
    client = cluster.s3.client()

    def put(number: int) -> None:
        key, body = f"part-{number % 7}/page-{number:04}.md", page(number, edition).encode()
        client.put_object(Bucket="documents", Key=key, Body=body)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(put, range(DOCUMENTS)))


def shards(cluster: Cluster, run: str) -> list[dict[str, Any]]:
    found = cluster.airflow.get(f"/dags/generate_embeddings/dagRuns/{run}/taskInstances")["task_instances"]
    return [task for task in found if task["task_id"] == "embed_shard" and task["map_index"] >= 0]


def runs_of(cluster: Cluster, dag: str) -> list[str]:
    """Ids of the runs there are, the newest first."""
    runs = cluster.airflow.get(f"/dags/{dag}/dagRuns", order_by="-run_after")["dag_runs"]
    return [run["dag_run_id"] for run in runs]


def run_with_shards(cluster: Cluster) -> str:
    """Id of the run that has the work: an event wakes one, and the hourly one may be there before it."""

    def found() -> str:
        return next((run for run in runs_of(cluster, "generate_embeddings") if shards(cluster, run)), "")

    return str(wait_for(found, "a run with shards", STEP_SECONDS))


def undisturbed(place: Place, folder: Path) -> Place:
    """What one process makes of the same documents, in tables and a store of its own."""
    other = {"LAKE_URI": "s3://lake/undisturbed", "QDRANT_PATH": str(folder / "undisturbed"), "EMBEDDING_THREADS": "0"}
    alone = Place(folder / "alone", place.environment | other)
    sync(Settings.from_environment(alone.environment), lambda _plan: None, lambda _what, _done, _total: None)
    return alone


def test_the_work_of_a_killed_worker_is_done_by_the_other_and_ends_in_the_same_points(
    cluster: Cluster, place: Place, tmp_path: Path
) -> None:
    upload(cluster, "first")
    cluster.airflow.trigger("publish_documents")
    run = run_with_shards(cluster)
    both = {"worker-1", "worker-2"}
    wait_for(
        lambda: {task["hostname"] for task in shards(cluster, run) if task["state"] == "running"} == both,
        "a shard on each worker",
    )
    lake = Lake(place.settings.lake_uri)
    wait_for(lambda: (table := lake.open("embeddings")) and table.count(), "the first embeddings")
    cluster.airflow.kill("worker-2")
    assert lake.open("embeddings").count() < DOCUMENTS  # it was in the middle

    assert finished(cluster.airflow, "generate_embeddings", run, STEP_SECONDS)["state"] == "success"
    assert {(task["hostname"], task["try_number"]) for task in shards(cluster, run)} == {
        ("worker-1", 1),
        ("worker-1", 2),
    }
    wait_for(lambda: peek(place.settings).served, "an index that is served", STEP_SECONDS)
    wait_for(lambda: verify(place.settings, place.lake).clean, "points that agree with the tables", STEP_SECONDS)

    alone = undisturbed(place, tmp_path)
    found, wanted = points(place), points(alone)
    assert len(found) >= DOCUMENTS
    assert found == wanted
    texts = embedded_texts(place)
    assert len(texts) == len(set(texts)), "no text was embedded twice"


def test_nothing_listens_beyond_this_machine(cluster: Cluster) -> None:
    def listening(process: psutil.Process) -> list[tuple[str, str]]:
        with suppress(psutil.NoSuchProcess):  # a task that has ended meanwhile
            found = process.net_connections("inet")
            return [(process.name(), item.laddr.ip) for item in found if item.status == psutil.CONN_LISTEN]
        return []

    mine = psutil.Process()
    found = [place for process in [mine, *mine.children(recursive=True)] for place in listening(process)]
    assert {"postgres", "redis-server", "weed"} <= {name for name, _ in found}
    assert {address for _, address in found} <= {"127.0.0.1", "::1"}
