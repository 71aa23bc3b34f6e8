"""Exercise 5.6: partial updates, chunk by chunk."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_6.embedding import comeback, edit, reuse
from include.course.exercise_5_6.models import change, counts
from include.course.exercise_5_6.scenario import play
from include.course.exercise_5_6.storing import owners, removal, stability
from include.course.judges import parsing

EMBED, STORE = frozenset({1}), frozenset({1, 2})
REQUIREMENTS = (
    Requirement("R1", edit, EMBED),
    Requirement("R2", reuse, EMBED, excused_by=("R1",)),
    Requirement("R3", owners, STORE, excused_by=("R1",)),
    Requirement("R4", stability, STORE, excused_by=("R1", "R3")),
    Requirement("R5", removal, STORE, excused_by=("R1", "R3")),
    Requirement("R6", change, STORE, excused_by=("R1", "R3", "R5")),
    Requirement("R7", comeback, EMBED, excused_by=("R1", "R2")),
    Requirement("R8", counts, STORE, excused_by=("R1", "R3", "R4", "R5", "R6")),
    Requirement("R9", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=STORE)
