"""Looks at a source when the file system says that something happened there, and now and then in any case.

What the file system tells is not complete: network mounts say nothing, queues overflow, a folder may not exist yet.
So a notice only brings the next look forward.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from include.errors import BundleError
from include.sources.names import is_hidden
from include.sources.observation import Look, Observation

log = logging.getLogger(__name__)

SHARE = 0.01
"""Share of one core that looking without a notice may take: where looks are expensive, they are rare."""
BUSY_SHARE = 0.1
"""Share of one core while files are written all the time."""
LONGEST_PAUSE_SECONDS = 10.0
LONGEST_SCAN_SECONDS = 3600.0
BREATH_MS = 1000
"""The watching thread returns this often, so that a replaced folder is seen and the thread can end."""


class Observer:
    """A source, looked at for as long as somebody asks.

    Args:
        uri: a folder or `s3://bucket/prefix`.
        observation: what looks at it.
        scan_seconds: longest time between two looks, while a look is cheap.
    """

    def __init__(self, uri: str, observation: Observation, scan_seconds: float) -> None:
        self._uri = uri
        self._observation = observation
        self._scan_seconds = scan_seconds
        self._cpu_seconds = 0.0
        self._looked = 0.0
        self._trouble: dict[str, str] = {}

    async def looks(self) -> AsyncGenerator[Look, None]:
        """Looks as soon as the source is watched, then after every notice and scan; it never ends and never raises."""
        async with aclosing(self._moments()) as moments:
            async for _ in moments:
                look = await self._look()
                if look:
                    yield look

    async def _look(self) -> Look | None:
        try:
            look = await asyncio.to_thread(self._observation.look)
        except Exception as error:  # Airflow would start it again every second, and fill the log
            self._warn("look", str(error) if isinstance(error, BundleError) else f"{self._uri}: {error!r}")
            return None
        if self._trouble.pop("look", ""):
            log.info("%s can be read again", self._uri)
        if self._looked:  # The first one reads every file and imports what it needs: the next ones cost much less.
            self._cpu_seconds = look.cpu_seconds
        self._looked = time.monotonic()
        return look

    def _warn(self, what: str, trouble: str) -> None:
        """Once, until it passes or changes."""
        if trouble != self._trouble.get(what):
            log.warning("%s (until then it is looked at every %.0f s)", trouble, self._scan_seconds)
            self._trouble[what] = trouble

    async def _moments(self) -> AsyncGenerator[None, None]:
        """When to look."""
        while True:
            try:
                async with aclosing(self._notices()) as notices:
                    async for _ in notices:
                        yield
                continue  # Another folder stands there now: watch that one.
            except FileNotFoundError:
                pass  # The look says it.
            except OSError as error:  # for example more folders than the system lets one watch
                self._warn("watch", f"{self._uri} cannot be watched: {error}")
            yield
            await asyncio.sleep(self._next_scan())

    async def _notices(self) -> AsyncGenerator[None, None]:
        """For as long as the folder is the same one; of what is no folder there are none.

        Raises:
            OSError: it cannot be watched.
        """
        if "://" in self._uri:
            raise FileNotFoundError
        from watchfiles import awatch

        logging.getLogger("watchfiles").setLevel(logging.WARNING)  # a line for every notice would fill the log
        root = await asyncio.to_thread(lambda: Path(self._uri).resolve(strict=True))
        before = await asyncio.to_thread(_identity, self._uri)
        due = 0.0  # The first breath says that the watch stands: whatever happened before it is found then.
        watching = awatch(root, watch_filter=None, rust_timeout=BREATH_MS, yield_on_timeout=True)
        async with aclosing(watching) as breaths:
            async for changes in breaths:
                noticed = any(not is_hidden(path[len(str(root)) :].strip("/")) for _, path in changes)
                if noticed or time.monotonic() >= due:
                    yield
                    if noticed:
                        await self._rest()
                    due = time.monotonic() + self._next_scan()
                if await asyncio.to_thread(_identity, self._uri) != before:
                    return

    async def _rest(self) -> None:
        pause = min(self._cpu_seconds / BUSY_SHARE, LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(max(0.0, self._looked + pause - time.monotonic()))

    def _next_scan(self) -> float:
        return max(self._scan_seconds, min(self._cpu_seconds / SHARE, LONGEST_SCAN_SECONDS))


def _identity(folder: str) -> tuple[int, int] | None:
    """Which folder stands behind a path; another one may take its place."""
    try:
        status = Path(folder).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
