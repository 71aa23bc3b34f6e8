"""A fourth DAG by the clock empties what is known and embeds all pages again, as the old job did."""

REQUIREMENT = "R1"
CHANGES_OF_FORMER = [
    (
        "\nexercise_5_4_publish()\n",
        """
@dag(schedule="0 2 * * *", tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_nightly() -> None:
    @task(outlets=[EMBEDDINGS])
    def embed_everything(*, outlet_events) -> None:
        texts = WORKSHOP.documents()
        for name, text in texts.items():
            WORKSHOP.keep(name, WORKSHOP.embed(name, text))
        outlet_events[EMBEDDINGS].extra = {"batch_ids": [], "documents": len(texts)}

    embed_everything()


exercise_5_4_nightly()
exercise_5_4_publish()
""",
    )
]
