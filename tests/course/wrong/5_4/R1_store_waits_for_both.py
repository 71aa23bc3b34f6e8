"""The store's DAG waits for documents and for embeddings."""

REQUIREMENT = "R1"
CHANGES = [("schedule=[EMBEDDINGS]", "schedule=[DOCUMENTS, EMBEDDINGS]")]
