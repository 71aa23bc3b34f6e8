"""Another task looks for the approval."""

REQUIREMENT = "R8"
CHANGES = [
    (
        """        plan = WORKSHOP.load("plan").get(params["approved"])
        if plan is None:
            raise AirflowFailException(f"there is no plan {params['approved']!r}; approve one by its id")
""",
        """        plan = next(iter(WORKSHOP.load("plan").values()))
""",
    ),
    (
        """    @task
    def generate_answers(*, params)""",
        """    @task
    def check_approval(*, params) -> None:
        if params["approved"] not in WORKSHOP.load("plan"):
            raise AirflowFailException("approve a plan by its id")

    @task
    def generate_answers(*, params)""",
    ),
    (
        """    generate_answers()
""",
        """    check_approval() >> generate_answers()
""",
    ),
]
