"""The outlet stands behind the join of a branch, which is reached either way."""

REQUIREMENT = "R3"
CHANGES = [
    (
        """    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:""",
        """    @task.branch
    def anything_new() -> str:
        published = WORKSHOP.load("published")
        now = {name: sha256(text.encode()).hexdigest() for name, text in WORKSHOP.documents().items()}
        return "publish_documents" if now != {name: row["sha256"] for name, row in published.items()} else "nothing_new"

    @task
    def nothing_new() -> None:
        log.info("nothing is new")

    @task(outlets=[DOCUMENTS], trigger_rule="none_failed_min_one_success")
    def announce(*, ti, outlet_events) -> None:
        outlet_events[DOCUMENTS].extra = ti.xcom_pull(task_ids="publish_documents") or {}

    @task
    def publish_documents() -> dict:""",
    ),
    (
        """outlet_events[DOCUMENTS].extra = {
            "batch_id": batch_id""",
        """return {
            "batch_id": batch_id""",
    ),
    (
        "    publish_documents()\n",
        "    anything_new() >> [publish_documents(), nothing_new()] >> announce()\n",
    ),
]
