"""No task is skipped: an alias names the asset when there is something to tell."""

CHANGES = [
    (
        """from airflow.sdk import Asset, Param""",
        """from airflow.sdk import Asset, AssetAlias, Param""",
    ),
    (
        """

@dag(schedule=None, tags=["course", "15.1"], is_paused_upon_creation=False)
def exercise_15_1_index_pages""",
        """MAYBE = AssetAlias("exercise_15_1_maybe")


@dag(schedule=None, tags=["course", "15.1"], is_paused_upon_creation=False)
def exercise_15_1_index_pages""",
    ),
    (
        """    @task(outlets=[ANSWERS])
    def answer_question""",
        """    @task(outlets=[MAYBE])
    def answer_question""",
    ),
    (
        """            raise AirflowSkipException("answered before, and the index is the same")
""",
        """            return
""",
    ),
    (
        """        outlet_events[ANSWERS].extra = {"made": 1, "citations": len(made["citations"])}""",
        """        outlet_events[MAYBE].add(ANSWERS, extra={"made": 1})""",
    ),
    (
        """    @task(outlets=[ANSWERS])
    def refresh_answers""",
        """    @task(outlets=[MAYBE])
    def refresh_answers""",
    ),
    (
        """        if not stale:
            raise AirflowSkipException("every answer stands as it stood")
        outlet_events[ANSWERS].extra = {"stale": stale}""",
        """        if stale:
            outlet_events[MAYBE].add(ANSWERS, extra={"stale": stale})""",
    ),
]
