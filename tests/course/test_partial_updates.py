"""What the checker says in exercise 5.6 of programs that no misconception explains."""

from pathlib import Path

import pytest

from include.course.check import check
from include.course.starters import render, solution_path
from include.course.verdicts import NOT_STARTED, PASS, WRONG, Verdict
from tests.course.matrix import MESSAGES, changed, solution


def checked(text: str, folder: Path) -> dict[str, Verdict]:
    """Verdicts of a program, by requirement."""
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    return {verdict.requirement: verdict for verdict in check("5.6", path, "exercise_5_6", MESSAGES).verdicts}


def wrong(verdicts: dict[str, Verdict]) -> list[tuple[str, str]]:
    """Requirements that are told to be wrong, with the misconception that is named."""
    return [(name, verdict.misconception) for name, verdict in verdicts.items() if verdict.state == WRONG]


@pytest.mark.slow_check
def test_after_the_first_task_what_the_model_was_given_is_judged_and_the_store_is_not(tmp_path: Path) -> None:
    whole, fresh = solution("5.6"), render(solution_path("5.6").read_text("utf-8"))
    store = "@dag(schedule=[EMBEDDINGS]"
    half = whole[: whole.index(store)] + fresh[fresh.index(store) :]
    verdicts = checked(half.replace("import Workshop\n", "import Workshop, todo\n"), tmp_path)
    assert {name for name, verdict in verdicts.items() if verdict.state == PASS} == {"R1", "R2", "R7", "R9"}
    assert {verdict.state for verdict in verdicts.values()} == {PASS, NOT_STARTED}


@pytest.mark.slow_check
def test_a_copy_that_no_event_tells_of_is_seen_not_to_reach_the_store(tmp_path: Path) -> None:
    silent = '        if not new:\n            raise AirflowSkipException("no text is new")\n'
    event = "        outlet_events[EMBEDDINGS].extra"
    verdicts = checked(changed(solution("5.6"), [(event, silent + event)]), tmp_path)
    assert wrong(verdicts) == [("R3", "")]
    assert "nobody wakes" in verdicts["R3"].evidence


@pytest.mark.slow_check
def test_vectors_of_other_texts_are_found_by_the_search(tmp_path: Path) -> None:
    shuffled = [("WORKSHOP.encode(list(new.values()))", "WORKSHOP.encode(sorted(new.values()))")]
    verdicts = checked(changed(solution("5.6"), shuffled), tmp_path)
    assert wrong(verdicts) == [("R6", "")]
    assert "a search for the text" in verdicts["R6"].evidence
