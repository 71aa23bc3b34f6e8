"""Helpers of the benchmark that stay alive: asked in lines of JSON, they answer in lines of JSON."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from include.settings import PROJECT


class Server:
    """A process that answers requests, one at a time.

    Args:
        command: program and arguments.
        environment: added to this process's own.
        log: file for what it says besides.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        self._lock = Lock()
        with log.open("w") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own modules
                command,
                cwd=PROJECT,
                env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def ask(self, request: Mapping[str, Any]) -> Any:
        """The answer to a request.

        Raises:
            RuntimeError: the process ended.
        """
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("no pipes")
        with self._lock:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            if answer := self._process.stdout.readline():
                return json.loads(answer)
        raise RuntimeError("\n".join(["a contender ended:", *self._log.read_text().splitlines()[-15:]]))

    def close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()
