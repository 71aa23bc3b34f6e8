"""A second asset in the list, in the belief that either will do."""

REQUIREMENT = "R4"
CHANGES_OF_FORMER = [("schedule=[DOCUMENTS]", 'schedule=[DOCUMENTS, Asset("exercise_5_4_nightly")]')]
