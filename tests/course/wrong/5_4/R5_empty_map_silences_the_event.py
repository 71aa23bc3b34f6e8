"""The task that announces comes after mapped tasks: with nothing to embed, as after a removal, they and it are skipped."""

REQUIREMENT = "R5"
CHANGES_OF_FORMER = [
    (
        """    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
""",
        """    @task
    def find_due() -> list[str]:
        published, embedded = WORKSHOP.load("published"), WORKSHOP.load("embedded")
        due = [name for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")]
        if not due and embedded.keys() <= published.keys():
            raise AirflowSkipException("every published document is embedded")
        return sorted(due)

    @task
    def embed_one(name: str) -> int:
        pieces = WORKSHOP.embed(name, WORKSHOP.documents()[name])
        WORKSHOP.keep(name, pieces)
        return len(pieces)

    @task(outlets=[EMBEDDINGS])
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
        "        count = sum(counts)\n        embedded.update(due)\n",
    ),
    ("    embed_changed()\n", "    announce(embed_one.expand(name=find_due()))\n"),
]
