"""What the checker says in exercise 5.8 before all of it is written, and the workshop that counts what was asked."""

from pathlib import Path

import pytest

from include.course.check import check
from include.course.generation_workshop import GenerationWorkshop, NoAnswerError, hash_of
from include.course.starters import render, solution_path
from include.course.verdicts import NOT_STARTED, PASS, WRONG, Verdict
from tests.course.matrix import MESSAGES, changed, solution

slow = pytest.mark.slow_check
OBSERVED = {"R1", "R2", "R3", "R4", "R5"}


def checked(text: str, folder: Path) -> dict[str, Verdict]:
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    return {verdict.requirement: verdict for verdict in check("5.8", path, "exercise_5_8", MESSAGES).verdicts}


@pytest.mark.parametrize(
    ("begun", "cut", "passing"),
    [
        pytest.param(1, "def key_of", OBSERVED, marks=slow),
        pytest.param(2, "@dag(\n    schedule=None,\n    params", {*OBSERVED, "R6"}, marks=slow),
    ],
)
def test_what_is_written_is_judged_and_the_rest_is_not_started(
    begun: int, cut: str, passing: set[str], tmp_path: Path
) -> None:
    whole, fresh = solution("5.8"), render(solution_path("5.8").read_text("utf-8"))
    half = whole[: whole.index(cut)] + fresh[fresh.index(f"# Task {begun + 1}:") :]
    text = half.replace("\n\nWORKSHOP", "\nfrom include.course.workshop import todo\n\nWORKSHOP", 1)
    states = {name: verdict.state for name, verdict in checked(text, tmp_path).items()}
    assert {name for name, state in states.items() if state == PASS} == {*passing, "R12"}
    assert {state for name, state in states.items() if name not in {*passing, "R12"}} == {NOT_STARTED}


@slow
def test_an_answer_that_was_paid_for_and_is_not_kept_is_missed(tmp_path: Path) -> None:
    kept = (
        '{"task": id_, "answer": WORKSHOP.ask(row["prompt"])}',
        '{"task": id_, "answer": len(WORKSHOP.ask(row["prompt"]))}',
    )
    verdict = checked(changed(solution("5.8"), [kept]), tmp_path)["R9"]
    assert (verdict.state, verdict.misconception) == (WRONG, "")
    assert "no row of answers has" in verdict.evidence


def test_each_call_is_counted_and_one_that_fails_is_not_paid_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    workshop = GenerationWorkshop("counted")
    first = workshop.ask("Say hello.")
    workshop.fail_after(1)
    assert workshop.ask("Say hello.") == first
    with pytest.raises(NoAnswerError):
        workshop.ask("Say hello.")
    assert workshop.ask("Say hello.") == first
    asked = [line for line in workshop.journal() if line["did"] == "ask"]
    assert [(line["asks"], line["cost"]) for line in asked] == [
        (hash_of("Say hello."), workshop.cost("Say hello."))
    ] * 3
