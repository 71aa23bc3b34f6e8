"""The answer is made, then looked up."""

REQUIREMENT = "R4"
CHANGES = [
    (
        """        key = key_of(question)
        if key in answers:
            raise AirflowSkipException("answered before, and the index is the same")
        made = make_answer(question)
""",
        """        key, made = key_of(question), make_answer(question)
        if key in answers:
            raise AirflowSkipException("answered before, and the index is the same")
""",
    ),
]
