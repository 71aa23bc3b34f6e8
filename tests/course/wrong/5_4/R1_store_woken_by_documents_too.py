"""Either of two assets wakes the store's DAG: an upload wakes it before there is a vector."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("schedule=[EMBEDDINGS]", "schedule=(DOCUMENTS | EMBEDDINGS)")]
