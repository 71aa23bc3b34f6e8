"""Step 4: ask the new state the golden questions, then serve it."""

from dataclasses import dataclass
from datetime import datetime

from include.embedding.model import find_model
from include.lake.queries import read_rows
from include.lake.tables import Lake
from include.pipeline.golden import PROBES, asking, asking_replica, golden_vectors, wait_until_ready
from include.pipeline.promotion import promote_candidate
from include.pipeline.store import current_collection
from include.provenance import Event, Provenance
from include.search.replicate import is_replicated, replicate
from include.settings import Settings
from include.vector_store.collection import Notes, StoreState
from include.vector_store.state import peek
from include.vector_store.store import open_store


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What step 4 did."""

    recall: float
    """Share of golden questions whose document is among the first five points, 0 to 1."""
    event: Event
    worked: bool


def rebuild_search_index(
    settings: Settings, lake: Lake, provenance: Provenance, candidates: bool = True
) -> IndexReport:
    """Make what is in force searchable, then try the candidate, where there is one, and serve it when it passes.

    Args:
        candidates: whether a candidate is tried; a repair mends what is served and nothing else.

    Raises:
        StoreError: a collection is not ready in time.
        StoreRefused: the candidate answers too few golden questions; it is set aside, what is served is up to date.
    """
    state = peek(settings)
    report = _index(settings, lake, state, provenance)
    if candidates and promote_candidate(settings, lake, provenance):
        return _index(settings, lake, peek(settings), provenance, state.served)
    return report


def _index(
    settings: Settings, lake: Lake, state: StoreState, provenance: Provenance, previous: str = ""
) -> IndexReport:
    """Ask what is in force, note how well it answers, and point the alias at it where nothing is served yet.

    Args:
        previous: collection that was served until now; empty: this one.
    """
    collection = current_collection(lake.open("chunks"), state)
    found = state.collections.get(collection)
    notes = found.notes if found else Notes()
    # Where another one is served, its recipe is in force: `chunks` is about to follow it.
    follows = state.served in state.collections and state.served != collection
    # A collection that says no version was never filled to the end; it must not be served.
    is_served = state.served == collection and notes.is_indexed
    if found is None or notes.version < 0 or is_served or follows:
        unsent = notes.index_event if notes.index_run == provenance.run else None
        idle: Event = {"collection": collection, "version": notes.version, "recall": notes.recall}
        if not is_replicated(settings, state):  # it was lost, or written by a release that made none
            with open_store(settings) as store:
                replicate(settings, lake, store, provenance)
        return IndexReport(notes.recall, unsent or idle, worked=bool(unsent))
    model = find_model(notes.embedding_model or settings.embedding_model)
    sample = read_rows(lake.open("chunks"), "chunk_hash", where=f"true ORDER BY chunk_hash LIMIT {PROBES}")
    asked = golden_vectors(settings, lake, model, (row["chunk_hash"] for row in sample))
    with open_store(settings) as store:
        wait_until_ready(store, collection)
        if state.served == collection and (replica := replicate(settings, lake, store, provenance)):
            recall = asked.recall(asking_replica(replica))
        else:
            recall = asked.recall(asking(store, collection))
        if state.served != collection:
            store.serve(collection, provenance.timestamp)
            replicate(settings, lake, store, provenance)
        uploaded = datetime.fromisoformat(notes.uploaded_at)
        event: Event = {
            "recall": round(recall, 3),
            "questions": len(asked.vectors),
            "collection": collection,
            "previous_collection": previous or state.served,
            "version": notes.version,
            "seconds_since_upload": round((provenance.time - uploaded).total_seconds(), 1),
            "timestamp": provenance.timestamp,
        }
        # The copy is made by now: a run that dies before this note is done again.
        store.note(
            collection, indexed_version=notes.version, recall=recall, index_run=provenance.run, index_event=event
        )
    return IndexReport(recall, event, worked=True)
