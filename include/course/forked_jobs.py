"""Jobs in fresh processes that need not load Airflow again: each is forked from one that has, and ends with its job.

What a job leaves in its modules the next one does not see; so it is with the tasks of an Airflow. A forked process has
the hash seed of the one that it comes from, so there are two of these.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

from include.errors import BundleError
from include.proxy import sparing_this_machine
from include.settings import PROJECT, Settings

HASH_SEEDS = (1, 2)
"""What takes `hash()` for an id, or depends on the order of a set, is not the same in two runs."""
FERNET_KEY = urlsafe_b64encode(token_bytes(32)).decode()
LOG = "log"
"""What a process prints while it loads Airflow, beside its socket."""
LAST_LINES = 15
AS_USUAL = " [info "
"""In lines of Airflow's own that tell of nothing wrong."""
LONGEST_FOLDER = 80
"""Bytes of the folder for temporary ones: a socket's address may have 103, where the least is allowed."""


class JobError(BundleError):
    """A process ended before its job was done; what it printed says why."""

    exit_code = 2


class WarmParent:
    """A process that has Airflow loaded and forks others. It ends, with all of them, when this process does.

    Args:
        hash_seed: `PYTHONHASHSEED` of them all.
    """

    def __init__(self, hash_seed: int) -> None:
        roomy = tempfile.gettempdir()
        folder = roomy if len(os.fsencode(roomy)) < LONGEST_FOLDER else "/tmp"  # noqa: S108 - a folder of our own in it
        self._folder = tempfile.TemporaryDirectory(prefix="course-", dir=folder)
        home = Path(self._folder.name)
        (home / "airflow.cfg").touch()  # or Airflow would write down the defaults of all providers
        self.address = str(home / "jobs")
        with (home / LOG).open("w") as log, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen()  # from now on jobs wait in line, until it is warm
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "include.course.warm_parent", str(listener.fileno())],
                env=surroundings() | {"AIRFLOW_HOME": str(home), "PYTHONHASHSEED": str(hash_seed)},
                stdin=subprocess.PIPE,  # closed when this process ends, however it does
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )

    def close(self) -> None:
        """End it and all that it forked; once, for its number may be another's afterwards."""
        if self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._folder.cleanup()


def surroundings() -> dict[str, str]:
    """Nothing of the caller's Airflow, store or documents; only the embedding model is the same."""
    names = {name.upper() for name in Settings.__dataclass_fields__} - {"EMBEDDING_RUNTIME", "MODEL_CACHE"}
    foreign = ("AIRFLOW", "_AIRFLOW", "COURSE_", "OPENLINEAGE_")  # `_AIRFLOW…`: in a task, that there is no database
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign) and name not in names}
    return kept | {
        "AIRFLOW__API_AUTH__JWT_SECRET": token_hex(32),
        "AIRFLOW__CORE__FERNET_KEY": FERNET_KEY,  # or each process would have its own, and read no other's watchers
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",  # as where a learner's DAGs run: what they log is looked at
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": str(PROJECT),
        "TOKENIZERS_PARALLELISM": "false",  # threads do not live on in what is forked
        **sparing_this_machine(os.environ),
    }


def last_lines(log: str) -> str:
    """The end of what a process printed, without what Airflow tells all the time."""
    return "\n".join([line for line in log.strip().splitlines() if AS_USUAL not in line][-LAST_LINES:])


@lru_cache(maxsize=1)
def warm_parents() -> tuple[WarmParent, ...]:
    """Those of this process, one for each of HASH_SEEDS; they start beside each other when they are first wanted."""
    return tuple(WarmParent(seed) for seed in HASH_SEEDS)


@atexit.register
def end_warm_parents() -> None:
    """End them, with whatever they do; the next who wants some gets new ones."""
    if warm_parents.cache_info().currsize:
        for parent in warm_parents():
            parent.close()
        warm_parents.cache_clear()


def do(
    address: str,
    job: Callable[..., Any],
    environment: Mapping[str, str],
    output: int,
    seconds: float | None = None,
    **named: Any,
) -> Any:
    """Have a function called in a fresh process.

    Args:
        address: of a `WarmParent`.
        job: a function of a module, found by its name there; what it is given and what it returns can be JSON.
        environment: all of the process's.
        output: file descriptor of what it prints.
        seconds: the longest it may take; None for any time.

    Raises:
        JobError: the process broke down.
        TimeoutError: it took longer.
    """
    order = {"module": job.__module__, "name": job.__name__, "environment": dict(environment), "named": named}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        try:
            connection.connect(address)
            socket.send_fds(connection, [b"0"], [output])
            with connection.makefile("rw", encoding="utf-8") as stream:
                stream.write(json.dumps(order) + "\n")
                stream.flush()
                answer = stream.readline()
        except TimeoutError:
            raise
        except OSError as error:
            log = Path(address).with_name(LOG)
            told = last_lines(log.read_text("utf-8")) if log.exists() else ""
            raise JobError(f"Airflow cannot be loaded: {error}\n{told}".rstrip()) from None
    if not answer:
        raise JobError(f"the process for {job.__name__} broke down")
    return json.loads(answer)
