"""Exercise 5.4: embeddings that follow their documents.

Three DAGs and three assets. `exercises/exercise_5_4_embedding_assets.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store
                      publish        embed         update_store

Check it with `make check E=5.4`.
"""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("exercise_5_4")
DOCUMENTS = Asset(name="exercise_5_4_documents", uri="x-course://exercise_5_4/documents")
EMBEDDINGS = Asset(name="exercise_5_4_embeddings", uri="x-course://exercise_5_4/embeddings")
VECTOR_STORE = Asset(name="exercise_5_4_vector_store", uri="x-course://exercise_5_4/vector_store")


@dag(schedule=None, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_publish() -> None:
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:
        """Compare what is uploaded with the table `published`; when something changed, save it and send one event."""
        hashes = {name: sha256(text.encode()).hexdigest() for name, text in WORKSHOP.documents().items()}
        published = WORKSHOP.load("published")
        added = hashes.keys() - published.keys()
        deleted = published.keys() - hashes.keys()
        changed = {name for name in hashes.keys() & published.keys() if hashes[name] != published[name]["sha256"]}
        if not (added or changed or deleted):
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        now = datetime.now(UTC)
        batch_id = f"batch-{now:%Y%m%dT%H%M%S.%fZ}"
        rows = {name: {"sha256": hashes[name], "batch_id": batch_id} for name in added | changed}
        WORKSHOP.save("published", {name: rows.get(name) or published[name] for name in hashes})
        outlet_events[DOCUMENTS].extra = {
            "batch_id": batch_id,
            "added": len(added),
            "changed": len(changed),
            "deleted": len(deleted),
            "timestamp": now.isoformat(),
        }

    publish_documents()


@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_embed() -> None:
    @task(outlets=[EMBEDDINGS])
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
        """Embed what `published` has and `embedded` does not; the event says that there may be work, not which."""
        published, embedded = WORKSHOP.load("published"), WORKSHOP.load("embedded")
        events = [event for events in triggering_asset_events.values() for event in events]
        batch_ids = {event.extra["batch_id"] for event in events if "batch_id" in event.extra}
        gone = embedded.keys() - published.keys()
        due = {name: row for name, row in published.items() if row["sha256"] != embedded.get(name, {}).get("sha256")}
        if not (due or gone):
            raise AirflowSkipException("every published document is embedded")
        texts = WORKSHOP.documents()
        count = 0
        for name in sorted(due.keys() & texts.keys()):
            pieces = WORKSHOP.embed(name, texts[name])
            WORKSHOP.keep(name, pieces)
            count += len(pieces)
            embedded[name] = {**due[name], "sha256": sha256(texts[name].encode()).hexdigest()}
            WORKSHOP.save("embedded", embedded)  # after the work: a run that dies before this line does it again
        for name in gone:
            WORKSHOP.discard(name)
            del embedded[name]
        WORKSHOP.save("embedded", embedded)
        outlet_events[EMBEDDINGS].extra = {
            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),
            "documents": len(due),
            "deleted": len(gone),
            "embeddings": count,
            "timestamp": datetime.now(UTC).isoformat(),
        }

    embed_changed()


@dag(schedule=[EMBEDDINGS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_update_store() -> None:
    @task(outlets=[VECTOR_STORE])
    def update_points(*, triggering_asset_events, outlet_events) -> None:
        """Write the points of documents that differ, delete those that nobody wants, and count what was done."""
        embedded = WORKSHOP.load("embedded")
        events = [event for events in triggering_asset_events.values() for event in events]
        batch_ids = {batch_id for event in events for batch_id in event.extra.get("batch_ids", [])}
        with WORKSHOP.collection() as collection:
            before = collection.points()
            stored = {(payload["document"], payload["sha256"]) for payload in before.values()}
            wanted = {(name, row["sha256"]) for name, row in embedded.items()}
            differing = {name for name, _ in stored ^ wanted}  # also where a run died half way
            due = {name: row for name, row in embedded.items() if name in differing}
            points = [
                {
                    "id": str(uuid5(NAMESPACE_URL, f"{name}#{number}")),
                    "vector": piece.vector,
                    "payload": {"document": name, "text": piece.text, **row},
                }
                for name, row in due.items()
                for number, piece in enumerate(WORKSHOP.kept(name))
            ]
            written = {point["id"] for point in points}
            old = [
                id_
                for id_, payload in before.items()
                if id_ not in written and (payload["document"] in due or payload["document"] not in embedded)
            ]
            if not (points or old):
                raise AirflowSkipException("the collection holds what it should")
            collection.upsert(points)
            collection.delete(old)
            after = collection.points()
            outlet_events[VECTOR_STORE].extra = {
                "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),
                "inserted": len(after.keys() - before.keys()),
                "updated": len(written & before.keys()),
                "skipped": len((before.keys() & after.keys()) - written),
                "deleted": len(before.keys() - after.keys()),
                "total": collection.count(),
                "timestamp": datetime.now(UTC).isoformat(),
            }

    update_points()


exercise_5_4_publish()
exercise_5_4_embed()
exercise_5_4_update_store()
