"""Either of two assets wakes the store's DAG: an upload wakes it before there is a vector."""

REQUIREMENT = "R1"
CHANGES = [("schedule=[EMBEDDINGS]", "schedule=(DOCUMENTS | EMBEDDINGS)")]
