"""A cluster on one machine, without Docker: PostgreSQL, Redis, S3, and Airflow with Celery workers.

`make up-local` runs it until Ctrl-C. Documents and tables lie on S3; the workers share embedded Qdrant behind its lock,
unless QDRANT_URL names a server. What lies in `.cluster/` stays; Airflow's own database is made new at each start.
"""

import os
import shlex
import signal
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from include.errors import BundleError
from include.settings import SAMPLE_DOCUMENTS
from include.sources.names import is_document
from tools.airflow_settings import PROJECT
from tools.endings import end_in_order, undisturbed
from tools.local_airflow import COMPONENTS, Component, LocalAirflow, LocalAirflowError, end_left_behind
from tools.ports import PortError, chosen_port, free_port
from tools.servers import S3, Postgres, Redis, check_programs
from tools.stage import DemoError, console, tended, told, typed_folder
from tools.surroundings import of_the_bundle

CLUSTER = PROJECT / ".cluster"
WORKER = "CLUSTER_WORKER"
MOST_WORKERS = 32


def worker_name() -> str:
    """Tells Airflow a name of the host: on one machine the worker's name tells more."""
    return os.environ.get(WORKER) or "127.0.0.1"


class Cluster:
    """Everything that runs, as a context; `airflow` and `s3` are there within it.

    Args:
        folder: of its data and logs.
        workers: Celery workers, each with one task at a time.
        port: of Airflow's UI and API.
        settings: environment variables for the bundle and for Airflow, over those made here.
    """

    def __init__(self, folder: Path, workers: int, port: int, settings: Mapping[str, str] | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.postgres, self.redis = Postgres(folder, free_port()), Redis(folder, free_port())
        self.s3 = S3(folder, free_port())
        environment = self._environment(folder, workers) | dict(settings or {})
        self.workers = [f"worker-{number}" for number in range(1, workers + 1)]
        components = COMPONENTS | {name: _worker(name, folder) for name in self.workers}
        self.airflow = LocalAirflow(folder / "airflow", port, environment, components=components, tell=told)
        self._stack = ExitStack()

    def _environment(self, folder: Path, workers: int) -> dict[str, str]:
        qdrant = {} if os.environ.get("QDRANT_URL") else {"QDRANT_PATH": str(folder / "qdrant"), "QDRANT_URL": ""}
        threads = max(1, (os.cpu_count() or 1) // workers)
        return {
            **of_the_bundle(os.environ),
            **self.s3.environment,
            **qdrant,
            "DOCUMENTS_URI": "s3://documents",
            "DOCUMENTS_SCAN_SECONDS": "5",
            "LAKE_URI": "s3://lake",
            "EMBEDDING_SHARDS": str(workers),
            "EMBEDDING_THREADS": str(threads),  # they share this machine's cores
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CORE__HOSTNAME_CALLABLE": "tools.cluster.worker_name",
            "AIRFLOW__CORE__PARALLELISM": "16",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": self.postgres.uri.replace("://", "+psycopg2://"),
            "AIRFLOW__CELERY__BROKER_URL": self.redis.uri,
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{self.postgres.uri}",
            "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER": "1",  # or one worker would hoard what the other could do
            # A worker that died is noticed within a minute; by default it takes five.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        }

    def __enter__(self) -> "Cluster":
        try:
            check_programs()
            for server in (self.postgres, self.redis, self.s3):
                self._stack.callback(server.stop)
                server.start()
            self._stack.enter_context(self.airflow)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def _stop(self) -> None:
        with undisturbed():
            self._stack.close()

    def upload(self, source: Path) -> int:
        """Put the documents of a folder where nothing is yet; returns how many."""
        client = self.s3.client()
        if client.list_objects_v2(Bucket="documents", MaxKeys=1)["KeyCount"]:
            return 0
        names = [path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file()]
        documents = [name for name in names if is_document(name)]
        for name in documents:
            client.put_object(Bucket="documents", Key=name, Body=(source / name).read_bytes())
        return len(documents)


def _worker(name: str, folder: Path) -> Component:
    arguments = "celery", "worker", "--celery-hostname", f"{name}@127.0.0.1", "--concurrency", "1"
    quiet = (
        "--skip-serve-logs",
        "--without-mingle",
        "--without-gossip",
        "--pid",
        str(folder / "airflow" / f"{name}.pid"),
    )
    return Component((*arguments, *quiet), {WORKER: name})


def main() -> int:
    """Run the cluster until Ctrl-C."""
    end_in_order()
    try:
        folder = typed_folder("CLUSTER_FOLDER") or CLUSTER
        workers = _typed_workers(os.environ.get("WORKERS", ""))
        source = _source()
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            end_left_behind(folder / "airflow")
            _run(folder, workers, chosen_port(os.environ.get("PORT", ""), "make up-local"), source)
    except (LocalAirflowError, PortError, DemoError, BundleError) as error:
        print(f"up-local: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"up-local: {error.filename or folder}: {error.strerror or error}", file=sys.stderr)
        return 2
    except Timeout:
        print("up-local: it runs already in this folder; stop it first", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        console.print("\nup-local: stopped, no process is left; documents, tables and vectors stay")
    return 0


def _typed_workers(typed: str) -> int:
    typed = typed.strip() or "2"
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed[:9]) <= MOST_WORKERS):
        raise DemoError(f"WORKERS={typed} is no number of workers, from 1 to {MOST_WORKERS}: make up-local WORKERS=2")
    return int(typed)


def _source() -> Path:
    source = typed_folder("SOURCE") or SAMPLE_DOCUMENTS
    if not source.is_dir():
        raise DemoError(f"SOURCE={source} is not a folder")
    return source


def _run(folder: Path, workers: int, port: int, source: Path) -> None:
    console.print(
        f"[bold]A cluster starts[/]: PostgreSQL, Redis, S3, Airflow, {workers} Celery workers; on 127.0.0.1 only"
    )
    with Cluster(folder, workers, port) as cluster, tended(cluster.airflow):
        sent = cluster.upload(source)
        if sent:
            console.print(f"  {sent} documents are uploaded to s3://documents; the chain finds them by itself")
        console.print(f"  [bold]The UI[/] is at {cluster.airflow.url} (no password)")
        console.print(f"  In another terminal: set -a; . {_write_environment(folder, cluster)}")
        console.print('  then: venv/bin/python -m include.search "how many days of holiday do I have"')
        console.print("  Ctrl-C stops everything")
        while True:
            signal.pause()


def _write_environment(folder: Path, cluster: Cluster) -> Path:
    """What leads the commands of the bundle to the cluster; readable by its owner alone."""
    names = (*cluster.s3.environment, "DOCUMENTS_URI", "LAKE_URI", "QDRANT_URL", "QDRANT_PATH")
    values = cluster.airflow.environment
    file = folder / "environment"
    file.touch(mode=0o600)
    file.write_text("".join(f"{name}={shlex.quote(values[name])}\n" for name in names if values.get(name)), "utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
