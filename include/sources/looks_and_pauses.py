"""Looks at a source as they come, and pauses between them, in which something else is due."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress

from include.sources.observation import Look

LONGEST_SECONDS = 3600.0


class Patience:
    """How long something is waited for: each time twice as long as the time before.

    Args:
        seconds: the first time.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._due: float | None = time.monotonic() + seconds

    @property
    def left(self) -> float | None:
        """Seconds until it is over; None: nothing is waited for."""
        return None if self._due is None else max(0.0, self._due - time.monotonic())

    def begin(self, seconds: float) -> None:
        """Wait anew."""
        self._seconds, self._due = seconds, time.monotonic() + seconds

    def go_on(self) -> None:
        """Wait for the same, longer."""
        self.begin(min(self._seconds * 2, LONGEST_SECONDS))

    def end(self) -> None:
        """It came."""
        self._due = None


async def looks_and_pauses(looks: AsyncIterator[Look], patience: Patience) -> AsyncGenerator[Look | None, None]:
    """Returns each look; None whenever the patience is over before the next one."""
    coming: asyncio.Future[Look] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(looks))
            await asyncio.wait({coming}, timeout=patience.left)
            if not coming.done():
                yield None
                continue
            look, coming = await coming, None
            yield look
    finally:
        if coming:
            coming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await coming
