"""The check's documents: their points, counted, and their hashes."""

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from include.course.observations import Points, Step, is_own

RANDOM = 4
"""The version of a UUID that is made of nothing."""


def count(points: Points) -> dict[str, int]:
    """Points of each of the check's documents."""
    documents = (str(payload.get("document")) for payload in points.values())
    return dict(Counter(filter(is_own, documents)))


def ids(points: Points, document: str) -> set[str]:
    """Ids of the points of a document."""
    return {id_ for id_, payload in points.items() if payload.get("document") == document}


def are_random(points: Collection[str]) -> bool:
    """Whether all ids of some points are random: Qdrant takes UUIDs and numbers, and a UUID says how it was made."""
    return bool(points) and all(map(_is_random, points))


def hashes_of(step: Step, document: str) -> dict[str, object]:
    """The hashes of a document that the tables `published` and `embedded` have after a step."""
    rows = {table: step.tables.get(table, {}).get(document) for table in ("published", "embedded")}
    return {table: row.get("sha256") if isinstance(row, dict) else row for table, row in rows.items()}


def _is_random(id_: str) -> bool:
    try:
        return UUID(id_).version == RANDOM
    except ValueError:
        return False
