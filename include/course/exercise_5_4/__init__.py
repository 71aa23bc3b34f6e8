"""Exercise 5.4: embeddings that follow their documents."""

from dataclasses import replace

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_4.counting import statistics
from include.course.exercise_5_4.declaring import declaration, declares
from include.course.exercise_5_4.embedding import batches, incremental, recovery
from include.course.exercise_5_4.indexing import index, logged
from include.course.exercise_5_4.older_form import is_older_form
from include.course.exercise_5_4.publishing import assets, metadata, silence, waking
from include.course.exercise_5_4.scenario import play
from include.course.exercise_5_4.storing import following
from include.course.exercise_5_4.tracing import lineage
from include.course.judges import parsing

PUBLISH, EMBED, STORE, ALL = frozenset({1}), frozenset({1, 2}), frozenset({1, 2, 3}), frozenset({1, 2, 3, 4})


def _unless_older(requirement: Requirement) -> Requirement:
    """Not asked of a file in the older form: that gets one lesson."""
    return replace(requirement, applies=lambda seen: not is_older_form(seen) and requirement.applies(seen))


ASSETS = Requirement("R1", assets, STORE, early=True)
OTHERS = (
    Requirement("R2", metadata, PUBLISH, needs=("R1",)),
    Requirement("R3", silence, PUBLISH, needs=("R1",), excused_by=("R2",)),
    Requirement("R4", waking, EMBED, needs=("R1",), excused_by=("R2",)),
    Requirement("R5", incremental, EMBED, needs=("R4",), excused_by=("R2", "R11")),
    Requirement("R6", batches, EMBED, needs=("R4",), excused_by=("R2", "R3", "R5")),
    Requirement("R7", recovery, EMBED, needs=("R4",), excused_by=("R2", "R6")),
    Requirement("R8", following, STORE, needs=("R4",), excused_by=("R2", "R3", "R5", "R6", "R7")),
    Requirement("R9", statistics, STORE, needs=("R8",), excused_by=("R2",)),
    Requirement("R10", lineage, STORE, needs=("R2", "R4"), excused_by=("R5", "R6", "R8")),
    Requirement("R11", parsing),
    Requirement("R12", declaration, STORE, needs=("R1",), excused_by=("R2", "R4", "R8"), early=True, applies=declares),
    Requirement("R13", logged, STORE, needs=("R8",), excused_by=("R9",), applies=declares),
    Requirement("R14", index, ALL, needs=("R8",), excused_by=("R9", "R10", "R12"), applies=declares),
)
EXERCISE = Exercise((ASSETS, *map(_unless_older, OTHERS)), play, tasks=ALL, live=True)
