"""Exercise 15.1: answers with sources, kept as long as what they stand on stays as it is."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_15_1.answering import answered, fresh, hit, honest, private, verbatim
from include.course.exercise_15_1.evaluating import true_figures, worse
from include.course.exercise_15_1.scenario import play
from include.course.exercise_15_1.standing import stale
from include.course.judges import parsing

ANSWERED, REFRESHED, ALL = frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3})
REQUIREMENTS = (
    Requirement("R1", answered, ANSWERED),
    Requirement("R2", verbatim, ANSWERED, needs=("R1",)),
    Requirement("R3", honest, ANSWERED, needs=("R1",)),
    Requirement("R4", hit, ANSWERED, needs=("R1",)),
    Requirement("R5", fresh, ANSWERED, needs=("R1",)),
    Requirement("R6", stale, REFRESHED, needs=("R1",), excused_by=("R4", "R5")),
    Requirement("R7", true_figures, ALL, needs=("R1",), excused_by=("R2", "R5")),
    Requirement("R8", worse, ALL, needs=("R1",), excused_by=("R2", "R5", "R7")),
    Requirement("R9", private, ANSWERED, needs=("R1",)),
    Requirement("R10", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=ALL)
