"""A mapped task for each page, tried again by itself; the one that announces counts in the tables."""

CHANGES = [
    (
        "    def embed_changed(*, run_id, outlet_events) -> None:\n",
        "    def embed_one(name: str, *, run_id) -> None:\n",
    ),
    (
        "        outlets=[EMBEDDINGS],\n        retries=3,\n",
        "        retries=4,\n        max_active_tis_per_dagrun=1,\n",
    ),
    (
        """        quarantine = {
            name: row for name, row in quarantine.items() if row["sha256"] == published.get(name, {}).get("sha256")
        }
        WORKSHOP.save("quarantine", quarantine)  # whoever was edited may try again, whoever was deleted is gone
        due = {
            name
            for name in published.keys() & texts.keys() - quarantine.keys()
            if published[name]["sha256"] != embedded.get(name, {}).get("sha256")
        }
        for name in sorted(due):
            row""",
        """        if published[name]["sha256"] != embedded.get(name, {}).get("sha256"):
            row""",
    ),
    (
        '                WORKSHOP.save("quarantine", quarantine)\n                continue\n',
        '                WORKSHOP.save("quarantine", quarantine)\n                return\n',
    ),
    (
        "        gone = embedded.keys() - published.keys()\n",
        """
    @task
    def find_due() -> list[str]:
        published, embedded, quarantine = (WORKSHOP.load(table) for table in ("published", "embedded", "quarantine"))
        known = {n: row["sha256"] for n, row in embedded.items()}
        refused = {n: row for n, row in quarantine.items() if row["sha256"] == published.get(n, {}).get("sha256")}
        WORKSHOP.save("quarantine", refused)
        return sorted(n for n, row in published.items() if n not in refused and row["sha256"] != known.get(n))

    @task(outlets=[EMBEDDINGS], trigger_rule="none_failed")
    def announce(*, run_id, outlet_events) -> None:
        published, embedded, quarantine = (WORKSHOP.load(table) for table in ("published", "embedded", "quarantine"))
        gone = embedded.keys() - published.keys()
""",
    ),
    ("    embed_changed()\n", "    embed_one.expand(name=find_due()) >> announce()\n"),
]
