"""All three tasks yield their metadata; what they return goes to an XCom as well."""

CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, Metadata, dag, task"),
    ("outlet_events[DOCUMENTS].extra = {", "yield Metadata(DOCUMENTS, {"),
    (
        '"timestamp": now.isoformat(),\n        }\n',
        '"timestamp": now.isoformat(),\n        })\n        return len(added)\n',
    ),
    ("outlet_events[EMBEDDINGS].extra = {", "yield Metadata(EMBEDDINGS, {"),
    (
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        }\n',
        '"embeddings": count,\n            "timestamp": datetime.now(UTC).isoformat(),\n        })\n        return count\n',
    ),
    ("outlet_events[VECTOR_STORE].extra = {", "yield Metadata(VECTOR_STORE, {"),
    (
        '"total": collection.count(),\n                "timestamp": datetime.now(UTC).isoformat(),\n            }\n',
        '"total": collection.count(),\n                "timestamp": datetime.now(UTC).isoformat(),\n            })\n',
    ),
    (') -> None:\n        """Compare', '):\n        """Compare'),
    (') -> None:\n        """Embed', '):\n        """Embed'),
    (') -> None:\n        """Write', '):\n        """Write'),
]
