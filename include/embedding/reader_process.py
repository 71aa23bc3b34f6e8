"""The process in which documents are read, from outside: it is started, asked, and ended.

It is a plain subprocess with two pipes, because a task of Airflow may run in a daemonic process of `multiprocessing`,
which may have no children of that kind. Its answers are JSON, no pickles: it has read what nobody trusts.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import IO, Any, cast

from include.embedding.reader_worker import OUT_OF_MEMORY
from include.errors import BundleError
from include.settings import PROJECT

START_SECONDS = 300
"""Seconds that it may take to start on a machine that is very busy."""
LOOK_SECONDS = 0.25
"""Between two looks at its memory, where the system does not limit it."""
_OUT_OF_MEMORY = (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGABRT)
"""The system, C++ and Rust end it otherwise."""


class Broken(Exception):
    """The process ended, or was ended, with a document.

    Args:
        what: `seconds`, `clock`, `memory`, or what a process has died of.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class ReaderProcess:
    """A process that runs `reader_worker`.

    Args:
        memory_mb: that it may take; 0: any number.

    Raises:
        BundleError: it cannot be started.
    """

    def __init__(self, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        alive, self._alive = os.pipe()
        path = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-P", "-m", "include.embedding.reader_worker", str(alive), str(memory_mb)]
        with tempfile.TemporaryFile() as complaints:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - this Python
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=complaints,
                    pass_fds=(alive,),
                    env=os.environ | {"PYTHONPATH": path},
                    start_new_session=True,  # Ctrl-C is the parent's
                )
            except OSError as error:
                os.close(self._alive)
                raise BundleError(f"the process that reads documents cannot be started: {error}") from error
            finally:
                os.close(alive)
            self._questions = cast("IO[bytes]", self._process.stdin)
            self._answers = cast("IO[bytes]", self._process.stdout)
            try:
                self._reply(START_SECONDS)
            except (Broken, OSError) as error:
                self.end()
                complaints.seek(0)
                said = complaints.read().decode("utf-8", "replace").strip().splitlines() or [str(error)]
                raise BundleError(f"the process that reads documents does not start: {said[-1]}") from error

    def ask(self, wanted: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any]:
        """Asks the process about one document and returns its answer.

        Args:
            wanted: see `reader_worker`.
            seconds: by the clock, after which it is given up.

        Raises:
            Broken: the process is gone; it has to be ended, and another one started.
        """
        try:
            self._questions.write(json.dumps(wanted | {"bytes": len(data)}).encode() + b"\n")
            self._questions.write(data)
            self._questions.flush()
        except OSError:
            raise Broken(self._end_of_it()) from None
        return self._reply(seconds)

    def end(self) -> None:
        """End it, whatever it does. It keeps nothing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with suppress(OSError):  # what it was told last may be in the buffer still
                pipe.close()
        if self._alive >= 0:
            os.close(self._alive)
            self._alive = -1

    def _reply(self, seconds: float) -> dict[str, Any]:
        """One line of JSON."""
        until, parts = time.monotonic() + seconds, [b""]
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            while not parts[-1].endswith(b"\n"):
                left = until - time.monotonic()
                if left <= 0:
                    raise Broken("clock")
                if sys.platform != "linux":
                    left = min(left, LOOK_SECONDS)
                    self._look_at_memory()
                if selector.select(min(left, START_SECONDS)):
                    parts.append(os.read(self._answers.fileno(), 1 << 20))
                    if not parts[-1]:
                        raise Broken(self._end_of_it())
        answer: dict[str, Any] = json.loads(b"".join(parts))
        return answer

    def _end_of_it(self) -> str:
        """What a process has died of that has closed its pipes."""
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return "seconds"
        if code in _OUT_OF_MEMORY:
            return "memory"
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def _look_at_memory(self) -> None:
        import psutil

        try:
            taken = psutil.Process(self._process.pid).memory_info().rss
        except psutil.Error:  # it has just ended; the pipe will tell
            return
        if self._memory_mb and taken > self._memory_mb << 20:
            raise Broken("memory")
