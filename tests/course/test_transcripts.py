"""What the checker says, word for word; UPDATE_TRANSCRIPTS=1 writes it anew, to be read before it is committed."""

import os
import re
from pathlib import Path

import pytest

from include.course.check import check
from include.course.starters import exercises, identifier, render, solution_path
from include.course.texts import report
from tests.course.matrix import HERE, MESSAGES, Checks, Program, parameters

FOLDER = HERE / "transcripts"
VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}"), "2026-01-02T03:04:05.000006"),
    (re.compile(r"batch-\d{8}T\d{6}\.\d{6}Z"), "batch-20260102T030405.000006Z"),
    (re.compile(r"(?<=\+00:00_)\w{8}"), "Rand0m1d"),
    (re.compile(r"#1[34](?= solution_5_9_user_facts)"), "#14"),  # of two events of one task either comes first
)
"""Of the same length, so that lines break where they did."""
TOLD = tuple(
    f"5.4-{name}"
    for name in (
        "M01_return_value",
        "M05_event_as_parcel",
        "M06_time_as_change",
        "M08_random_ids",
        "M14_event_without_change",
        "M16_other_identity",
        "M19_declared",
        "M22_everything_again",
    )
)
"""Mistakes in exercise 5.4 whose verdicts are pinned."""


def same_as_pinned(name: str, text: str) -> None:
    """Compare with the transcript of that name."""
    for pattern, fixed in VOLATILE:
        text = pattern.sub(fixed, text)
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        path.write_text(f"{text}\n", "utf-8")
    assert f"{text}\n" == path.read_text("utf-8")


@pytest.mark.parametrize("exercise", exercises())
def test_what_is_said_of_the_starter(exercise: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(render(solution_path(exercise).read_text("utf-8")), "utf-8")
    checked = check(exercise, path, f"exercise_{identifier(exercise)}", MESSAGES)
    same_as_pinned(f"{identifier(exercise)}_starter", report(checked, MESSAGES))


@pytest.mark.parametrize("exercise", exercises())
def test_what_is_said_of_the_solution(exercise: str, checks: Checks) -> None:
    same_as_pinned(f"{identifier(exercise)}_solution", report(checks.of(exercise), MESSAGES))


@pytest.mark.parametrize("program", parameters("wrong", TOLD))
def test_what_is_said_of_a_mistake(program: Program, checks: Checks) -> None:
    same_as_pinned(f"5_4_{program.path.stem}", report(checks.of(program), MESSAGES))
