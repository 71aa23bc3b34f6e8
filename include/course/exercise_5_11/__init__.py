"""Exercise 5.11: other ways to say it."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_11.saying import either, function, shelves, weekly
from include.course.exercise_5_11.scenario import play
from include.course.exercise_5_11.watching import changes, loading, restarts
from include.course.judges import parsing

FUNCTION, ALIAS, SCHEDULES, WATCHER = frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3}), frozenset({1, 4})
REQUIREMENTS = (
    Requirement("R1", function, FUNCTION),
    Requirement("R2", shelves, ALIAS, needs=("R1",)),
    Requirement("R3", either, SCHEDULES, needs=("R2",)),
    Requirement("R4", weekly, SCHEDULES, needs=("R2",)),
    Requirement("R5", loading, frozenset({4}), excused_by=("R1",)),
    Requirement("R6", changes, WATCHER, needs=("R5",), excused_by=("R1",)),
    Requirement("R7", restarts, frozenset({4}), needs=("R5",), excused_by=("R6",)),
    Requirement("R8", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=SCHEDULES | WATCHER)
