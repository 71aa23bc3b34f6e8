"""Where the demos play: a folder that one of them has at a time, an end that says why, a UI that stays up."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console

from tools.airflow_settings import PROJECT
from tools.local_airflow import LocalAirflow, LocalAirflowError, check_port
from tools.waiting import TooLongError

FOLDER = Path(os.environ.get("DEMO_FOLDER") or PROJECT / ".demo")

console = Console(highlight=False, soft_wrap=True)


class DemoError(Exception):
    """The demo cannot go on; one line says why."""


def play(demo: str, story: Callable[[int], None]) -> int:
    """Play a demo, alone in its folder.

    Args:
        demo: its name in the Makefile.
        story: all of it, given the port of the UI.

    Returns:
        Exit code; it says whether everything was as it should be.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    port = int(os.environ.get("PORT") or 8080)
    try:
        check_port(port)
        FOLDER.mkdir(exist_ok=True)
        with FileLock(FOLDER / ".lock", timeout=0):
            story(port)
            return 0
    except (DemoError, LocalAirflowError, TooLongError) as error:
        print(f"{demo}: {error}", file=sys.stderr)
    except Timeout:
        print(f"{demo}: another demo is running in this folder; stop it first", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"\n{demo}: stopped", file=sys.stderr)
        return 130
    return 1


def stay(airflow: LocalAirflow, there: str, hint: str = "") -> None:
    """Say where the UI is and what else is where; on a terminal Airflow stays up until somebody stops it."""
    console.print(f"\n[bold]The UI[/] is at {airflow.url} (no password); {there}")
    if sys.stdout.isatty() and not os.environ.get("CI"):
        if hint:
            console.print(hint)
        console.print("Airflow stays up; Ctrl-C stops it and leaves no process")
        signal.pause()
