"""Where the demos play: a folder that one of them has at a time, an end that says why, a UI that stays up."""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from filelock import FileLock, Timeout
from rich.console import Console
from rich.markup import escape

from include.errors import BundleError
from include.private_files import make_private
from tools.airflow_settings import PROJECT
from tools.endings import end_in_order, undisturbed
from tools.local_airflow import LocalAirflow, LocalAirflowError, end_left_behind
from tools.own_folders import NotOursError, make, note_files, retire
from tools.ports import USUAL, PortError, chosen_port
from tools.surroundings import OF_THE_MACHINE
from tools.waiting import TooLongError

ALLOWED = (
    frozenset({"APPROVAL_THRESHOLD", "APPROVAL_HOURS", "DELETION_THRESHOLD", "EMBEDDING_SHARDS", "SEARCHABLE_MINUTES"})
    | OF_THE_MACHINE
)
"""Settings of the bundle that a demo takes from the shell; others are those of another place."""
TEND_SECONDS = 1.0
APPROVAL_NEEDED = 3

console = Console(highlight=False, soft_wrap=True)


class DemoError(Exception):
    """The demo cannot go on; one line says why.

    Args:
        line: says it.
        code: with which the command ends.
    """

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


def demo_folder() -> Path:
    """Returns DEMO_FOLDER, or `.demo` in the project.

    Raises:
        DemoError: there is no such user's folder.
    """
    return typed_folder("DEMO_FOLDER") or PROJECT / ".demo"


def typed_folder(variable: str) -> Path | None:
    """Returns the folder that a variable names, with `~` as a shell understands it; None where it names none.

    Raises:
        DemoError: it cannot be the name of a folder here.
    """
    typed = os.environ.get(variable, "").strip()
    if not typed:
        return None
    if "://" in typed and not typed.startswith("file://"):
        raise DemoError(f"{variable}={typed} is not a folder of this machine")
    try:
        return Path(os.path.abspath(Path(typed.removeprefix("file://")).expanduser()))  # noqa: PTH100 - a link stays one
    except (RuntimeError, ValueError) as error:
        raise DemoError(f"{variable}={typed} cannot be a folder: {error}") from None


def allowed_settings() -> dict[str, str]:
    """Returns settings of the shell that a demo plays with."""
    return {name: os.environ[name] for name in sorted(ALLOWED) if os.environ.get(name, "").strip()}


def play(demo: str, story: Callable[[Path, int], None], below: str = "") -> int:
    """Play a demo, alone in its folder.

    Args:
        demo: its name in the Makefile.
        story: all of it, given the folder and the port of the UI.
        below: its folder within that of the demos.

    Returns:
        Exit code; it says whether everything was as it should be.
    """
    end_in_order()
    # Whoever looks into a file or a pipe sees a line when it is told; what a terminal cannot show is no reason to end.
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    try:
        folder = demo_folder()
        os.umask(0o077)  # somebody's documents, and the record and logs of an Airflow without a login
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            end_left_behind(folder / below / "airflow")
            port = chosen_port(os.environ.get("PORT", ""), f"make {demo}")
            try:
                story(folder / below, port)
            finally:
                with undisturbed():
                    end_left_behind(folder / below / "airflow")
            return 0
    except DemoError as error:
        return _end(demo, str(error), error.code)
    except (LocalAirflowError, TooLongError, NotOursError, PortError, BundleError) as error:
        return _end(demo, str(error))
    except Timeout:
        return _end(demo, f"another demo is running in {folder}; stop it first")
    except httpx.HTTPError as error:
        asked = f"{error.request.method} {error.request.url}"
        return _end(
            demo, f"its Airflow did not answer {asked}: {error}; see {folder / below}/airflow/logs/api-server.log"
        )
    except OSError as error:
        return _end(demo, f"{error.filename or folder}: {error.strerror or error}")
    except KeyboardInterrupt:
        return _end(f"\n{demo}", "stopped", 130)


def fresh(folder: Path, name: str, editable: bool = False, keep: bool = False) -> Path:
    """A new folder of that name; one that an earlier demo made goes, and what somebody wrote in it is kept aside."""
    retire(
        folder / name,
        lambda aside: console.print(f"  kept: what you had in {shown(folder / name)} is in {shown(aside)}"),
        editable,
        keep,
    )
    return make(folder / name)


def copied(source: Path, folder: Path, name: str) -> Path:
    """Returns a fresh folder of that name with the sample's files; somebody may edit them."""
    target = fresh(folder, name, editable=True)
    shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for path in (target, *target.rglob("*")):
        make_private(path)  # a folder was copied with its rights
    note_files(target)
    return target


def without_documents(folder: Path, **own: str) -> dict[str, str]:
    """Settings of a demo of another system: fresh tables, a fresh store, and nothing to do for the first system."""
    documents = fresh(folder, "documents", editable=True)
    places = {"DOCUMENTS_URI": documents, "LAKE_URI": fresh(folder, "lake"), "QDRANT_PATH": fresh(folder, "qdrant")}
    return {**allowed_settings(), **{name: str(place) for name, place in places.items()}, "QDRANT_URL": "", **own}


def shown(path: Path) -> str:
    """Returns a path for a line on the console: within the project, from there."""
    return escape(str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path))


@contextmanager
def running(airflow: LocalAirflow) -> Iterator[LocalAirflow]:
    """The Airflow of a demo, started and tended."""
    with airflow, tended(airflow):
        yield airflow


@contextmanager
def tended(airflow: LocalAirflow) -> Iterator[None]:
    """Inside, what ends by itself is started again, and a line says so.

    Raises:
        LocalAirflowError: a part of it ended again and again.
    """
    over, trouble, main = threading.Event(), list[Exception](), threading.get_ident()

    def tend() -> None:
        while not over.wait(TEND_SECONDS):
            try:
                airflow.tend()
            except (LocalAirflowError, OSError) as error:
                trouble.append(error)
                signal.pthread_kill(main, signal.SIGTERM)  # the main thread leaves what it waits for
                return

    thread = threading.Thread(target=tend, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        if trouble:
            raise trouble[0]


def told(line: str) -> None:
    """What a running Airflow has to say."""
    console.print(f"  [yellow]note[/]   {escape(line)}")


def is_attended() -> bool:
    """Says whether somebody sits before it, who can answer and look."""
    return sys.stdout.isatty() and not os.environ.get("CI")


def stay(airflow: LocalAirflow, there: str, hint: str = "", live: bool = True, always: bool = False) -> None:
    """Say where the UI is and what else is where; on a terminal Airflow stays up until somebody stops it.

    Args:
        live: whether exercises can be checked in it.
        always: it stays where no terminal is, too, because there is nothing to it but what it shows.
    """
    console.print(f"\n[bold]The UI[/] is at {airflow.url} (no password); {there}")
    if not (always or is_attended()):
        return
    if hint:
        console.print(hint)
    if live and not airflow.url.endswith(f":{USUAL}"):
        console.print(f"`make check LIVE=1` finds it with AIRFLOW_API_URL={airflow.url}")
    console.print("Airflow stays up; Ctrl-C stops it and leaves no process")
    while True:  # a part of it may be started again meanwhile: a child that ended is a signal, too
        signal.pause()


def _end(demo: str, line: str, code: int = 1) -> int:
    print(f"{demo}: {line}", file=sys.stderr)
    return code
