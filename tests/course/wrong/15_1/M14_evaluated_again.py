"""An index that was evaluated is evaluated again, with an event."""

REQUIREMENT = "R7"
CHANGES = [
    (
        '        if str(version) in evaluations:\n            raise AirflowSkipException("this index was evaluated")\n',
        "",
    )
]
