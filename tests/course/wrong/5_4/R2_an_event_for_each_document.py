"""A mapped task for each document has the outlet: an upload of five is five events."""

REQUIREMENT = "R2"
CHANGES_OF_FORMER = [
    (
        "    @task(outlets=[DOCUMENTS])\n    def publish_documents(*, outlet_events) -> None:",
        "    @task\n    def publish_documents():",
    ),
    ("        outlet_events[DOCUMENTS].extra = {", "        batch = {"),
    (
        '"timestamp": now.isoformat(),\n        }\n\n    publish_documents()\n',
        '"timestamp": now.isoformat(),\n        }\n        return [{**batch, "document": name} for name in sorted(added | changed | deleted)]\n\n'
        "    @task(outlets=[DOCUMENTS])\n    def announce(batch, *, outlet_events) -> None:\n"
        "        outlet_events[DOCUMENTS].extra = batch\n\n    announce.expand(batch=publish_documents())\n",
    ),
]
