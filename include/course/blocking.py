"""What a trigger must not do in the thread that all triggers share: sleep, and read files."""

import asyncio
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

READINGS = ("open", "os.listdir", "os.scandir")
"""What Python tells of when somebody reads a folder."""


class BlockedError(Exception):
    """Something stops every trigger of the triggerer."""


def sleep(seconds: float) -> None:
    """Stand in the place of time.sleep.

    Raises:
        BlockedError: it was called in the thread of all triggers.
    """
    if threading.current_thread() is threading.main_thread():
        raise BlockedError("time.sleep stops every trigger of the triggerer")
    threading.Event().wait(min(seconds, 0.1))


def forbid_reading(folder: Path, task: Callable[[], "asyncio.Task[None] | None"]) -> None:
    """Let the trigger that runs in a task fail where it reads the folder in this thread. For good: nothing undoes it.

    Args:
        task: gives the trigger's own; whatever else reads here is the check.
    """
    own = str(folder)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in READINGS and str(arguments[0]).startswith(own) and _works_for(task()):
            raise BlockedError("the folder is read in the thread of all triggers, not in asyncio.to_thread")

    sys.addaudithook(heard)


def _works_for(task: "asyncio.Task[None] | None") -> bool:
    with suppress(RuntimeError):  # another thread, in which no loop runs
        return task is not None and asyncio.current_task() is task
    return False
