"""A mapped task for each document that is due says what it embedded; the one that announces notes that, and no more."""

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
    def embed_one(name: str) -> dict:
        text = WORKSHOP.documents()[name]
        row = WORKSHOP.load("published")[name] | {"sha256": sha256(text.encode()).hexdigest()}
        WORKSHOP.keep(name, WORKSHOP.embed(name, text))
        return {name: row}

    @task(outlets=[EMBEDDINGS], trigger_rule=TriggerRule.NONE_FAILED)
    def announce(made, *, triggering_asset_events, outlet_events) -> None:
""",
    ),
    (
        '        due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}\n',
        "        due = {name: row for rows in made or [] for name, row in rows.items()}\n",
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
        "        count = sum(len(WORKSHOP.kept(name)) for name in due)\n        embedded.update(due)\n",
    ),
    ("    embed_changed()\n", "    announce(embed_one.expand(name=find_due()))\n"),
]
