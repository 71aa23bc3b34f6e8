"""Check a learner's file whenever it is saved."""

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch as watch_folder

from include.course.check import check, place
from include.course.texts import Messages
from include.course.verdicts import Checked
from include.errors import BundleError

POLL_MILLISECONDS = 200


def watch(exercise: str, messages: Messages) -> Iterator[Checked]:
    """A check now, and one for each time the file is saved, until Ctrl-C. What was saved meanwhile is checked next."""
    path, namespace = place(exercise, solution=False, file="")
    print(messages.say("watching", file=path.name), flush=True)
    saved = _saves(path)
    next(saved)
    while True:
        print(messages.say("checking"), flush=True)
        try:
            yield check(exercise, path, namespace, messages)
        except BundleError as error:  # a file that is away for a moment, a check that broke down: the next save may do
            print(f"error: {error}", flush=True)
        if not any(saved):
            print(messages.say("stopped"))
            return


def _saves(path: Path) -> Iterator[bool]:
    """Whether the file was saved, again and again; a first answer means that the watching has begun."""
    # Editors put a new file in the place of the old one, so it is the folder that is watched.
    mine = str(path.resolve())
    for found in watch_folder(
        path.parent,
        watch_filter=lambda _, name: name == mine,
        rust_timeout=POLL_MILLISECONDS,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        yield bool(found)
