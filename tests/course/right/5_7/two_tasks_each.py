"""A monitor of another name reports in one task and alarms in the next; a task before the embedding one looks for work."""

FILES = {
    "mine.py": """import logging
from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronDataIntervalTimetable, Metadata, task
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.deadlines import run_is_late
from include.course.chain import batches_told, embed_documents, store_documents
from include.course.workshop import Workshop

log = logging.getLogger(__name__)
W = Workshop("exercise_5_7")
DOCUMENTS = Asset(name="exercise_5_7_documents", uri="x-course://exercise_5_7/documents")
EMBEDDINGS = Asset(name="exercise_5_7_embeddings", uri="x-course://exercise_5_7/embeddings")
VECTOR_STORE = Asset(name="exercise_5_7_vector_store", uri="x-course://exercise_5_7/vector_store")
LATE_AFTER = timedelta(minutes=15)


def or_every(cron, *assets):
    return AssetOrTimeSchedule(timetable=CronDataIntervalTimetable(cron, timezone="UTC"), assets=list(assets))


with DAG("exercise_5_7_publish", schedule=None, is_paused_upon_creation=False):

    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events):
        batch = W.publish()
        if not batch:
            raise AirflowSkipException("nothing changed")
        outlet_events[DOCUMENTS].extra = batch

    publish_documents()


with DAG(
    "exercise_5_7_embed",
    schedule=or_every("*/30 * * * *", DOCUMENTS),
    max_active_runs=1,
    is_paused_upon_creation=False,
    deadline=[
        DeadlineAlert(
            name="in time",
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=LATE_AFTER,
            callback=AsyncCallback(run_is_late, {"minutes": LATE_AFTER.total_seconds() / 60}),
        )
    ],
):

    def differing():
        published, embedded = W.load("published"), W.load("embedded")
        new = [name for name, row in published.items() if embedded.get(name) != row]
        return new + [name for name in embedded if name not in published]

    @task.short_circuit
    def anything_due():
        return bool(differing())

    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events):
        yield Metadata(EMBEDDINGS, embed_documents(W, differing(), batches_told(triggering_asset_events)))

    anything_due() >> embed_changed()


with DAG(
    "exercise_5_7_update_store",
    schedule=or_every("15,45 * * * *", EMBEDDINGS),
    max_active_runs=1,
    is_paused_upon_creation=False,
):

    @task(outlets=[VECTOR_STORE])
    def update_points(*, triggering_asset_events, outlet_events):
        batch = store_documents(W, batches_told(triggering_asset_events))
        if not batch:
            raise AirflowSkipException("the collection holds what it should")
        outlet_events[VECTOR_STORE].extra = batch

    update_points()


with DAG("exercise_5_7_watch", schedule="*/10 * * * *", catchup=False, is_paused_upon_creation=False):

    @task(inlets=[DOCUMENTS, EMBEDDINGS, VECTOR_STORE])
    def make_report(*, inlet_events):
        published, stored = W.load("published"), W.load("stored")
        report = {}
        for row in published.values():
            report.setdefault(row["batch_id"], {"published": row["timestamp"]})
        for event in inlet_events[DOCUMENTS]:
            report[event.extra["batch_id"]] = {"published": event.timestamp.astimezone(UTC).isoformat()}
        reached = {EMBEDDINGS.name: {}, VECTOR_STORE.name: {}}
        for asset in (EMBEDDINGS, VECTOR_STORE):
            for event in sorted(inlet_events[asset], key=lambda each: each.timestamp, reverse=True):
                reached[asset.name].update(dict.fromkeys(event.extra.get("batch_ids", ()), event.timestamp))
        open_batches = {row["batch_id"] for name, row in published.items() if stored.get(name) != row}
        for batch_id, row in report.items():
            begun = datetime.fromisoformat(row["published"])
            one, two = (reached[asset.name].get(batch_id) for asset in (EMBEDDINGS, VECTOR_STORE))
            row["embed_seconds"] = (one - begun).total_seconds() if one else None
            row["store_seconds"] = (two - one).total_seconds() if one and two else None
            row["late"] = batch_id in open_batches and datetime.now(UTC) - begun > LATE_AFTER
        W.save("report", report)
        return sorted(batch_id for batch_id, row in report.items() if row["late"])

    @task
    def alarm(late):
        if late:
            raise RuntimeError(f"late: {late}")

    alarm(make_report())
""",
}
