"""Where no text was new there is no event: the store does not hear of a copy."""

REQUIREMENT = "R3"
CHANGES = [
    (
        "        outlet_events[EMBEDDINGS].extra = {",
        '        if not new:\n            raise AirflowSkipException("no text was new")\n        outlet_events[EMBEDDINGS].extra = {',
    ),
]
