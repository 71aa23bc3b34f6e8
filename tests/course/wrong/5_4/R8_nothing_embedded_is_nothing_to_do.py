"""Where nothing is embedded any more the run ends, and the points of the last pages stay."""

REQUIREMENT = "R8"
CHANGES = [
    (
        "        with WORKSHOP.collection() as collection:\n            before",
        '        if not embedded:\n            raise AirflowSkipException("nothing is embedded")\n        with WORKSHOP.collection() as collection:\n            before',
    ),
]
