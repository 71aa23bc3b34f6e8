"""Exercise 5.7: how long each hop takes, what never arrived, and what heals it."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_7.scenario import play
from include.course.exercise_5_7.sweeping import deadline, idle_sweep, own_sweep, sweep
from include.course.exercise_5_7.watching import delays, independence, late, quiet
from include.course.judges import parsing

SWEEP, BOTH = frozenset({1}), frozenset({1, 2})
REQUIREMENTS = (
    Requirement("R1", sweep, SWEEP),
    Requirement("R2", idle_sweep, SWEEP, needs=("R1",)),
    Requirement("R3", own_sweep, SWEEP, needs=("R1",)),
    Requirement("R4", delays, BOTH, excused_by=("R1",)),
    Requirement("R5", quiet, BOTH, excused_by=("R1", "R4")),
    Requirement("R6", late, BOTH, excused_by=("R4", "R5")),
    Requirement("R7", independence, BOTH),
    Requirement("R8", deadline, BOTH, excused_by=("R1",)),
    Requirement("R9", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=BOTH)
