"""Exercise 5.5: failed batches.

Publishing is given; you write the DAG that embeds. `exercises/exercise_5_5_failed_batches.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings
                      publish        embed ──▶ (table `quarantine`)

Check it with `make check E=5.5`.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.faults import KeyRefusedError, PageRefusedError
from include.course.workshop import Workshop

WORKSHOP = Workshop("solution_5_5")
DOCUMENTS = Asset(name="solution_5_5_documents", uri="x-course://solution_5_5/documents")
EMBEDDINGS = Asset(name="solution_5_5_embeddings", uri="x-course://solution_5_5/embeddings")


@dag(schedule=None, tags=["course", "5.5"], is_paused_upon_creation=False)
def solution_5_5_publish() -> None:
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:
        """Given, as in exercise 5.4: compare what is uploaded with the table `published`, and send one event."""
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        outlet_events[DOCUMENTS].extra = batch

    publish_documents()


@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.5"], is_paused_upon_creation=False)
def solution_5_5_embed() -> None:
    # >>> 3 given
    # Task 3: how often does Airflow try this task again, and after which error never? Say it here.
    # <<<
    # >>> 3
    @task(
        outlets=[EMBEDDINGS],
        retries=3,
        retry_delay=timedelta(seconds=30),
        retry_policy=ExceptionRetryPolicy(
            [RetryRule(KeyRefusedError, RetryAction.FAIL, reason="the key stays wrong until a person changes it")]
        ),
    )
    # === @task(outlets=[EMBEDDINGS])
    # <<<
    def embed_changed(*, run_id, outlet_events) -> None:
        """Embed what is due; what the model refuses goes into `quarantine`, and the event says how many did."""
        published, embedded, quarantine = (WORKSHOP.load(table) for table in ("published", "embedded", "quarantine"))
        texts = WORKSHOP.documents()
        # >>> 1 given
        # Task 1: which pages are due, and what happens with one that the model refuses?
        # <<<
        # >>> 1
        quarantine = {
            name: row for name, row in quarantine.items() if row["sha256"] == published.get(name, {}).get("sha256")
        }
        WORKSHOP.save("quarantine", quarantine)  # whoever was edited may try again, whoever was deleted is gone
        due = {
            name
            for name in published.keys() & texts.keys() - quarantine.keys()
            if published[name]["sha256"] != embedded.get(name, {}).get("sha256")
        }
        for name in sorted(due):
            row = {**published[name], "run_id": run_id, "timestamp": datetime.now(UTC).isoformat()}
            try:
                pieces = WORKSHOP.embed(name, texts[name])
            except PageRefusedError as error:  # this one alone is about the page; any other is for Airflow to see
                quarantine[name] = {**row, "reason": str(error)}
                WORKSHOP.save("quarantine", quarantine)
                continue
            WORKSHOP.keep(name, pieces)
            embedded[name] = row
            WORKSHOP.save("embedded", embedded)  # after each page: the next try begins where this one ended
        # === todo(1)
        # <<<
        gone = embedded.keys() - published.keys()
        for name in gone:
            WORKSHOP.discard(name)
            del embedded[name]
        WORKSHOP.save("embedded", embedded)
        # >>> 2 given
        # Task 2: `embedded`, `failed` and `waiting` for the event; or no event at all.
        # <<<
        # >>> 2
        counts = {
            "embedded": sum(row["run_id"] == run_id for row in embedded.values()),
            "failed": sum(row["run_id"] == run_id for row in quarantine.values()),
            "waiting": len(quarantine),
        }
        if not (counts["embedded"] or gone):
            raise AirflowSkipException(f"no page was embedded, so nobody is woken: {counts}")
        outlet_events[EMBEDDINGS].extra = {**counts, "deleted": len(gone), "timestamp": datetime.now(UTC).isoformat()}
        # === todo(2)
        # <<<

    embed_changed()


solution_5_5_publish()
solution_5_5_embed()
