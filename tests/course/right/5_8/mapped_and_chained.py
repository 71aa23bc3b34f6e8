"""The approval is looked at by a task before and by the one that asks; the table of tasks has more columns."""

CHANGES = [
    ('"asks": hash_of(prompt)}', '"asks": hash_of(prompt), "cost": WORKSHOP.cost(prompt)}'),
    (
        "    @task\n    def generate_answers(*, params)",
        '    @task\n    def look(*, params) -> None:\n        if params["approved"] not in WORKSHOP.load("plan"):\n'
        '            raise AirflowFailException("approve a plan by its id")\n\n    @task\n    def generate_answers(*, params)',
    ),
    ("    generate_answers()\n", "    look() >> generate_answers()\n"),
]
