"""Two sentences may answer, the event is yielded, and an old answer to a question is taken out when it is asked anew."""

CHANGES = [
    (
        """from airflow.sdk import Asset, Param""",
        """from airflow.sdk import Asset, Metadata, Param""",
    ),
    (
        """if found.score >= NEAR_ENOUGH][:1]""",
        """if found.score >= NEAR_ENOUGH][:2]""",
    ),
    (
        """    def answer_question(*, params, outlet_events) -> None:""",
        """    def answer_question(*, params):""",
    ),
    (
        """        WORKSHOP.save("answers", {**answers, key: made})
        outlet_events[ANSWERS].extra = {"made": 1, "citations": len(made["citations"])}""",
        """        others = {id_: row for id_, row in answers.items() if row["question"] != question}
        WORKSHOP.save("answers", {**others, key: made})
        yield Metadata(ANSWERS, {"made": 1})""",
    ),
]
