"""Fourth step: current facts in the vector store, exactly those; a collection of its own beside the documents'."""

import re
from typing import Any

from include.embedding.encoder import dimension_of
from include.embedding.model import find_model
from include.knowledge.collect import WRITER
from include.knowledge.fact_vectors import FactVectors
from include.knowledge.facts import CURRENT, described
from include.lake.queries import Row, read_rows
from include.lake.refresh import RefreshReport
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.qdrant_names import facts_prefix
from include.settings import Settings
from include.vector_store.protocol import DocumentChange, VectorStore
from include.vector_store.store import open_store

FINGERPRINT = re.compile("[0-9a-f]{8}")
PAYLOAD = ("user", "name", "relation", "about", "value", "text", "valid_from", "evidence")


def collection_name(settings: Settings) -> str:
    """Returns the collection of facts for the model of the settings."""
    return f"{facts_prefix(settings.qdrant_alias)}{find_model(settings.embedding_model).fingerprint[:8]}"


def fact_collections(store: VectorStore, settings: Settings) -> list[str]:
    """Returns every collection of facts of this bundle; on a server others may have names that begin alike."""
    prefix = facts_prefix(settings.qdrant_alias)
    return [name for name in store.collections(prefix) if FINGERPRINT.fullmatch(name.removeprefix(prefix))]


def update_index(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the collection to the current facts: new ones first, then those that are not believed any more go.

    Raises:
        StoreError: the store cannot be reached.
        LakeError: the tables cannot be read.
    """
    with writer_lock(lake, WRITER):
        return bring_index(settings, lake, provenance)


def bring_index(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """`update_index`, for whoever has the lock."""
    table = lake.open("user_facts")
    rows = {row["id"]: row for row in read_rows(table, "id", *PAYLOAD, where=f"status = '{CURRENT}'")}
    model = find_model(settings.embedding_model)
    collection, dimension = collection_name(settings), dimension_of(model, settings)
    with open_store(settings) as store:
        store.create(collection, dimension)
        notes = store.state((collection,)).collections[collection].notes
        known = store.payloads(collection)
        changed = [row for id_, row in rows.items() if known.get(id_) != _payload(row, with_text=False)]
        gone = [id_ for id_ in known if id_ not in rows]
        points = _points(changed, FactVectors(model, settings, lake))
        event: Event = {
            "vectors_upserted": len(points),
            "vectors_deleted": len(gone),
            "vectors_total": len(rows),
            "collection": collection,
            "version": -1 if table is None else table.version(),
            "timestamp": provenance.timestamp,
        }
        if points or gone:  # noted first: a run that dies after the points knows its event when it is tried again
            store.note(collection, run=provenance.run, event=event)
            store.write(collection, [DocumentChange(upserts=points, deletes=gone)])
        for former in fact_collections(store, settings):
            if former != collection:
                store.drop(former)
    if points or gone:
        return RefreshReport(event, worked=True)
    unsent = notes.event if notes.run == provenance.run else None
    return RefreshReport(unsent or event, worked=bool(unsent))


def _payload(row: Row, *, with_text: bool) -> dict[str, Any]:
    return {name: row[name] for name in PAYLOAD if with_text or name != "text"}


def _points(rows: list[Row], vectors: FactVectors) -> list[dict[str, Any]]:
    vectors.learn(described(row) for row in rows)
    return [
        {"id": row["id"], "vector": vectors.of(described(row)).tolist(), "payload": _payload(row, with_text=True)}
        for row in rows
    ]
