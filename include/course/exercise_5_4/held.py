"""Points of the check's documents, counted."""

from collections import Counter

from include.course.observations import Points, is_own


def count(points: Points) -> dict[str, int]:
    """Points of each of the check's documents."""
    documents = (str(payload.get("document")) for payload in points.values())
    return dict(Counter(filter(is_own, documents)))


def ids(points: Points, document: str) -> set[str]:
    """Ids of the points of a document."""
    return {id_ for id_, payload in points.items() if payload.get("document") == document}
