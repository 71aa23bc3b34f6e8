"""A learner's trigger in the place of the triggerer: what it tells of each move, and what stops it."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from include.course import blocking, observing
from include.course.import_path import import_path
from include.course.state_store import StateStore

WRITE = {"write": {"page.md": "A page.\n"}}


class Trigger:
    """Tells the number of files whenever it is another one; `memory` outlives it."""

    def __init__(self, folder: Path, memory: dict[str, int]) -> None:
        self._folder, self._memory = folder, memory

    async def run(self) -> AsyncIterator[Any]:
        while True:
            if (seen := len(list(self._folder.iterdir()))) != self._memory.get("seen", 0):
                yield SimpleNamespace(payload=seen)
                self._memory["seen"] = seen
            await self.rest()

    async def rest(self) -> None:
        await asyncio.sleep(3600)


class Blocking(Trigger):
    async def rest(self) -> None:
        time.sleep(3600)


class Threaded(Trigger):
    async def run(self) -> AsyncIterator[Any]:
        yield SimpleNamespace(payload=len(await asyncio.to_thread(lambda: list(self._folder.iterdir()))))
        await self.rest()


def told(trigger: Trigger, uploads: Path, *moves: dict[str, Any], dies: bool = False) -> tuple[list[list[Any]], str]:
    life = observing._Life(trigger)
    with mock.patch("time.sleep", blocking.sleep), mock.patch("asyncio.sleep", observing._pause):
        return asyncio.run(life.of(uploads, moves, dies)), life.error


def test_an_hours_pause_ends_when_the_next_thing_has_happened(tmp_path: Path) -> None:
    assert told(Trigger(tmp_path, {}), tmp_path, {}, WRITE, {}, {"remove": ["page.md"]}) == ([[], [1], [], [0]], "")


def test_what_is_killed_at_an_event_has_noted_nothing_after_it(tmp_path: Path) -> None:
    memory: dict[str, int] = {}
    assert told(Trigger(tmp_path, memory), tmp_path, {}, WRITE, dies=True) == ([[], [1]], "")
    assert memory == {}


def test_what_blocks_all_triggers_is_stopped_and_told(tmp_path: Path) -> None:
    assert told(Blocking(tmp_path, {}), tmp_path, {})[1] == (
        "BlockedError: time.sleep stops every trigger of the triggerer"
    )


@pytest.mark.parametrize(("kind", "blocked"), [(Trigger, True), (Threaded, False)])
def test_a_folder_is_read_in_another_thread_than_that_of_all_triggers(
    kind: type[Trigger], blocked: bool, tmp_path: Path
) -> None:
    life = observing._Life(kind(tmp_path, {}))
    blocking.forbid_reading(tmp_path, lambda: life.task)
    with mock.patch("asyncio.sleep", observing._pause):
        asyncio.run(life.of(tmp_path, [WRITE], dies=False))
    assert ("the folder is read" in life.error) is blocked


def test_the_state_store_takes_what_airflows_takes(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "state.json")
    store.set("seen", {"files": 2})
    assert StateStore(tmp_path / "state.json").get("seen") == {"files": 2}
    assert store.get("unseen", 0) == 0
    for value in (None, tmp_path):
        with pytest.raises((TypeError, ValueError)):
            store.set("seen", value)


def test_a_class_of_a_dag_file_is_found_from_the_projects_folder() -> None:
    assert import_path(Trigger, "/anywhere/exercises/mine.py") == "exercises.mine.Trigger"
