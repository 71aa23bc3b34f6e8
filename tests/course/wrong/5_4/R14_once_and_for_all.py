"""An index that is there is not built again."""

REQUIREMENT = "R14"
CHANGES = [
    (
        "        newest = max(",
        '        if WORKSHOP.load("search_index"):\n            raise AirflowSkipException("the index is there")\n        newest = max(',
    )
]
