"""Each task has an alias as its outlet; nobody is ever skipped."""

CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, AssetAlias, dag, task"),
    (
        "\n\n\n@dag(",
        '\nUPLOADS, VECTORS, POINTS = (AssetAlias(f"exercise_5_4_{name}_maybe") for name in ("uploads", "vectors", "points"))\n\n\n@dag(',
    ),
    ("@task(outlets=[DOCUMENTS])", "@task(outlets=[UPLOADS])"),
    ("@task(outlets=[EMBEDDINGS])", "@task(outlets=[VECTORS])"),
    ("@task(outlets=[VECTOR_STORE])", "@task(outlets=[POINTS])"),
    (
        '            raise AirflowSkipException("nothing changed, so there is nothing to tell")\n',
        "            return\n",
    ),
    ('            raise AirflowSkipException("every published document is embedded")\n', "            return\n"),
    ('                raise AirflowSkipException("the collection holds what it should")\n', "                return\n"),
    ("outlet_events[DOCUMENTS].extra = {", "outlet_events[UPLOADS].add(DOCUMENTS, extra={"),
    ("outlet_events[EMBEDDINGS].extra = {", "outlet_events[VECTORS].add(EMBEDDINGS, extra={"),
    ("outlet_events[VECTOR_STORE].extra = {", "outlet_events[POINTS].add(VECTOR_STORE, extra={"),
    ('"timestamp": now.isoformat(),\n        }\n', '"timestamp": now.isoformat(),\n        })\n'),
    (
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n',
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        })\n',
    ),
    (
        '"total": collection.count(),\n                "timestamp": datetime.now(UTC).isoformat(),\n            }\n',
        '"total": collection.count(),\n                "timestamp": datetime.now(UTC).isoformat(),\n            })\n',
    ),
]
