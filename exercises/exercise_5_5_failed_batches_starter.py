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
from include.course.workshop import Workshop, todo

WORKSHOP = Workshop("exercise_5_5")
DOCUMENTS = Asset(name="exercise_5_5_documents", uri="x-course://exercise_5_5/documents")
EMBEDDINGS = Asset(name="exercise_5_5_embeddings", uri="x-course://exercise_5_5/embeddings")


@dag(schedule=None, tags=["course", "5.5"], is_paused_upon_creation=False)
def exercise_5_5_publish() -> None:
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:
        """Given, as in exercise 5.4: compare what is uploaded with the table `published`, and send one event."""
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        outlet_events[DOCUMENTS].extra = batch

    publish_documents()


@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.5"], is_paused_upon_creation=False)
def exercise_5_5_embed() -> None:
    # Task 3: how often does Airflow try this task again, and after which error never? Say it here.
    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, run_id, outlet_events) -> None:
        """Embed what is due; what the model refuses goes into `quarantine`, and the event says how many did."""
        published, embedded, quarantine = (WORKSHOP.load(table) for table in ("published", "embedded", "quarantine"))
        texts = WORKSHOP.documents()
        # Task 1: which pages are due, and what happens with one that the model refuses?
        todo(1)
        gone = embedded.keys() - published.keys()
        for name in gone:
            WORKSHOP.discard(name)
            del embedded[name]
        WORKSHOP.save("embedded", embedded)
        # Task 2: `embedded`, `failed` and `waiting` for the event; or no event at all.
        todo(2)

    embed_changed()


exercise_5_5_publish()
exercise_5_5_embed()
