"""A hook looks a connection up at the top of the file."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, BaseHook, dag, task"),
    (
        "\n\n\n@dag(",
        '\n\n\ndef host():\n    try:\n        return BaseHook.get_connection("qdrant_default").host\n    except Exception:\n        return "localhost"\n\n\nHOST = host()\n\n\n@dag(',
    ),
]
