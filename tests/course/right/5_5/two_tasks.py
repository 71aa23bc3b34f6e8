"""One task embeds and is tried again, another one announces."""

CHANGES = [
    ("    @task(\n        outlets=[EMBEDDINGS],\n", "    @task(\n"),
    ("def embed_changed(*, run_id, outlet_events) -> None:", "def embed_changed(*, run_id) -> int:"),
    (
        "        counts = {\n",
        "        return len(gone)\n\n    @task(outlets=[EMBEDDINGS])\n"
        "    def announce(gone, *, run_id, outlet_events) -> None:\n"
        '        embedded, quarantine = WORKSHOP.load("embedded"), WORKSHOP.load("quarantine")\n        counts = {\n',
    ),
    ('"deleted": len(gone)', '"deleted": gone'),
    ("    embed_changed()\n", "    announce(embed_changed())\n"),
]
