"""Whether a collection was made by this bundle, for the vectors it is to hold; what others made is left alone."""

from include.errors import StoreRefused
from include.vector_store.collection import CollectionState

DISTANCE = "Cosine"


def require_made_here(name: str, found: CollectionState, dimension: int) -> None:
    """See that a collection is as this bundle makes them.

    Raises:
        StoreRefused: it was made by something else, so nothing is written to it.
    """
    # Embedded Qdrant would keep vectors of any length and fail at the first search.
    if found.dimension != dimension:
        problem = f"holds vectors of dimension {found.dimension}, the model makes {dimension}"
    elif found.distance != DISTANCE:
        problem = f"compares vectors by {found.distance}, not by {DISTANCE}"
    else:
        return
    raise StoreRefused(
        f"{name} {problem}; it was made by something else: delete it, or set QDRANT_ALIAS to a name that is free, "
        "then run again"
    )


def require_ours(name: str, found: CollectionState) -> None:
    """See that a collection of documents was made by this bundle: what is in it and not in the tables is deleted.

    Raises:
        StoreRefused: it holds points, and does not say that it was.
    """
    if found.points and not (found.notes.made_for or found.notes.chunks_table):
        raise StoreRefused(
            f"{name} holds {found.points:,} points that this bundle has not written; nothing of it was touched: "
            "delete it, or set QDRANT_ALIAS to a name that is free, then run again"
        )
