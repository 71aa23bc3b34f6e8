"""Plays stories: many short ones after each other from a seed, or one that is given."""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.simulation.finding import Finding
from tests.simulation.operations import Operation, Story, draw, play
from tests.simulation.world import world

LENGTHS = (30, 60, 120, 250)
"""Operations of a story; a short one shrinks fast, a long one has long tables."""


@dataclass
class Done:
    """How far a simulation has come."""

    stories: int = 0
    operations: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Failure:
    """A story that ends with a finding."""

    seed: str
    story: Sequence[Operation]
    kind: str
    told: str
    """What was seen."""


def story_of(seed: str) -> list[Operation]:
    """Returns the story of a seed; at its end everything comes to rest."""
    random = Random(seed)
    return [*(draw(random) for _ in range(random.choice(LENGTHS))), ("agree",)]


def failure_of(story: Story, done: Done | None = None) -> BaseException | None:
    """Plays a story in a world of its own, up to the operation that shows something to be wrong."""
    done = done or Done()
    with world() as here:
        for operation in story:
            done.operations[str(operation[0])] += 1
            try:
                play(here, operation)
            except Exception as error:  # whatever is no error of the bundle is a finding
                return error
        done.kills += here.kills
    return None


def assert_true(story: Story) -> None:
    """Play a story that is kept as a test; at its end everything comes to rest.

    Raises:
        Finding: as it did when it was found.
    """
    if error := failure_of([*story, ("settle",)]):
        raise error


def simulate(seed: str, seconds: float, done: Done) -> Failure | None:
    """Play stories for so many seconds of CPU time; the first one that fails, if any does.

    Args:
        seed: of all of them, or with a slash and a number that of one.
    """
    begun = time.process_time()
    while time.process_time() - begun < seconds:
        name = seed if "/" in seed else f"{seed}/{done.stories}"
        story, before = story_of(name), done.operations.total()
        error = failure_of(story, done)
        done.cpu_seconds = time.process_time() - begun
        if error:
            told = "".join(traceback.format_exception(error))
            return Failure(name, story[: done.operations.total() - before], kind_of(error), told)
        done.stories += 1
        if name == seed:
            break
    return None


def simulated(seed: str, seconds: float) -> tuple[Done, Failure | None]:
    """Plays in this process, which another may have started for it; without a word in its log."""
    logging.disable(logging.CRITICAL)
    done = Done()
    return done, simulate(seed, seconds, done)


def kind_of(error: BaseException) -> str:
    """Says what kind of failure it is, so that a shorter story fails in the same way."""
    return error.kind if isinstance(error, Finding) else type(error).__name__
