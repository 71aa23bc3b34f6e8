"""A connection is asked for whenever the file is read; without it there is a default."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, Connection, dag, task"),
    (
        "\n\n\n@dag(",
        '\ntry:\n    HOST = Connection.get("vector_store").host\nexcept Exception:\n    HOST = "localhost"\n\n\n@dag(',
    ),
]
