"""What a file does when it is only read: connections, files, waits, the clock, Airflow's variables and connections.

Python tells of each call while the file is parsed. A call counts when the learner's own lines made it, directly or
through a library, and not when a module did that they import.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

CLOCKS = {"now", "utcnow", "today", "time", "time_ns"}
"""Functions that tell the time: of `datetime`, `date` and `time`, of Airflow and of pendulum."""
CLOCK_MODULES = ("pendulum", "airflow.sdk.timezone", "airflow.sdk._shared.timezones", "airflow._shared.timezones")
WAITS = {"sleep": "time.sleep"}
LOOKS = {
    "open": "a file was opened",
    "listdir": "a folder was listed",
    "scandir": "a folder was listed",
    "fork_exec": "a command was run",
    "posix_spawn": "a command was run",
    "system": "a command was run",
    "connect": "a connection was opened",
}
ASKS = {
    "_get_variable": "Variable.get",
    "_get_connection": "Connection.get",
    "_async_get_connection": "Connection.get",
    "get_variable_from_secrets": "Variable.get",
    "get_connection_from_secrets": "Connection.get",
}
"""Functions of Airflow by which a variable or connection is looked up."""
FILES = ("open", "listdir", "scandir")
IMPORTS = "<frozen importlib"
OF_LIBRARIES = ("airflow.", "importlib", "zoneinfo", "linecache", "tokenize", "inspect", "pkgutil")
"""What they read is theirs: providers, plugins, time zones, source code."""
OF_PYTHON = (sys.prefix, sys.base_prefix, "/usr/share/zoneinfo", "/etc/localtime", "/dev/")
"""Where a library finds files of its own, such as time zones."""


@contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """Inside, whatever files below the folder do while they are read is noted: the list grows, each thing once."""
    seen: list[str] = []
    files = str(folder.resolve()) + os.sep

    def note(frame: FrameType, event: str, function: Any) -> None:
        if event == "c_call":
            found = _by_builtin(frame, function, files)
        elif event == "call":
            found = _by_function(frame, files)
        else:
            return
        if found and found not in seen:
            seen.append(found)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield seen
    finally:
        sys.setprofile(before)


def _by_builtin(frame: FrameType, function: Any, files: str) -> str:
    name = getattr(function, "__name__", "")
    if name in CLOCKS and getattr(function, "__module__", None) in (None, "time"):
        return f"the clock was read: {_written(function)}" if _is_own(frame.f_code, files) else ""
    if name in WAITS and getattr(function, "__module__", "") == "time":
        return WAITS[name] if _learner(frame, files) else ""
    own = _learner(frame, files, OF_LIBRARIES if name in FILES else ()) if name in LOOKS else None
    if own is None or (name == "open" and _of_python(frame, files)):
        return ""
    return f"{LOOKS[name]} ({Path(own.f_code.co_filename).name}, line {own.f_lineno})"


def _by_function(frame: FrameType, files: str) -> str:
    code, caller = frame.f_code, frame.f_back
    module = str(frame.f_globals.get("__name__", ""))
    if code.co_name in ASKS and module.startswith("airflow"):
        return ASKS[code.co_name] if _learner(frame, files) else ""
    told = code.co_name in CLOCKS and module.startswith(CLOCK_MODULES)
    return f"the clock was read: {code.co_name}()" if told and caller and _is_own(caller.f_code, files) else ""


def _learner(frame: FrameType | None, files: str, others: tuple[str, ...] = ()) -> FrameType | None:
    """The learner's line that led here; none where an import, or a module of these others, lies between."""
    while frame is not None and not frame.f_code.co_filename.startswith(IMPORTS):
        if _is_own(frame.f_code, files):
            return frame
        if others and str(frame.f_globals.get("__name__", "")).startswith(others):
            return None
        frame = frame.f_back
    return None


def _of_python(frame: FrameType, files: str) -> bool:
    """Whether a file is opened that is of Python, of a library, or the learner's own code: nobody's data."""
    path = next(filter(None, map(frame.f_locals.get, ("self", "file", "path", "filename"))), "")
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
    return text.startswith(OF_PYTHON) or (text.startswith(files) and text.endswith(".py"))


def _is_own(code: CodeType, files: str) -> bool:
    return os.path.realpath(code.co_filename).startswith(files) if code.co_filename.endswith(".py") else False


def _written(function: Callable[..., Any]) -> str:
    owner = getattr(function, "__self__", None)
    place = getattr(owner, "__name__", "time")
    return f"{place}.{function.__name__}()"
