"""Exercise 5.8: cheap steps follow every change, costly ones wait for a decision."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_8.observing import edited, made_up, orphans, silent, tasks_made
from include.course.exercise_5_8.paying import approved, budget, failure, reuse
from include.course.exercise_5_8.planning import plan, unwoken
from include.course.exercise_5_8.scenario import play
from include.course.judges import parsing

OBSERVED, PLANNED, ALL = frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3})
REQUIREMENTS = (
    Requirement("R1", tasks_made, OBSERVED),
    Requirement("R2", silent, OBSERVED, needs=("R1",)),
    Requirement("R3", edited, OBSERVED, needs=("R1",), excused_by=("R2",)),
    Requirement("R4", orphans, OBSERVED, needs=("R1",), excused_by=("R3",)),
    Requirement("R5", made_up, OBSERVED, needs=("R1",)),
    Requirement("R6", plan, PLANNED, needs=("R1",)),
    Requirement("R7", unwoken, ALL, needs=("R6",)),
    Requirement("R8", approved, ALL, needs=("R6",), excused_by=("R3", "R7")),
    Requirement("R9", reuse, ALL, needs=("R6",), excused_by=("R3", "R4", "R5", "R7", "R8")),
    Requirement("R10", budget, ALL, needs=("R6",), excused_by=("R7", "R8", "R9")),
    Requirement("R11", failure, ALL, needs=("R6",), excused_by=("R3", "R7", "R8", "R9")),
    Requirement("R12", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=ALL, retries=True)
