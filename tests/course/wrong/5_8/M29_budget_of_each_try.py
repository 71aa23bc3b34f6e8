"""What is left is a variable: after a call that failed Airflow tries again, and the budget is whole once more."""

REQUIREMENT = "R10"
CHANGES = [
    (
        """    @task
    def generate_answers(""",
        """    @task(retries=2)
    def generate_answers(""",
    ),
]
