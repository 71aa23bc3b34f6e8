"""The store's DAG waits for documents, as the embedding DAG does: a star, no chain."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("schedule=[EMBEDDINGS]", "schedule=[DOCUMENTS]")]
