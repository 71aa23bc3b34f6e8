"""How many requests may be worked on, and how many may wait: Airflow's API server has others to serve beside us.

Work runs in threads that are bounded here, well below the 40 that Airflow's own routes share, so that however many
people ask, a task that reports its state is answered. A request that waits holds neither a thread nor a connection.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter, Semaphore, move_on_after, to_thread
from fastapi import HTTPException

RETRY_SECONDS = 2
"""Seconds after which somebody who was refused may ask again; the pages do, a little later each."""
LONGEST_WAIT_SECONDS = 5.0
"""Seconds after which a request that had no turn yet is refused: the work before it hangs."""
BUSY = "Too many people ask at the same time; this server answers some at once and refuses the others. Ask again soon."
Result = TypeVar("Result")


class Lane:
    """Requests of one kind, side by side and one behind the other.

    Args:
        threads: that work at once.
        waiting: requests that may wait for one of them; one more is refused.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self._turns = Semaphore(threads)
        self._threads = CapacityLimiter(threads)
        self._most = threads + waiting
        self._inside = 0

    def check(self) -> None:
        """Refuses a request for which there is no place, before anything is looked up.

        Raises:
            HTTPException: 503, at once, where there is no place to wait.
        """
        if self._inside >= self._most:
            raise _refusal()

    async def run(self, work: Callable[[], Result]) -> Result:
        """Returns what `work` returns, from a thread, when it is this request's turn.

        Raises:
            HTTPException: 503 where there is no place to wait, or the turn does not come in time.
        """
        async with self._turn():
            return await to_thread.run_sync(work, limiter=self._threads)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        self.check()
        self._inside += 1
        try:
            with move_on_after(LONGEST_WAIT_SECONDS) as waited:
                await self._turns.acquire()
            if waited.cancelled_caught:
                raise _refusal()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._inside -= 1


QUESTIONS = Lane(threads=2, waiting=16)
"""What is typed: one is encoded while the passages of another are looked up. Questions are posted."""
LOOKS = Lane(threads=2, waiting=32)
"""What open pages ask again every few seconds; most of them share what one has read."""
RIGHTS = Lane(threads=2, waiting=64)
"""Whether somebody may read an asset: a short question to Airflow's auth manager."""


def _refusal() -> HTTPException:
    return HTTPException(503, BUSY, headers={"Retry-After": str(RETRY_SECONDS)})
