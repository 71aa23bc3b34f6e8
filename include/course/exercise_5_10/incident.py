"""Exercise 5.10: what an incident is: how it is played, what shows its cause, and how it is provoked once more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from include.course.airflow_api import LiveError
from include.course.exercise_5_10.chain import Chain
from include.course.exercise_5_10.record import Recorded

BEFORE = ("expenses.md", "leave.md", "travel.md")
"""Pages that everybody finds before anything happens."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the engine recorded of an incident."""

    page: str
    """The page that a user asks for."""
    event: int
    """Id of the event with which it went wrong; 0 where none was sent."""
    witness: tuple[str, ...]
    """What else shows the cause: a run, a name, or a time; any of them."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One of the six."""

    cause: str
    """As the closed list of the exercise calls it."""
    play: Callable[[Chain], Truth]
    """Lets it happen to a chain in which nothing has happened yet."""
    again: Callable[[Chain], Mapping[str, int]]
    """Does to the mended chain what was done to the broken one, with new pages; gives those that are not found once."""
    first: Callable[[str, str], str] = lambda _name, text: text
    """A file of the chain as it was before somebody changed it, by its name and its text; empty: it was not there."""


def begin(chain: Chain) -> None:
    """Publish the first pages; everybody finds them."""
    chain.publish(*BEFORE)
    chain.settle()
    confirm(not chain.wrong(), f"the first pages are not found: {chain.wrong()}")


def last_event(chain: Chain, woke: bool) -> Recorded:
    """The last event of the chain, which woke a run or did not."""
    found = chain.record.events()[-1]
    confirm(bool(found.woke) == woke, f"event {found.id} woke {found.woke or 'nobody'}")
    return found


def confirm(is_so: bool, otherwise: str) -> None:
    """Go on only where the engine shows what the incident is about.

    Raises:
        LiveError: it does not.
    """
    if not is_so:
        raise LiveError(f"the incident did not come about, start it once more: {otherwise}")


def new_pages(chain: Chain, count: int) -> list[str]:
    """Names of pages that nobody has uploaded yet."""
    there = sum(1 for _ in chain.workshop.uploads.glob("news-*.md"))
    return [f"news-{there + one:02}.md" for one in range(1, count + 1)]
