"""A local Airflow of one's own: SQLite, LocalExecutor, everything on 127.0.0.1, gone without a trace when stopped."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx
import psutil

from include.course.fresh_database import DatabaseError, copy_database
from include.polling import polled
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
from tools.component_log import last_words
from tools.endings import undisturbed
from tools.own_folders import NotOursError, is_ours, make, retire
from tools.ports import HOST, refusal
from tools.processes import dying_with_parent, end_all_in, family, signal_group
from tools.surroundings import without_foreign


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
HEALTH = {"scheduler": "scheduler", "dag-processor": "dag_processor", "triggerer": "triggerer"}
"""What the health of a component is called."""
DAGS = ("publish_documents", "generate_embeddings", "update_vector_store", "rebuild_search_index")
START_SECONDS = 600
"""An idle machine needs 20; one that others keep busy may need minutes."""
STOP_SECONDS = 20
LIVES = 4
"""What has ended so often by itself has another reason than a busy machine."""
CONNECTION = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
LOCK_SECONDS = 60
LEFT_ALONE = "scheduler"
"""Its tasks go on when it ends, and tell the API server how they end; what the others started ends with them."""


class LocalAirflowError(Exception):
    """It did not start; the message says why in one line."""


class LocalAirflow(AirflowRest):
    """Starts the components, talks to the REST API, and stops them all.

    Beside `dags/` it can have other folders with DAGs, such as the exercises of the course: what is wrong in their
    files is shown in the UI and is nobody's business here.

    Args:
        home: AIRFLOW_HOME; made anew at the start, and never if somebody else made it.
        port: of the UI and the API.
        settings: environment variables for the bundle (DOCUMENTS_URI, LAKE_URI, …), and for Airflow where it differs.
        bundles: other folders with DAGs, by the name of their bundle.
        components: which processes, by name.
        dags: ids of those that have to be known before it counts as started.
        users: roles by user name; the password is the name. Without them nobody has to log in.
        tell: is given a line when something happens that a person may want to know.
    """

    def __init__(
        self,
        home: Path,
        port: int,
        settings: Mapping[str, str],
        bundles: Mapping[str, Path] | None = None,
        components: Mapping[str, Component] = COMPONENTS,
        dags: Collection[str] = DAGS,
        users: Mapping[str, str] | None = None,
        tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr),
    ) -> None:
        super().__init__(f"http://{HOST}:{port}")
        self.home = home
        self._components, self._dags = components, frozenset(dags)
        self._port = port
        self.environment = without_foreign(os.environ) | local_settings(home, port) | bundle_settings(bundles or {})
        self.environment |= settings
        self._users = dict(users or {})
        if users:
            self.environment |= login_settings(home, users)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._begun_bytes: dict[str, int] = {}
        self._deaths: Counter[str] = Counter()
        self._tell = tell

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
            LocalAirflowError: the port is taken, the folder is somebody's, or something did not come up.
        """
        self._make_home()
        if why := refusal(self._port):
            raise LocalAirflowError(f"port {self._port} {why}")
        (self.home / "logs").mkdir()
        (self.home / "airflow.cfg").touch()  # or each component would write all defaults there, at the same time
        if self._users:
            (self.home / PASSWORDS).write_text(json.dumps({name: name for name in self._users}), "utf-8")
        self._make_database()
        for name, component in self._components.items():
            self._processes[name] = self._run(name, component)
        self._wait_until_healthy()

    def stop(self) -> None:
        """End every process that was started, and every process those started. A second Ctrl-C waits for it."""
        with undisturbed():
            self._stop()

    def tend(self) -> None:
        """Start again what has ended by itself, and say so.

        Raises:
            LocalAirflowError: it ended again and again.
        """
        for name, process in list(self._processes.items()):
            code = process.poll()
            if code is None:
                continue
            log = self.home / "logs" / f"{name}.log"
            why = last_words(log, self._begun_bytes[name]) or f"exit code {code}"
            self._deaths[name] += 1
            if self._deaths[name] == LIVES:
                raise LocalAirflowError(f"airflow {name} ended {LIVES} times, at last with: {why}; see {log}")
            if name != LEFT_ALONE:
                signal_group(process.pid, signal.SIGKILL)  # what it started, and a port it may hold
            self._tell(f"airflow {name} has ended ({why}) and is started again; its log: {log}")
            self._processes[name] = self._run(name, self._components[name])

    def _stop(self) -> None:
        started = [child for process in self._processes.values() for child in family(process.pid)]
        for component in self._processes.values():
            signal_group(component.pid, signal.SIGTERM)
        _, alive = psutil.wait_procs(started, timeout=STOP_SECONDS)
        for process in alive:
            process.kill()
        end_left_behind(self.home)
        for component in self._processes.values():
            component.wait()
        self._processes.clear()
        self.close()

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
        """Returns process ids of the components."""
        return [component.pid for component in self._processes.values()]

    def is_healthy(self) -> bool:
        """Says whether every component says so of itself and the DAGs of the bundle are known.

        Raises:
            LocalAirflowError: a DAG of the bundle cannot be read.
        """
        try:
            if self._users and not self.has_token:
                self.use_token(self.token("admin"))
            health = self.once("/monitor/health")
            if any(health[part]["status"] != "healthy" for name, part in HEALTH.items() if name in self._components):
                return False
            errors = [
                error for error in self.once("/importErrors")["import_errors"] if error["bundle_name"] == OWN_BUNDLE
            ]
            if errors:
                raise LocalAirflowError(f"{errors[0]['filename']}: {errors[0]['stack_trace'].strip().splitlines()[-1]}")
            return {dag["dag_id"] for dag in self.once("/dags", limit=100)["dags"]} >= self._dags
        except (httpx.HTTPError, KeyError):
            return False

    def task_log(self, run: Mapping[str, Any]) -> str:
        """Log of the first task of a run, as text."""
        folder = self.home / "logs" / f"dag_id={run['dag_id']}" / f"run_id={run['dag_run_id']}"
        return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.log")))

    def _make_database(self) -> None:
        """A copy of a fresh one, which takes no time; Airflow makes what is not on SQLite or has more tables."""
        usual = self.environment[CONNECTION] == sqlite_uri(self.home)
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
            self._begun_bytes[log] = output.tell()
            return subprocess.Popen(
                [*dying_with_parent(), sys.executable, "-m", "airflow", *component.arguments],
                cwd=PROJECT,
                env=self._patient(component) | dict(component.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _patient(self, component: Component) -> dict[str, str]:
        """Whoever can waits for SQLite's one writer. The API server may wait for itself: see `asking_again`."""
        database = self.environment[CONNECTION]
        can_wait = database.startswith("sqlite") and component.arguments[0] != "api-server"
        return self.environment | ({CONNECTION: f"{database}?timeout={LOCK_SECONDS}"} if can_wait else {})

    def _wait_until_healthy(self) -> None:
        def healthy() -> bool:
            self.tend()
            return self.is_healthy()

        if not polled(healthy, START_SECONDS):
            raise LocalAirflowError(f"Airflow was not healthy after {START_SECONDS} s; see {self.home}/logs")

    def _make_home(self) -> None:
        """A fresh folder; what is still running in it, of an Airflow of ours that was killed, is ended."""
        end_left_behind(self.home)
        try:
            retire(self.home, lambda aside: self._tell(f"what was in {self.home} is kept in {aside}"))
            make(self.home)
        except NotOursError as error:
            raise LocalAirflowError(str(error)) from None
        except OSError as error:
            raise LocalAirflowError(f"{self.home} cannot be made anew: {error.strerror or error}") from None


def end_left_behind(home: Path) -> None:
    """End whatever runs with this AIRFLOW_HOME, if it is ours: somebody's own Airflow goes on."""
    if is_ours(home):
        end_all_in(home)
