"""The consumer waits for the URI, not for the asset."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("schedule=[DOCUMENTS]", 'schedule=[Asset("x-course://exercise_5_4/documents")]')]
