"""Stories of a fresh seed, which is printed; `python -m tests.simulation --seed SEED` plays a failing one again."""

import secrets

import pytest

from tests.simulation.simulation import Done, simulate

SECONDS = 20
"""Of CPU time, for about 500 operations."""


def play(seconds: float) -> None:
    seed, done = secrets.token_hex(4), Done()
    failure = simulate(seed, seconds, done)
    assert failure is None, (
        f"{failure}; `make simulate SEED={failure.seed}` plays it again, and prints the shortest story that shows it"
    )
    assert sum(done.operations.values()) > 0


def test_whatever_happens_what_is_served_is_true_or_says_what_it_waits_for() -> None:
    play(SECONDS)


@pytest.mark.slow_fault
def test_so_it_is_for_ten_minutes() -> None:
    play(600)
