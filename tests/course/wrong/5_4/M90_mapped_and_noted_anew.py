"""Mapped tasks embed what was due; the last task looks again, and notes what came meanwhile as well."""

REQUIREMENT = "R6"
CHANGES_OF_FORMER = [
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import Asset, TriggerRule, dag, task"),
    (
        """    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
""",
        """    @task
    def find_due() -> list[str]:
        published, embedded = WORKSHOP.load("published"), WORKSHOP.load("embedded")
        return sorted(n for n, row in published.items() if row["sha256"] != embedded.get(n, {}).get("sha256"))

    @task
    def embed_one(name: str) -> int:
        pieces = WORKSHOP.embed(name, WORKSHOP.documents()[name])
        WORKSHOP.keep(name, pieces)
        return len(pieces)

    @task(outlets=[EMBEDDINGS], trigger_rule=TriggerRule.NONE_FAILED)
    def announce(counts, *, triggering_asset_events, outlet_events) -> None:
""",
    ),
    (
        """        texts = WORKSHOP.documents()
        count = 0
        for name in sorted(due.keys() & texts.keys()):
            pieces = WORKSHOP.embed(name, texts[name])
            WORKSHOP.keep(name, pieces)
            count += len(pieces)
            embedded[name] = {**due[name], "sha256": sha256(texts[name].encode()).hexdigest()}
            WORKSHOP.save("embedded", embedded)  # after the work: a run that dies before this line does it again
""",
        "        count = sum(counts or [])\n        embedded.update(due)\n",
    ),
    ("    embed_changed()\n", "    announce(embed_one.expand(name=find_due()))\n"),
]
