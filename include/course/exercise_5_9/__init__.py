"""Exercise 5.9: what people say becomes what is believed of them, and evidence changes it."""

from include.course.exercise import Exercise, Requirement
from include.course.exercise_5_9.believing import as_of, counted, versions, withdrawn
from include.course.exercise_5_9.belonging import apart, forgotten, ordered
from include.course.exercise_5_9.collecting import collected, joined, quiet, summarised
from include.course.exercise_5_9.scenario import play
from include.course.judges import parsing

COLLECTED, SUMMARISED = frozenset({1}), frozenset({1, 2})
LEARNED, ALL = frozenset({1, 2, 3}), frozenset({1, 2, 3, 4})
CHAIN = ("R1", "R2", "R3")
REQUIREMENTS = (
    Requirement("R1", collected, COLLECTED),
    Requirement("R2", summarised, SUMMARISED, excused_by=("R1",)),
    Requirement("R3", joined, LEARNED, excused_by=("R1", "R2")),
    Requirement("R4", quiet, LEARNED, excused_by=CHAIN),
    Requirement("R5", apart, LEARNED, excused_by=CHAIN),
    Requirement("R6", counted, LEARNED, excused_by=(*CHAIN, "R5")),
    Requirement("R7", versions, LEARNED, excused_by=(*CHAIN, "R5")),
    Requirement("R8", as_of, LEARNED, excused_by=(*CHAIN, "R5", "R7")),
    Requirement("R9", withdrawn, LEARNED, excused_by=(*CHAIN, "R5", "R7")),
    Requirement("R10", ordered, LEARNED, excused_by=(*CHAIN, "R5")),
    Requirement("R11", forgotten, ALL, excused_by=(*CHAIN, "R4")),
    Requirement("R12", parsing),
)
EXERCISE = Exercise(REQUIREMENTS, play, tasks=ALL)
