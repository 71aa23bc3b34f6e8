"""The index is rebuilt when there are embeddings, before the vector store has them."""

REQUIREMENT = "R1"
CHANGES = [("@dag(schedule=[VECTOR_STORE]", "@dag(schedule=[EMBEDDINGS, VECTOR_STORE]")]
