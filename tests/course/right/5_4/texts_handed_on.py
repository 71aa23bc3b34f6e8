"""One task looks what is due and hands the pages' texts to the one that embeds them."""

CHANGES = [
    (
        """    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
""",
        """    @task
    def look(*, triggering_asset_events) -> dict:
""",
    ),
    (
        """        texts = WORKSHOP.documents()
        count = 0
""",
        """        texts = {name: text for name, text in WORKSHOP.documents().items() if name in due}
        return {"due": due, "gone": sorted(gone), "batch_ids": sorted(batch_ids), "texts": texts}

    @task(outlets=[EMBEDDINGS])
    def embed_changed(found: dict, *, outlet_events) -> None:
        due, gone, batch_ids, texts = (found[key] for key in ("due", "gone", "batch_ids", "texts"))
        embedded = WORKSHOP.load("embedded")
        count = 0
""",
    ),
    (
        'sorted(batch_ids | {row["batch_id"] for row in due.values()}),\n            "documents"',
        'sorted({*batch_ids, *(row["batch_id"] for row in due.values())}),\n            "documents"',
    ),
    ("    embed_changed()\n", "    embed_changed(look())\n"),
]
