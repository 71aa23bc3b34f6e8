"""The figures that a run over the matrix ends with."""

from include.course.verdicts import PASS, WRONG, Verdict
from tests.course import figures
from tests.course.matrix import programs


def verdict(state: str, misconception: str = "") -> Verdict:
    """Of some requirement."""
    return Verdict("R1", state, misconception, "", "")


def test_a_wrong_program_is_named_rightly_wrongly_or_not_and_a_right_one_is_accepted_when_all_passes() -> None:
    wrong = next(program for program in programs("wrong") if program.name == "5.4-M01_return_value")
    right = next(program for program in programs("right") if program.exercise == "5.4")
    told = [
        figures.of_wrong(wrong, [verdict(WRONG, "M01"), verdict(PASS)]),
        figures.of_wrong(wrong, [verdict(WRONG, "M02"), verdict(WRONG, "M01")]),
        figures.of_wrong(wrong, [verdict(WRONG)]),
        figures.of_wrong(wrong, [verdict(PASS)]),
        figures.of_right(right, [verdict(PASS)]),
    ]
    assert figures.table(judged for _, judged in told) == [
        "5.4     1 right: 0 rejected, 1 accepted",
        "5.4     4 wrong: 3 rejected, 1 accepted, 1 named rightly, 1 named wrongly, 2 not named",
    ]
