"""The store's DAG waits for documents and for embeddings."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [("schedule=[EMBEDDINGS]", "schedule=[DOCUMENTS, EMBEDDINGS]")]
