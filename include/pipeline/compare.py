"""The difference between rows of `chunks` and points of the vector store, and in which order to remove it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from include.lake.queries import Row
from include.lake.schemas import CHUNKS, InPoint

BATCH_POINTS = 256


@dataclass(frozen=True, slots=True)
class PointChanges:
    """The difference between rows of `chunks` and points."""

    upserts: tuple[Row, ...] = ()
    payloads: tuple[Row, ...] = ()
    deletes: Mapping[str, str] = field(default_factory=dict)
    """Point ids to delete and the document each belongs to."""

    @property
    def points(self) -> int:
        """How many points have to be touched."""
        return len(self.upserts) + len(self.payloads) + len(self.deletes)

    @property
    def documents(self) -> frozenset[str]:
        """Whose points these are."""
        return frozenset({row["document"] for row in (*self.upserts, *self.payloads)} | set(self.deletes.values()))

    def without(self, documents: Collection[str]) -> "PointChanges":
        """Returns the same but for some documents."""
        if not documents:
            return self
        upserts, payloads = (
            tuple(row for row in rows if row["document"] not in documents) for rows in (self.upserts, self.payloads)
        )
        deletes = {id_: document for id_, document in self.deletes.items() if document not in documents}
        return PointChanges(upserts, payloads, deletes)

    def __bool__(self) -> bool:
        return self.points > 0


NO_CHANGES = PointChanges()


def compare(rows: Mapping[str, Row], points: Mapping[str, Mapping[str, Any]]) -> PointChanges:
    """Returns what makes the points equal to the rows.

    Args:
        rows: rows of `chunks` by point id.
        points: payloads (or other rows) by point id.
    """
    embedded, movable = CHUNKS.payload(InPoint.EMBEDDED), CHUNKS.payload(InPoint.MOVABLE)
    upserts, payloads = [], []
    for id_, row in rows.items():
        point = points.get(id_)
        if point is None or any(point.get(name) != row[name] for name in embedded):
            upserts.append(row)
        elif any(point.get(name) != row[name] for name in movable):
            payloads.append(row)
    deletes = {id_: str(point.get("document", "")) for id_, point in points.items() if id_ not in rows}
    return PointChanges(tuple(upserts), tuple(payloads), deletes)


def by_document(changes: PointChanges) -> Iterator[PointChanges]:
    """Returns the changes of one document after the other; of each, new points first and deletions last."""
    upserts: dict[str, list[Row]] = defaultdict(list)
    payloads: dict[str, list[Row]] = defaultdict(list)
    deletes: dict[str, dict[str, str]] = defaultdict(dict)
    for row in changes.upserts:
        upserts[row["document"]].append(row)
    for row in changes.payloads:
        payloads[row["document"]].append(row)
    for point, document in changes.deletes.items():
        deletes[document][point] = document
    for document in sorted({*upserts, *payloads, *deletes}):
        rows = upserts[document]
        for start in range(0, len(rows), BATCH_POINTS):
            yield PointChanges(upserts=tuple(rows[start : start + BATCH_POINTS]))
        yield PointChanges(payloads=tuple(payloads[document]), deletes=deletes[document])


def batches(changes: PointChanges) -> Iterator[list[PointChanges]]:
    """Returns what goes into one request: whole documents in order, about `BATCH_POINTS` points."""
    batch: list[PointChanges] = []
    points = 0
    for part in by_document(changes):
        if batch and points + part.points > BATCH_POINTS:
            yield batch
            batch, points = [], 0
        batch.append(part)
        points += part.points
    if batch:
        yield batch
