"""A local Airflow of one's own: SQLite, LocalExecutor, everything on 127.0.0.1, gone without a trace when stopped."""

import base64
import json
import os
import secrets
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
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

PROJECT = Path(__file__).resolve().parent.parent


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
OWN_BUNDLE = "dags-folder"
"""Airflow's name for the folder `dags/`."""
DAGS = ("publish_documents", "generate_embeddings", "update_vector_store", "rebuild_search_index")
START_SECONDS = 300
STOP_SECONDS = 20
PASSWORDS = "passwords.json"
_DIE_WITH_PARENT = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); os.execv(sys.argv[1], sys.argv[1:])"
"""On Linux the kernel ends the component (prctl 1: PR_SET_PDEATHSIG, 15: SIGTERM) when this process is killed and
cannot do it itself. No `preexec_fn`: with it Python forks, and a Ctrl-C that arrives during a fork is lost."""


class LocalAirflowError(Exception):
    """It did not start; the message says why in one line."""


class LocalAirflow:
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
        self.home = home
        self._components = components
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self.environment = os.environ | _airflow_settings(home, port) | _bundles(bundles or {}) | dict(settings)
        self._users = dict(users or {})
        if users:
            self.environment |= _login_settings(home, users)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._api = httpx.Client(base_url=f"{self.url}/api/v2", timeout=30)

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
        if self._users:
            (self.home / PASSWORDS).write_text(json.dumps({name: name for name in self._users}), "utf-8")
        self._run("db-migrate", Component(("db", "migrate"))).wait()
        for name, component in self._components.items():
            self._processes[name] = self._run(name, component)
        self._wait_until_healthy()

    def stop(self) -> None:
        """End every process that was started, and every process those started."""
        family = [child for process in self._processes.values() for child in _family(process.pid)]
        for component in self._processes.values():
            _signal_group(component.pid, signal.SIGTERM)
        _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
        for process in [*alive, *_living_in(self.home)]:
            process.kill()
        for component in self._processes.values():
            component.wait()
        self._processes.clear()
        self._api.close()

    def kill(self, name: str) -> None:
        """End one component at once, with the processes it started, as a crash of its machine would."""
        component = self._processes.pop(name)
        for process in _family(component.pid):
            process.kill()
        component.wait()

    def restart(self, name: str) -> None:
        """Start a component that was killed."""
        self._processes[name] = self._run(name, self._components[name])
        self._wait_until_healthy()

    def get(self, path: str, **parameters: str | int) -> Any:
        """Answer of `GET /api/v2/…`.

        Asked again on an error 500: Airflow 3.3.2 gives it for an event whose run is created but has not started.
        """
        asking = Retrying(
            retry=retry_if_exception(_is_passing), stop=stop_after_attempt(20), wait=wait_fixed(0.3), reraise=True
        )
        return asking(self._get, path, parameters)

    def _get(self, path: str, parameters: Mapping[str, str | int]) -> Any:
        response = self._api.get(path, params=dict(parameters))
        response.raise_for_status()
        return response.json()

    def trigger(self, dag: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a DAG run; returns its id."""
        body = {"logical_date": None, "conf": dict(conf or {})}
        return str(self.post(f"/dags/{dag}/dagRuns", body)["dag_run_id"])

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Answer of `POST /api/v2/…`."""
        response = self._api.post(path, json=dict(body))
        response.raise_for_status()
        return response.json()

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Answer of `PATCH /api/v2/…`."""
        response = self._api.patch(path, json=dict(body))
        response.raise_for_status()
        return response.json()

    def pause(self, dag: str, paused: bool = True) -> None:
        """Pause a DAG, or let it go on."""
        self.patch(f"/dags/{dag}", {"is_paused": paused})

    def pids(self) -> list[int]:
        """Process ids of the components."""
        return [component.pid for component in self._processes.values()]

    def events(self) -> list[dict[str, Any]]:
        """Asset events, oldest first."""
        return list(reversed(self.get("/assets/events", order_by="-timestamp", limit=100)["asset_events"]))

    def runs(self) -> list[dict[str, Any]]:
        """DAG runs, oldest first."""
        return list(reversed(self.get("/dags/~/dagRuns", order_by="-run_after", limit=100)["dag_runs"]))

    def task_log(self, run: Mapping[str, Any]) -> str:
        """Log of the first task of a run, as text."""
        folder = self.home / "logs" / f"dag_id={run['dag_id']}" / f"run_id={run['dag_run_id']}"
        return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.log")))

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

    def token(self, user: str) -> str:
        """For the header `Authorization: Bearer …`."""
        response = self._api.post(f"{self.url}/auth/token", json={"username": user, "password": user})
        response.raise_for_status()
        return str(response.json()["access_token"])

    def _is_healthy(self) -> bool:
        try:
            if self._users and "Authorization" not in self._api.headers:
                self._api.headers["Authorization"] = f"Bearer {self.token('admin')}"
            health = self._get("/monitor/health", {})
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
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise LocalAirflowError(f"port {port} is taken; choose another: make demo PORT={port + 1}") from None


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _airflow_settings(home: Path, port: int) -> dict[str, str]:
    """A quick and safe Airflow on one machine; the reasons stand where they are not obvious."""
    return {
        "AIRFLOW_HOME": str(home),
        "PYTHONPATH": str(PROJECT),  # `include` must be importable in the triggerer, too
        "SEARCHABLE_MINUTES": os.environ.get("SEARCHABLE_MINUTES", "15"),  # set: runs have a deadline
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",  # all workers are forked at the start
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",  # no login: it listens on this machine alone
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "10",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",  # a hop takes 0.7 s instead of 1.2 s
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _bundles(folders: Mapping[str, Path]) -> dict[str, str]:
    """`dags/` and these folders, as DAG bundles."""
    path = "airflow.dag_processing.bundles.local.LocalDagBundle"
    bundles = [{"name": OWN_BUNDLE, "classpath": path, "kwargs": {}}]
    for name, folder in folders.items():
        bundles.append({"name": name, "classpath": path, "kwargs": {"path": str(folder), "refresh_interval": 5}})
    return {"AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(bundles)}


def _login_settings(home: Path, users: Mapping[str, str]) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in users.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORDS),
    }


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, httpx.HTTPStatusError) and error.response.is_server_error


def dying_with_parent() -> tuple[str, ...]:
    """What to put before a command so that it does not outlive this process."""
    return (sys.executable, "-c", _DIE_WITH_PARENT) if sys.platform == "linux" else ()


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _living_in(home: Path) -> list[psutil.Process]:
    """Processes that run with this AIRFLOW_HOME, whoever their parent is by now."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("AIRFLOW_HOME") == str(home) and process.pid != os.getpid():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
