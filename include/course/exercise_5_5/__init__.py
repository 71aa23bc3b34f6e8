"""Exercise 5.5: failed batches."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_5.counting import counts
from include.course.exercise_5_5.quarantine import leaving, others, quarantined
from include.course.exercise_5_5.retrying import lasting, once, passing
from include.course.exercise_5_5.scenario import play
from include.course.judges import parsing

EMBED, ANNOUNCE = frozenset({1}), frozenset({1, 2})
"""Task 3 is arguments of a decorator, where no todo() can stand: what it is about waits for the other two."""
REQUIREMENTS = (
    Requirement("R1", others, ANNOUNCE),
    Requirement("R2", quarantined, EMBED, needs=("R1",)),
    Requirement("R3", passing, ANNOUNCE, needs=("R1",), excused_by=("R2",)),
    Requirement("R4", lasting, ANNOUNCE, needs=("R1",), excused_by=("R2", "R3")),
    Requirement("R5", leaving, EMBED, needs=("R2",), excused_by=("R3",)),
    Requirement("R6", once, EMBED, needs=("R1",), excused_by=("R2", "R3", "R4", "R8")),
    Requirement("R7", counts, ANNOUNCE, needs=("R1", "R2"), excused_by=("R3", "R6")),
    Requirement("R8", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=ANNOUNCE, retries=True)
