"""A stack of containers of one's own: `make up` in a copy of the project, under another name, forgotten at the end."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from include.polling import polled
from include.settings import PROJECT
from tools.airflow_rest import AirflowRest

NAME = "embedding-assets-test"
FILES = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
VERIFY = """
import sys
from include.verify.__main__ import main
sys.argv[1:] = ["--json"]
main()  # 1 where something is wrong, which is no failure of asking
"""
SECONDS = 900
"""So long anything may take on a machine that has other things to do."""


@dataclass(frozen=True)
class Use:
    """What a container has used and holds."""

    cpu_seconds: float
    memory_mib: float


class Stack:
    """What runs, once `up` has returned.

    Args:
        folder: the copy of the project.
        workers: Celery workers; none: LocalExecutor.
    """

    def __init__(self, folder: Path, workers: str = "") -> None:
        self.folder, self.workers = folder, workers
        self.documents = folder / "include" / "data" / "documents"
        self._environment = os.environ | {"COMPOSE_PROJECT_NAME": NAME, "WORKERS": workers}
        # Variables of this machine would go before those in .env.
        self._environment = {name: value for name, value in self._environment.items() if name != "DOCUMENTS_URI"}

    def make(self, target: str) -> str:
        return self.run("make", target)

    def compose(self, *arguments: str) -> str:
        profile = ("--profile", "celery") if self.workers else ()
        return self.run("docker", "compose", *profile, *arguments)

    def python(self, *arguments: str) -> str:
        """Output of Python in the scheduler's container, where the settings of the stack are."""
        return self.compose("exec", "-T", "scheduler", "python", *arguments)

    @property
    def airflow(self) -> AirflowRest:
        return AirflowRest(f"http://{self.compose('port', 'api-server', '8080').strip()}")

    def search(self, question: str) -> str:
        """Text of the best hit."""
        found = json.loads(self.python("-m", "include.search", question, "--limit", "1", "--json"))
        return str(found[0]["text"]) if found else ""

    def verify(self) -> dict[str, int]:
        """Numbers of documents, chunks, points, and of what is wrong with them; also where something is."""
        return dict(json.loads(self.python("-c", VERIFY)))

    def is_true(self) -> bool:
        """Whether tables and points are what the documents are."""
        found = self.verify()
        return found["points"] == found["chunks"] > 0 and not any(
            found[what] for what in ("missing", "stale", "duplicate")
        )

    def wait(self, condition: Any, what: str, seconds: float = SECONDS) -> Any:
        found = polled(condition, seconds, every=2)
        assert found, f"not within {seconds:.0f} s: {what}\n{self.compose('ps')}"
        return found

    def rows(self) -> list[dict[str, Any]]:
        """What `docker compose ps` tells of each container that runs."""
        return [json.loads(line) for line in self.compose("ps", "--format", "json").splitlines()]

    def is_healthy(self) -> bool:
        return {row["Health"] for row in self.rows()} == {"healthy"}

    def containers(self) -> dict[str, str]:
        """Service by container id."""
        ids = self.compose("ps", "--quiet").split()
        label = '{{index .Config.Labels "com.docker.compose.service"}}'
        return {id_: self.run("docker", "inspect", "--format", label, id_).strip() for id_ in ids}

    def uses(self) -> Mapping[str, Use]:
        """By container id; what health checks use is in it."""
        return {id_: _use(id_) for id_ in self.containers()}

    def run(self, *command: str) -> str:
        """Output of a command in the copy of the project; it has to succeed."""
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout


@contextmanager
def running(folder: Path, workers: str) -> Iterator[Stack]:
    """A stack, from `make up` to `docker compose down --volumes`."""
    listed = subprocess.run(FILES, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, folder / name)
    stack = Stack(folder, workers)
    try:
        stack.make("up")
        yield stack
    finally:
        stack.compose("down", "--volumes")


def _use(container: str) -> Use:
    """Asks the engine: its command line tells percentages of a moment only."""
    socket = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
    with httpx.Client(transport=httpx.HTTPTransport(uds=socket)) as engine:
        answer = engine.get(f"http://engine/containers/{container}/stats", params={"stream": "false"}, timeout=60)
    told = answer.raise_for_status().json()
    memory = told["memory_stats"]
    cache = memory["stats"].get("total_inactive_file", memory["stats"].get("inactive_file", 0))  # of cgroups 1 and 2
    return Use(told["cpu_stats"]["cpu_usage"]["total_usage"] / 1e9, (memory["usage"] - cache) / 2**20)
