"""Exercise 5.4: embeddings that follow their documents.

Three assets, and four DAGs that they wake. `exercises/exercise_5_4_embedding_assets.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store ──▶ search index
                      publish        embed         update_store    rebuild_index

Check it with `make check E=5.4`.
"""

import logging
from datetime import UTC, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("solution_5_4")
log = logging.getLogger(__name__)

# >>> 1 given
# Task 1: declare the three assets here, each once: name, URI, group, and its own `extra`.
# <<<
# >>> 1
DOCUMENTS = Asset(
    name="solution_5_4_documents",
    uri="x-course://solution_5_4/documents",
    group="solution_5_4",
    extra={"format": "text"},
)
EMBEDDINGS = Asset(
    name="solution_5_4_embeddings",
    uri="x-course://solution_5_4/embeddings",
    group="solution_5_4",
    extra={"kept_in": "the workshop"},
)
VECTOR_STORE = Asset(
    name="solution_5_4_vector_store",
    uri="x-course://solution_5_4/vector_store",
    group="solution_5_4",
    extra={"collection": "solution_5_4"},
)
# <<<


# >>> 1 given
# Then say of which asset `publish_documents` is the producer, and write its body.
# <<<
@dag(schedule=None, tags=["course", "5.4"], is_paused_upon_creation=False)
def solution_5_4_publish() -> None:
    # >>> 1
    @task(outlets=[DOCUMENTS])
    # === @task
    # <<<
    def publish_documents(*, outlet_events) -> None:
        """Compare what is uploaded with the table `published`; when something changed, save it and send one event."""
        # >>> 1
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
        # === todo(1)
        # <<<

    publish_documents()


# >>> 2 given
# Task 2: which asset wakes this DAG, and which does it produce? Then the body.
# <<<
# >>> 2
@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
# === @dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
# <<<
def solution_5_4_embed() -> None:
    # >>> 2
    @task(outlets=[EMBEDDINGS])
    # === @task
    # <<<
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
        """Embed what `published` has and `embedded` does not; the event says that there may be work, not which."""
        # >>> 2
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
        # === todo(2)
        # <<<

    embed_changed()


# >>> 3 given
# Task 3: as task 2, one asset further. The batch ids must arrive here, too.
# <<<
# >>> 3
@dag(schedule=[EMBEDDINGS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
# === @dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
# <<<
def solution_5_4_update_store() -> None:
    # >>> 3
    @task(outlets=[VECTOR_STORE])
    # === @task
    # <<<
    def update_points(*, triggering_asset_events, outlet_events) -> None:
        """Write the points of documents that differ, delete those that nobody wants, and count what was done."""
        # >>> 3
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
            statistics = {
                "inserted": len(after.keys() - before.keys()),
                "updated": len(written & before.keys()),
                "skipped": len((before.keys() & after.keys()) - written),
                "deleted": len(before.keys() - after.keys()),
                "total": collection.count(),
            }
        log.info("the vector store was updated: %s", statistics)
        outlet_events[VECTOR_STORE].extra = {
            **statistics,
            "batch_ids": sorted(batch_ids | {row["batch_id"] for row in due.values()}),
            "timestamp": datetime.now(UTC).isoformat(),
        }
        # === todo(3)
        # <<<

    update_points()


# >>> 4 given
# Task 4: what stands for the search index. Which asset wakes it? What does it learn of that asset, and of its events?
# <<<
# >>> 4
@dag(schedule=[VECTOR_STORE], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
# === @dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
# <<<
def solution_5_4_rebuild_index() -> None:
    @task
    def rebuild_index(*, triggering_asset_events) -> None:
        """Note in the table `search_index` which collection is searched, how many points it has, by which batches."""
        # >>> 4
        events = [event for events in triggering_asset_events.values() for event in events]
        if not events:
            raise AirflowSkipException("nobody says that the vector store has changed")
        newest = max(events, key=lambda event: event.timestamp)
        row = {
            "collection": newest.asset.extra["collection"],  # of the asset: true of every event
            "points": newest.extra["total"],  # of the event: true of this one
            "batch_ids": sorted({batch_id for event in events for batch_id in event.extra["batch_ids"]}),
        }
        WORKSHOP.save("search_index", {"current": row})
        # === todo(4)
        # <<<

    rebuild_index()


solution_5_4_publish()
solution_5_4_embed()
solution_5_4_update_store()
solution_5_4_rebuild_index()
