"""Answers are remembered in a variable of the module, beside the table."""

REQUIREMENT = "R4"
CHANGES = [
    ("\n\ndef key_of(question)", "\nMADE = {}\n\n\ndef key_of(question)"),
    (
        '        if key in answers:\n            raise AirflowSkipException("answered before',
        '        if key in MADE:\n            raise AirflowSkipException("answered before',
    ),
    (
        '        WORKSHOP.save("answers", {**answers, key: made})\n',
        '        MADE[key] = made\n        WORKSHOP.save("answers", {**answers, key: made})\n',
    ),
]
