"""`yield Metadata(...)` in place of outlet_events."""

CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, Metadata, dag, task"),
    ("outlet_events[DOCUMENTS].extra = {", "yield Metadata(DOCUMENTS, {"),
    ('"timestamp": now.isoformat(),\n        }', '"timestamp": now.isoformat(),\n        })'),
]
