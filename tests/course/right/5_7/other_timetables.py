"""Schedules of other kinds: a delta, several crons, a plain timedelta."""

FILES = {
    "mine.py": r'''"""Exercise 5.7: delays, stranded events, and what heals them.

The chain of exercise 5.4, and a DAG that watches it. `exercises/exercise_5_7_event_delays.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store
                      publish        embed         update_store
                           report_delays, by the clock

Check it with `make check E=5.7`.
"""

from datetime import UTC, datetime, timedelta

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable, DeltaTriggerTimetable, MultipleCronTriggerTimetable, dag, task
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.airflow_io.deadlines import run_is_late
from include.course.chain import batches_told, embed_documents, store_documents
from include.course.workshop import Workshop

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


DEADLINE = DeadlineAlert(
    name="embedded in time",
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=LATE_AFTER,
    callback=AsyncCallback(run_is_late, kwargs={"minutes": 15}),
)


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=DeltaTriggerTimetable(timedelta(minutes=20)),
        assets=[DOCUMENTS],
    ),
    deadline=DEADLINE,
    max_active_runs=1,
    tags=["course", "5.7"],
    is_paused_upon_creation=False,
)
def exercise_5_7_embed() -> None:
    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
        """Embed what `published` and `embedded` do not agree on; send no event when they agree."""
        published, embedded = WORKSHOP.load("published"), WORKSHOP.load("embedded")
        due = {name for name in published.keys() | embedded.keys() if published.get(name) != embedded.get(name)}
        if not due:
            raise AirflowSkipException("every published document is embedded")
        told = batches_told(triggering_asset_events)
        outlet_events[EMBEDDINGS].extra = embed_documents(WORKSHOP, due, told)

    embed_changed()


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=MultipleCronTriggerTimetable("10 * * * *", "40 * * * *", timezone="UTC"),
        assets=[EMBEDDINGS],
    ),
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


def first_named(events) -> dict[str, datetime]:
    """When each batch was named first. One event may name several, and several may name the same."""
    times: dict[str, datetime] = {}
    for event in events:  # oldest first
        for batch_id in event.extra.get("batch_ids", []):
            times.setdefault(batch_id, event.timestamp)
    return times


def seconds(start: datetime | None, end: datetime | None) -> float | None:
    """How long a hop took; None while it lasts."""
    return (end - start).total_seconds() if start and end else None


@dag(
    schedule=timedelta(minutes=5), start_date=datetime(2026, 1, 1, tzinfo=UTC), catchup=False,
    tags=["course", "5.7"],
    is_paused_upon_creation=False,
)
def exercise_5_7_report_delays() -> None:
    @task(inlets=[DOCUMENTS, EMBEDDINGS, VECTOR_STORE])
    def report_delays(*, inlet_events) -> None:
        """Save the table `report`, a row for each batch; then fail if one of them is late."""
        now = datetime.now(UTC)
        published, stored = WORKSHOP.load("published"), WORKSHOP.load("stored")
        waiting = {row["batch_id"] for name, row in published.items() if row != stored.get(name)}
        # The table knows batches that no event ever told of; of the others the event says when they were published.
        began = {row["batch_id"]: datetime.fromisoformat(row["timestamp"]) for row in published.values()}
        began |= {event.extra["batch_id"]: event.timestamp for event in inlet_events[DOCUMENTS]}
        embedded, arrived = first_named(inlet_events[EMBEDDINGS]), first_named(inlet_events[VECTOR_STORE])
        report = {
            batch_id: {
                "published": time.isoformat(),
                "embed_seconds": seconds(time, embedded.get(batch_id)),
                "store_seconds": seconds(embedded.get(batch_id), arrived.get(batch_id)),
                "late": batch_id in waiting and now - time > LATE_AFTER,
            }
            for batch_id, time in began.items()
        }
        WORKSHOP.save("report", report)
        if late := sorted(batch_id for batch_id, row in report.items() if row["late"]):
            raise AirflowFailException(f"not in the vector store after {LATE_AFTER}: {', '.join(late)}")

    report_delays()


exercise_5_7_publish()
exercise_5_7_embed()
exercise_5_7_update_store()
exercise_5_7_report_delays()
''',
}
