"""What all commands share: errors are one line; a terminal gets colours and progress, a pipe plain lines."""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from include.errors import BundleError
from include.progress import Progress
from include.proxy import sparing_this_machine

if TYPE_CHECKING:
    from rich.console import RenderableType


def run(command: Callable[[], int]) -> NoReturn:
    """Run a command and end the process with its exit code; an error for a person is one line and no traceback."""
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "WARNING").upper(), format="%(levelname)s %(name)s: %(message)s"
    )
    os.environ.update(sparing_this_machine(os.environ))  # the table library knows no other way
    try:
        code = command()
        sys.stdout.flush()
    except BundleError as error:
        print(f"error: {error}", file=sys.stderr)
        code = error.exit_code
    except KeyboardInterrupt:
        print("stopped; what was finished is kept, run again to go on", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def show(plain: Iterable[str], coloured: "Callable[[], Iterable[RenderableType]]") -> None:
    """Print a result: with rich on a terminal (it respects NO_COLOR), else as lines that no width changes."""
    if not sys.stdout.isatty():
        for line in plain:
            print(line)
        return
    from rich.console import Console

    console = Console(highlight=False)
    for part in coloured():
        console.print(part)


def printable(text: str) -> str:
    """Returns a text of a document without what a terminal would take for a command."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Progress on standard error, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<16}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task, tasks = bar.add_task("reading", total=None), ["reading"]

        def progress(what: str, done: int, total: int) -> None:
            if what != tasks[-1]:  # the next step has a pace of its own
                tasks.append(what)
                bar.reset(task)
            bar.update(task, description=what, completed=done, total=total)

        yield progress
