"""The question is handed on to another task under a key of its own."""

REQUIREMENT = "R9"
CHANGES = [
    ("def answer_question(*, params, outlet_events)", "def answer_question(*, params, ti, outlet_events)"),
    (
        '        WORKSHOP.save("answers", {**answers, key: made})\n',
        '        WORKSHOP.save("answers", {**answers, key: made})\n        ti.xcom_push(key="asked", value=question)\n',
    ),
]
