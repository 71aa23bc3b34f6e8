"""A sweep sends its event though there was nothing to do."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '        if not due:\n            raise AirflowSkipException("every published document is embedded")\n',
        "",
    ),
]
