"""Stories against the plain model; `make simulate SEED=…` plays a failing one again.

The short test has one seed, so that a change is judged by what it changes; the weekly one and `make simulate` have a
fresh one each time, which is printed.
"""

import subprocess
import sys

import pytest

from include.settings import PROJECT

SECONDS = 13
"""Of CPU time, for about 400 operations: no test of the quick ones takes a minute beside three others."""
SEED = "quay"


def play(seconds: int, seed: str = "", processes: int = 1) -> None:
    """In a process of its own: the order of sets is a part of what a seed stands for."""
    command = [sys.executable, "-m", "tests.simulation", "--seconds", str(seconds), "--seed", seed]
    command += ["--processes", str(processes)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_whatever_happens_what_is_served_is_true_or_says_what_it_waits_for() -> None:
    play(SECONDS, SEED)


def test_several_processes_play_at_a_time() -> None:
    play(1, SEED, processes=2)


@pytest.mark.slow_fault
def test_so_it_is_for_ten_minutes() -> None:
    play(600)
