"""The store waits for an event of the documents beside that of their embeddings."""

REQUIREMENT = "R3"
CHANGES = [("assets=[EMBEDDINGS]", "assets=(DOCUMENTS & EMBEDDINGS)")]
