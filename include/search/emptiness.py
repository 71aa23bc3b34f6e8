"""Why there is nothing to search, in words: each says what the tables and the store say, and what happens next."""

from include.lake.known_documents import READY
from include.lake.queries import read_rows
from include.lake.tables import Lake
from include.search.replica import path_of
from include.settings import Settings
from include.vector_store.collection import StoreState
from include.vector_store.state import peek

SEE = "Freshness says of each what it waits for."


def why_empty(settings: Settings) -> str:
    """Returns one sentence or two for a person who asks while nothing can be found.

    Raises:
        StoreError: the store does not answer.
        LakeError: the tables cannot be read.
    """
    lake = Lake(settings.lake_uri)
    table = lake.open("documents")
    if table is None:
        return (
            "Nothing is indexed yet: no document was published so far. A document in the source is published by "
            "itself, unless publish_documents is paused or failed."
        )
    statuses = [row["status"] for row in read_rows(table, "status")]
    ready = statuses.count(READY)
    if not statuses:
        return "The index is empty, because the source is: it had no document when it was last looked at."
    if not ready:
        return f"The index is empty: {_unreadable(len(statuses))}; Freshness says why."
    state = peek(settings)
    points = max((found.points for found in state.collections.values()), default=0)
    if not points:
        return f"{_are(ready)} published and not embedded yet, or not written to the vector store. {SEE}"
    return _not_shown(settings, state, ready)


def _not_shown(settings: Settings, state: StoreState, ready: int) -> str:
    """There are vectors."""
    if not state.served:
        return "The vectors are there, but no index is served yet; rebuild_search_index does that."
    if not settings.qdrant_url and not path_of(settings).exists():
        return (
            "The index is served, but the copy of it that this page reads is gone; rebuild_search_index writes it with "
            "its next run, within the hour, or trigger it."
        )
    return f"The index that is served is empty, while {_are(ready).lower()} published. {SEE}"


def _unreadable(count: int) -> str:
    return "the one document cannot be read" if count == 1 else f"none of the {count:,} documents can be read"


def _are(count: int) -> str:
    return "One document is" if count == 1 else f"{count:,} documents are"
