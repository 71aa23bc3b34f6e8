"""The catalogue is announced whenever the inbox rings."""

REQUIREMENT = "R1"
CHANGES = [
    (
        '    if catalogue == WORKSHOP.load("catalogue"):\n        raise AirflowSkipException("the catalogue is what it was")\n',
        "",
    )
]
