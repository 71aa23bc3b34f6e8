"""A trigger that runs as in the triggerer, and what it announced; only the state store is a dictionary."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from include.airflow_io.source_trigger import ANNOUNCED, COMPLETED, SourceTrigger
from include.sources.observation import Observation
from tests.conftest import Workplace

QUIET_SECONDS = 1.0
"""Long enough for several looks: what was not announced by then is not announced."""
WAIT_SECONDS = 600.0


class Store:
    """What the triggerer gives a trigger, in memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def aget(self, key: str) -> Any:
        return self.values.get(key)

    async def aset(self, key: str, value: Any) -> None:
        self.values[key] = value


class Watched:
    """A running trigger and what it announced."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.events: list[dict[str, Any]] = []
        self._came = asyncio.Event()

    async def listen(self, trigger: SourceTrigger) -> None:
        async for event in trigger.run():
            self.events.append(event.payload)
            self._came.set()

    async def event(self) -> dict[str, Any]:
        """The next announcement, once it is noted in the store."""
        await asyncio.wait_for(self._came.wait(), WAIT_SECONDS)
        self._came.clear()
        async with asyncio.timeout(WAIT_SECONDS):
            while self.store.values.get(ANNOUNCED, {}).get("number") != self.events[-1]["number"]:
                await asyncio.sleep(0.01)
        return self.events[-1]

    async def none(self) -> None:
        before = len(self.events)
        await asyncio.sleep(QUIET_SECONDS)
        assert self.events[before:] == []


@asynccontextmanager
async def watching(store: Store, trigger: SourceTrigger) -> AsyncGenerator[Watched, None]:
    """The trigger runs as in the triggerer and is cancelled as on its shutdown; an error of it fails the test."""
    trigger.asset_state_store = store  # type: ignore[assignment]
    watched = Watched(store)
    task = asyncio.create_task(watched.listen(trigger))
    try:
        yield watched
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(task, WAIT_SECONDS)


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, on a shorter clock."""
    monkeypatch.setattr("include.airflow_io.source_trigger.SETTLE_SECONDS", 0.05)
    monkeypatch.setattr("include.sources.observer.BREATH_MS", 100)
    monkeypatch.setenv("DOCUMENTS_SCAN_SECONDS", "3600")


def seen(place: Workplace, *include: str) -> str:
    return Observation(str(place.documents), 10**6, include).look().fingerprint


def complete(store: Store, place: Workplace, number: int) -> None:
    """What the task leaves behind."""
    store.values[COMPLETED] = {"fingerprint": seen(place), "number": number}


def trigger_for(place: Workplace, *include: str) -> SourceTrigger:
    return SourceTrigger(str(place.documents), include)
