"""The embedding DAG looks every five minutes; no asset wakes it."""

REQUIREMENT = "R1"
CHANGES = [("@dag(schedule=[DOCUMENTS]", '@dag(schedule="*/5 * * * *"')]
