"""The two consumers of exercise 5.4, given: what an exercise needs when they are not what it teaches.

Which documents are due is for the exercise to say; here it is done, noted and counted.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from include.course.workshop import Workshop


def embed_documents(workshop: Workshop, names: Iterable[str], told: Iterable[str] = ()) -> dict[str, Any]:
    """Bring the table `embedded` and the kept pieces up to `published` for these documents.

    Args:
        names: of documents; one that is not in `published` is discarded.
        told: batch ids of the events that woke the run.

    Returns:
        Extra of the event: `batch_ids`, `documents`, `embeddings`, `timestamp`.
    """
    published, embedded, texts = workshop.load("published"), workshop.load("embedded"), workshop.documents()
    batch_ids, count, done = set(told), 0, sorted(names)
    for name in done:
        row = published.get(name)
        if row and name in texts:
            pieces = workshop.embed(name, texts[name])
            workshop.keep(name, pieces)
            count += len(pieces)
            batch_ids.add(row["batch_id"])
            embedded[name] = row
        elif not row:
            workshop.discard(name)
            embedded.pop(name, None)
        workshop.save("embedded", embedded)  # after the work: a run that dies before this line does it again
    now = datetime.now(UTC).isoformat()
    return {"batch_ids": sorted(batch_ids), "documents": len(done), "embeddings": count, "timestamp": now}


def store_documents(workshop: Workshop, told: Iterable[str] = ()) -> dict[str, Any]:
    """Bring the collection and the table `stored` up to `embedded`.

    Returns:
        Extra of the event: `batch_ids`, `documents`, `total`, `timestamp`; empty when nothing was due.
    """
    embedded, stored = workshop.load("embedded"), workshop.load("stored")
    due = {name for name in embedded.keys() | stored.keys() if embedded.get(name) != stored.get(name)}
    if not due:
        return {}
    points = [
        {
            "id": str(uuid5(NAMESPACE_URL, f"{name}#{number}")),
            "vector": piece.vector,
            "payload": {"document": name, "text": piece.text},
        }
        for name in sorted(due & embedded.keys())
        for number, piece in enumerate(workshop.kept(name))
    ]
    with workshop.collection() as collection:
        written = {point["id"] for point in points}
        before = collection.points()
        collection.upsert(points)
        collection.delete(id_ for id_, payload in before.items() if payload["document"] in due and id_ not in written)
        total = collection.count()
    workshop.save("stored", embedded)
    batch_ids = set(told) | {embedded[name]["batch_id"] for name in due & embedded.keys()}
    now = datetime.now(UTC).isoformat()
    return {"batch_ids": sorted(batch_ids), "documents": len(due), "total": total, "timestamp": now}


def batches_told(triggering_asset_events: Any) -> set[str]:
    """Batch ids in the events that woke a run; a run that the clock started has none."""
    extras = [event.extra for events in triggering_asset_events.values() for event in events]
    named = [[extra["batch_id"]] if "batch_id" in extra else extra.get("batch_ids", []) for extra in extras]
    return {batch_id for batch_ids in named for batch_id in batch_ids}
