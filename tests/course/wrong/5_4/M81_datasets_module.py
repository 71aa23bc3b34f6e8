"""`Dataset` from the module of Airflow 2."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset, dag, task",
        "from airflow.datasets import Dataset\nfrom airflow.sdk import dag, task",
    ),
    (
        'Asset(name="exercise_5_4_documents", uri="x-course://exercise_5_4/documents")',
        'Dataset("x-course://exercise_5_4/documents")',
    ),
    (
        'Asset(name="exercise_5_4_embeddings", uri="x-course://exercise_5_4/embeddings")',
        'Dataset("x-course://exercise_5_4/embeddings")',
    ),
    (
        'Asset(name="exercise_5_4_vector_store", uri="x-course://exercise_5_4/vector_store")',
        'Dataset("x-course://exercise_5_4/vector_store")',
    ),
]
