"""A learner's trigger as a triggerer runs it, in a process that was forked for it. Its pauses pass when it is told so.

What a triggerer has is here but for two things: the state store is a file, and a pause ends when the check says so.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

from include.course import blocking
from include.course.parsing import last_line, read
from include.course.state_store import StateStore

BUNDLES = ("exercises", "solutions", "dags")
"""Folders of the project from which a triggerer can import: the learner's files are in one of them."""
LOOKS = 3
"""So often a trigger may look before a change counts as unseen."""
MOST = 20
"""Events of one trigger after which nobody needs more of them."""
PATIENCE_SECONDS = 5.0
"""The longest wait for a trigger that does not pause between two looks: it may wait for the system to tell it."""
SETTLED_SECONDS = 1.0
"""So long after its event such a trigger is looked at for another one."""
_sleep = asyncio.sleep


def observe(folder: str, asset: str, uploads: str, moves: Sequence[Mapping[str, Any]], dies: bool) -> dict[str, Any]:
    """Let the watcher of an asset run, from its start to its end. A job.

    Args:
        folder: with the learner's files.
        asset: name of the one that is watched.
        uploads: the folder in which the moves happen.
        moves: what happens one after the other: `write`, texts by name; `touch` and `remove`, names; `at_event`, a
            move as soon as an event has told of this one.
        dies: the triggerer is killed at the last move's event, before Airflow has it.

    Returns:
        `path`: import path of the trigger; `error`: why it did not run, or no longer; `told`: for each move, what it
        told after it.
    """
    found: dict[str, Any] = {"path": "", "error": "", "told": []}
    try:
        with mock.patch("time.sleep", blocking.sleep), mock.patch("asyncio.sleep", _pause):
            found["path"], arguments = _declared(Path(folder), asset)
            life = _Life(_made(Path(folder), asset, found["path"], arguments))
            blocking.forbid_reading(Path(uploads), lambda: life.task)
            found["told"] = asyncio.run(life.of(Path(uploads), moves, dies))
            found["error"] = life.error
    except Exception as error:  # whatever a learner's trigger raises
        found["error"] = f"{type(error).__name__}: {error}".splitlines()[0]
    return found


class _Life:
    """A trigger from its start to its end."""

    def __init__(self, trigger: Any) -> None:
        self._trigger = trigger
        self._told: list[Any] = []
        self._dying = self._over = False
        self._uploads = Path()
        self._at_event: Mapping[str, Any] = {}
        self._pauses = 0
        self._go_on = asyncio.Semaphore(0)
        self.error = ""
        self.task: asyncio.Task[None] | None = None

    async def of(self, uploads: Path, moves: Sequence[Mapping[str, Any]], dies: bool) -> list[list[Any]]:
        """What it told after each move."""
        _OWN.set(self)
        self._uploads = uploads
        self.task = task = asyncio.create_task(self._run())
        told: list[list[Any]] = []
        for number, move in enumerate(moves, 1):
            before = len(self._told)
            self._dying = dies and number == len(moves)
            self._at_event = move.get("at_event", {})
            _move(uploads, move)
            for _ in range(LOOKS if self._pauses or number == 1 else 1):
                await self._look()
            told.append(self._told[before:])
        if not dies:  # else it is as it is when the process is gone
            task.cancel()
        return told

    async def _run(self) -> None:
        try:
            events: AsyncIterator[Any] = self._trigger.run()
            async for event in events:
                self._told.append(event.payload)
                move, self._at_event = self._at_event, {}
                await asyncio.to_thread(_move, self._uploads, move)
                if self._dying:
                    await asyncio.Event().wait()
                if len(self._told) >= MOST:
                    break
                await _sleep(0)
            else:
                self.error = "run() has ended; the triggerer begins it anew at once, again and again"
        except Exception as error:  # whatever a learner's trigger raises
            self.error = f"{type(error).__name__}: {error}".splitlines()[0]
        self._over = True

    async def _look(self) -> None:
        """Let it go on until its next pause."""
        begun, known, until = self._pauses, len(self._told), time.monotonic() + PATIENCE_SECONDS
        if begun:
            self._go_on.release()
        while self._pauses == begun and not (self._over or (self._dying and self._told)):
            if time.monotonic() > until:
                return
            if not begun and len(self._told) > known:  # it waits for the system, which may tell one change in parts
                until, known = time.monotonic() + SETTLED_SECONDS, len(self._told)
            await _sleep(0.01)

    async def pause(self) -> None:
        """Its own pause, until the next look is wanted."""
        self._pauses += 1
        await self._go_on.acquire()


class _Own:
    """The life that is being lived in this process."""

    def __init__(self) -> None:
        self._life: _Life | None = None

    def set(self, life: _Life) -> None:
        """It begins."""
        self._life = life

    async def pause(self) -> None:
        """Its pause."""
        if self._life:
            await self._life.pause()


_OWN = _Own()


async def _pause(seconds: float, result: Any = None) -> Any:
    """In the place of asyncio.sleep: no time passes."""
    if seconds > 0:
        await _OWN.pause()
    else:
        await _sleep(0)
    return result


def _made(folder: Path, asset: str, path: str, arguments: dict[str, Any]) -> Any:
    """The trigger that watches an asset, made anew by its import path and arguments."""
    own = str(folder.resolve()) + os.sep
    for name, module in list(sys.modules.items()):  # of the parser's modules the triggerer knows nothing
        if str(getattr(module, "__file__", None) or "").startswith((own, str(folder) + os.sep)):
            del sys.modules[name]
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != folder.resolve()]
    for name in BUNDLES:
        bundle = ModuleType(name)
        bundle.__path__ = [str(folder)]
        sys.modules[name] = bundle
    place, _, of = path.rpartition(".")
    trigger = getattr(import_module(place), of)(**arguments)
    trigger.asset_state_store = StateStore(Path(os.environ["COURSE_DATA"]) / "state_stores" / f"{asset}.json")
    return trigger


def _declared(folder: Path, asset: str) -> tuple[str, dict[str, Any]]:
    """Import path and arguments of the trigger that watches an asset, as its declaration says.

    Raises:
        ImportError: the files cannot be read.
        LookupError: nothing watches it.
    """
    from airflow.serialization.encoders import encode_trigger
    from airflow.serialization.serialized_objects import BaseSerialization

    bag = read(folder)
    if bag.import_errors:
        raise ImportError(last_line(next(iter(bag.import_errors.values()))))
    conditions = [getattr(dag.timetable, "asset_condition", None) for dag in bag.dags.values()]
    for found in (each for condition in conditions for each in _parts(condition)):
        if getattr(found, "name", "") == asset and getattr(found, "watchers", ()):
            sent = json.loads(json.dumps(encode_trigger(found.watchers[0].trigger)))
            return str(sent["classpath"]), {k: BaseSerialization.deserialize(v) for k, v in sent["kwargs"].items()}
    raise LookupError("no watcher")


def _parts(condition: Any) -> Iterator[Any]:
    """A condition of a schedule, and whatever it is made of: assets, aliases, references."""
    yield condition
    for part in getattr(condition, "objects", ()):
        yield from _parts(part)


def _move(uploads: Path, move: Mapping[str, Any]) -> None:
    for name, text in move.get("write", {}).items():
        (uploads / name).parent.mkdir(parents=True, exist_ok=True)
        (uploads / name).write_text(text, "utf-8")
    for name in move.get("touch", ()):
        os.utime(uploads / name)
    for name in move.get("remove", ()):
        (uploads / name).unlink()
