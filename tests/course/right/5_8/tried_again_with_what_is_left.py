"""Airflow tries again after a call that failed; what the run has paid for is in the rows of the answers."""

CHANGES = [
    (
        """    @task
    def generate_answers(*, params) -> None:""",
        """    @task(retries=2)
    def generate_answers(*, params, run_id) -> None:""",
    ),
    (
        'left = params["budget"]\n',
        'left = params["budget"] - sum(row["cost"] for row in answers.values() if row["run_id"] == run_id)\n',
    ),
    (
        'answers[key] = {"task": id_, "answer":',
        'answers[key] = {"run_id": run_id, "cost": cost, "answer":',
    ),
]
