"""Runs a command and says what it cost the machine."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from include.settings import PROJECT

LINES_OF_ERROR = 15


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process and all it started and waited for."""

    cpu_seconds: float
    """User and system time."""
    peak_megabytes: float
    """Largest resident set of one of them; MB are 10**6 bytes."""


def run(command: Sequence[str], environment: Mapping[str, str], accept: Sequence[int] = (0,)) -> tuple[Any, Cost]:
    """Run a command in the project's folder; returns the JSON of its last line and its cost.

    Args:
        command: program and arguments.
        environment: added to this process's own, in which bytecode is kept: imports are measured compiled.
        accept: exit codes that are no failure.

    Raises:
        RuntimeError: it failed; the message has its last lines.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            command,
            cwd=PROJECT,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | dict(environment),
            stdout=output,
            stderr=errors,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode not in accept:
            lines = errors.read().decode(errors="replace").splitlines()[-LINES_OF_ERROR:]
            raise RuntimeError("\n".join([f"{' '.join(command)} ended with {process.returncode}", *lines]))
        text = output.read().decode().strip()
    kilobytes = usage.ru_maxrss  # Linux counts in 1024 bytes
    return json.loads(text.splitlines()[-1]), Cost(usage.ru_utime + usage.ru_stime, kilobytes * 1024 / 1e6)
