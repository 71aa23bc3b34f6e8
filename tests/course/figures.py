"""How often the checker is right about the programs of the matrix, by exercise: what `make test-course` ends with."""

from collections import Counter
from collections.abc import Iterable, Sequence

from include.course.verdicts import BROKEN, PASS, WRONG, Verdict
from tests.course.matrix import Program

JUDGED = "judged"
"""The property of a test in which it says what became of its program."""
COLUMNS = ("rejected", "accepted", "named rightly", "named wrongly", "not named")


def of_wrong(program: Program, verdicts: Sequence[Verdict]) -> tuple[str, list[str]]:
    """Property of a test of a wrong program: its exercise, whether it was rejected, and how it was named."""
    red = [item for item in verdicts if item.state in (WRONG, BROKEN)]
    named = {item.misconception for item in red} - {""}
    naming = "not named" if not named else "named rightly" if named == {program.misconception} else "named wrongly"
    return JUDGED, [program.exercise, "wrong", "rejected" if red else "accepted", naming]


def of_right(program: Program, verdicts: Sequence[Verdict]) -> tuple[str, list[str]]:
    """Property of a test of a right program."""
    passed = all(item.state == PASS for item in verdicts)
    return JUDGED, [program.exercise, "right", "accepted" if passed else "rejected"]


def table(judged: Iterable[Sequence[str]]) -> list[str]:
    """Lines with the figures, an exercise each."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for exercise, kind, *outcomes in judged:
        counts.setdefault((exercise, kind), Counter()).update(["programs", *outcomes])
    order = sorted(counts, key=lambda key: ([int(part) for part in key[0].split(".")], key[1]))
    return [_line(exercise, kind, counts[exercise, kind]) for exercise, kind in order]


def _line(exercise: str, kind: str, count: Counter[str]) -> str:
    shown = COLUMNS if kind == "wrong" else COLUMNS[:2]
    figures = ", ".join(f"{count[name]} {name}" for name in shown)
    return f"{exercise:<5} {count['programs']:>3} {kind}: {figures}"
