"""Task groups, a short circuit where nothing changed, and dictionaries handed from task to task."""

CHANGES_OF_FORMER = [
    (
        "from airflow.sdk import Asset, dag, task",
        "from airflow.sdk import Asset, dag, get_current_context, task, task_group",
    ),
    (
        "    @task(outlets=[DOCUMENTS])\n    def publish_documents(*, outlet_events) -> None:\n",
        "    @task\n    def compare() -> dict:\n",
    ),
    (
        """        if not (added or changed or deleted):
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        now""",
        """        return {
            "hashes": hashes,
            "added": sorted(added),
            "changed": sorted(changed),
            "deleted": sorted(deleted),
        }

    @task.short_circuit
    def anything(found: dict) -> bool:
        return any(found[key] for key in ("added", "changed", "deleted"))

    @task
    def save(found: dict) -> dict:
        hashes, added, changed, deleted = (found[key] for key in ("hashes", "added", "changed", "deleted"))
        published = WORKSHOP.load("published")
        now""",
    ),
    ("for name in added | changed}", "for name in [*added, *changed]}"),
    ("        outlet_events[DOCUMENTS].extra = {", "        return {"),
    (
        "    publish_documents()\n",
        """    @task(outlets=[DOCUMENTS])
    def announce(batch: dict) -> None:
        get_current_context()["outlet_events"][DOCUMENTS].extra = batch

    @task_group
    def write(found: dict) -> None:
        announce(save(found))

    found = compare()
    anything(found) >> write(found)
""",
    ),
]
