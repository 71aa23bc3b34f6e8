"""A local Airflow of one's own: SQLite, LocalExecutor, everything on 127.0.0.1, gone without a trace when stopped."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx
import psutil

from include.course.fresh_database import DatabaseError, copy_database
from tools.airflow_rest import AirflowRest
from tools.airflow_settings import (
    DATABASE,
    MORE_TABLES,
    OWN_BUNDLE,
    PASSWORDS,
    PROJECT,
    bundle_settings,
    local_settings,
    login_settings,
    sqlite_uri,
)
from tools.ports import HOST
from tools.processes import dying_with_parent, family, living_in, signal_group


@dataclass(frozen=True, slots=True)
class Component:
    """A process of Airflow."""

    arguments: tuple[str, ...]
    """Of the command `airflow`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Of this process alone."""


COMPONENTS = {
    "api-server": Component(("api-server",)),
    "scheduler": Component(("scheduler", "--skip-serve-logs")),  # the log servers would listen on every interface
    "dag-processor": Component(("dag-processor",)),
    "triggerer": Component(("triggerer", "--skip-serve-logs")),
}
DAGS = ("publish_documents", "generate_embeddings", "update_vector_store", "rebuild_search_index")
START_SECONDS = 300
STOP_SECONDS = 20


class LocalAirflowError(Exception):
    """It did not start; the message says why in one line."""


class LocalAirflow(AirflowRest):
    """Starts the components, talks to the REST API, and stops them all.

    Beside `dags/` it can have other folders with DAGs, such as the exercises of the course: what is wrong in their
    files is shown in the UI and is nobody's business here.

    Args:
        home: AIRFLOW_HOME; emptied at the start.
        port: of the UI and the API.
        settings: environment variables for the bundle (DOCUMENTS_URI, LAKE_URI, …), and for Airflow where it differs.
        bundles: other folders with DAGs, by the name of their bundle.
        components: which processes, by name.
        users: roles by user name; the password is the name. Without them nobody has to log in.
    """

    def __init__(
        self,
        home: Path,
        port: int,
        settings: Mapping[str, str],
        bundles: Mapping[str, Path] | None = None,
        components: Mapping[str, Component] = COMPONENTS,
        users: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"http://{HOST}:{port}")
        self.home = home
        self._components = components
        self._port = port
        self.environment = os.environ | local_settings(home, port) | bundle_settings(bundles or {}) | dict(settings)
        self._users = dict(users or {})
        if users:
            self.environment |= login_settings(home, users)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "LocalAirflow":
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the database, start the components, wait until they are healthy and the DAGs are known.

        Raises:
            LocalAirflowError: the port is taken, or something did not come up.
        """
        check_port(self._port)
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / "logs").mkdir(parents=True)
        (self.home / "airflow.cfg").touch()  # or each component would write all defaults there, at the same time
        if self._users:
            (self.home / PASSWORDS).write_text(json.dumps({name: name for name in self._users}), "utf-8")
        self._make_database()
        for name, component in self._components.items():
            self._processes[name] = self._run(name, component)
        self._wait_until_healthy()

    def stop(self) -> None:
        """End every process that was started, and every process those started."""
        started = [child for process in self._processes.values() for child in family(process.pid)]
        for component in self._processes.values():
            signal_group(component.pid, signal.SIGTERM)
        _, alive = psutil.wait_procs(started, timeout=STOP_SECONDS)
        for process in [*alive, *living_in(self.home)]:
            process.kill()
        for component in self._processes.values():
            component.wait()
        self._processes.clear()
        self._api.close()

    def kill(self, name: str) -> None:
        """End one component at once, with the processes it started, as a crash of its machine would."""
        component = self._processes.pop(name)
        for process in family(component.pid):
            process.kill()
        component.wait()

    def restart(self, name: str) -> None:
        """Start a component that was killed."""
        self._processes[name] = self._run(name, self._components[name])
        self._wait_until_healthy()

    def pids(self) -> list[int]:
        """Process ids of the components."""
        return [component.pid for component in self._processes.values()]

    def task_log(self, run: Mapping[str, Any]) -> str:
        """Log of the first task of a run, as text."""
        folder = self.home / "logs" / f"dag_id={run['dag_id']}" / f"run_id={run['dag_run_id']}"
        return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.log")))

    def _make_database(self) -> None:
        """A copy of a fresh one, which takes no time; Airflow makes what is not on SQLite or has more tables."""
        usual = self.environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == sqlite_uri(self.home)
        if usual and not self.environment.keys() & MORE_TABLES:
            try:
                copy_database(self.home / DATABASE)
            except DatabaseError as error:
                raise LocalAirflowError(str(error)) from None
        elif self._run("db-migrate", Component(("db", "migrate"))).wait():
            raise LocalAirflowError(f"airflow db migrate failed; see {self.home}/logs/db-migrate.log")

    def _run(self, log: str, component: Component) -> "subprocess.Popen[bytes]":
        output: IO[bytes]
        with (self.home / "logs" / f"{log}.log").open("ab") as output:
            return subprocess.Popen(
                [*dying_with_parent(), sys.executable, "-m", "airflow", *component.arguments],
                cwd=PROJECT,
                env=self.environment | dict(component.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for name, process in self._processes.items():
                if process.poll() is not None:
                    raise LocalAirflowError(f"airflow {name} ended at once; see {self.home}/logs/{name}.log")
            if self._is_healthy():
                return
            time.sleep(0.3)
        raise LocalAirflowError(f"Airflow was not healthy after {START_SECONDS} s; see {self.home}/logs")

    def _is_healthy(self) -> bool:
        try:
            if self._users and "Authorization" not in self._api.headers:
                self._api.headers["Authorization"] = f"Bearer {self.token('admin')}"
            health = self.get("/monitor/health")
            if any(health[part]["status"] != "healthy" for part in ("scheduler", "dag_processor", "triggerer")):
                return False
            errors = [
                error for error in self.get("/importErrors")["import_errors"] if error["bundle_name"] == OWN_BUNDLE
            ]
            if errors:
                raise LocalAirflowError(f"{errors[0]['filename']}: {errors[0]['stack_trace'].strip().splitlines()[-1]}")
            return {dag["dag_id"] for dag in self.get("/dags", limit=100)["dags"]} >= set(DAGS)
        except (httpx.HTTPError, KeyError):
            return False


def check_port(port: int) -> None:
    """Raises LocalAirflowError when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise LocalAirflowError(f"port {port} is taken; choose another: make demo PORT={port + 1}") from None
