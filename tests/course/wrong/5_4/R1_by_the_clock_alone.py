"""The embedding DAG looks every five minutes; no asset wakes it."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("@dag(schedule=[DOCUMENTS]", '@dag(schedule="*/5 * * * *"')]
