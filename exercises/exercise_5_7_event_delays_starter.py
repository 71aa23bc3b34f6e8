"""Exercise 5.7: delays, stranded events, and what heals them.

The chain of exercise 5.4, and a DAG that watches it. `exercises/exercise_5_7_event_delays.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store
                      publish        embed         update_store
                           report_delays, by the clock

Check it with `make check E=5.7`.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, dag, task
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.airflow_io.deadlines import run_is_late
from include.course.chain import batches_told, embed_documents, store_documents
from include.course.workshop import Workshop, todo

WORKSHOP = Workshop("exercise_5_7")
DOCUMENTS = Asset(name="exercise_5_7_documents", uri="x-course://exercise_5_7/documents")
EMBEDDINGS = Asset(name="exercise_5_7_embeddings", uri="x-course://exercise_5_7/embeddings")
VECTOR_STORE = Asset(name="exercise_5_7_vector_store", uri="x-course://exercise_5_7/vector_store")
LATE_AFTER = timedelta(minutes=15)


@dag(schedule=None, tags=["course", "5.7"], is_paused_upon_creation=False)
def exercise_5_7_publish() -> None:
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:
        """Given. One event for each batch, with its `batch_id`."""
        batch = WORKSHOP.publish()
        if not batch:
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        outlet_events[DOCUMENTS].extra = batch

    publish_documents()


# Task 1: let the clock wake this DAG, too, and write its body. Task 3: give it a deadline, an alert made above.
@dag(
    schedule=[DOCUMENTS],
    max_active_runs=1,
    tags=["course", "5.7"],
    is_paused_upon_creation=False,
)
def exercise_5_7_embed() -> None:
    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
        """Embed what `published` and `embedded` do not agree on; send no event when they agree."""
        todo(1)

    embed_changed()


# Task 1: what is true of the DAG before is true of this one. Its body is there.
@dag(
    schedule=[EMBEDDINGS],
    max_active_runs=1,
    tags=["course", "5.7"],
    is_paused_upon_creation=False,
)
def exercise_5_7_update_store() -> None:
    @task(outlets=[VECTOR_STORE])
    def update_points(*, triggering_asset_events, outlet_events) -> None:
        """Given. Writes what `embedded` and `stored` do not agree on."""
        batch = store_documents(WORKSHOP, batches_told(triggering_asset_events))
        if not batch:
            raise AirflowSkipException("the collection holds what it should")
        outlet_events[VECTOR_STORE].extra = batch

    update_points()


# Task 2: when does this DAG run, and which events may its task read? Then the body.
@dag(schedule=None, tags=["course", "5.7"], is_paused_upon_creation=False)
def exercise_5_7_report_delays() -> None:
    @task
    def report_delays(*, inlet_events) -> None:
        """Save the table `report`, a row for each batch; then fail if one of them is late."""
        todo(2)

    report_delays()


exercise_5_7_publish()
exercise_5_7_embed()
exercise_5_7_update_store()
exercise_5_7_report_delays()
