"""A fourth DAG by the clock embeds all pages again, as the old job did, and tells nobody."""

REQUIREMENT = "R5"
CHANGES_OF_FORMER = [
    (
        "\nexercise_5_4_publish()\n",
        """
@dag(schedule="0 2 * * *", tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_nightly() -> None:
    @task
    def embed_everything() -> None:
        for name, text in WORKSHOP.documents().items():
            WORKSHOP.keep(name, WORKSHOP.embed(name, text))

    embed_everything()


exercise_5_4_nightly()
exercise_5_4_publish()
""",
    )
]
