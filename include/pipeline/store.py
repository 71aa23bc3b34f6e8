"""Step 3: the points of the vector store follow the rows of `chunks`."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.errors import ModelError, StoreError
from include.lake.queries import newest_change, read_rows
from include.lake.tables import Lake
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.recipe import find_recipe, in_force
from include.pipeline.candidate import fill_candidate
from include.pipeline.compare import NO_CHANGES, PointChanges
from include.pipeline.due_points import find_changes, is_whole, table_id
from include.pipeline.write_points import lost_words, made_today, write_points
from include.progress import Progress, no_progress
from include.provenance import Event, Provenance
from include.settings import Settings
from include.vector_store.collection import CollectionState, Notes, StoreState
from include.vector_store.own_collections import require_ours
from include.vector_store.protocol import VectorStore
from include.vector_store.state import peek
from include.vector_store.store import open_store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What step 3 did."""

    changes: PointChanges
    total: int
    event: Event
    worked: bool
    candidate: PointChanges = NO_CHANGES
    """What was done to the points of a candidate."""
    problem: str = ""
    """Which documents could not be written, and what to do about it, in one line; all others are."""


def update_vector_store(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    every_point: bool = False,
    progress: Progress = no_progress,
) -> StoreReport:
    """Bring the collection in force up to `chunks`; after that, and whatever comes of it, fill the candidate.

    Args:
        every_point: compare each point of the collection in force with its row, also where versions and numbers agree.

    Raises:
        StoreError: the store cannot be reached, or does not hold what it should after a full comparison.
    """
    state = peek(settings)
    report = _update(settings, lake, state, provenance, every_point, progress)
    try:
        filled = fill_candidate(settings, lake, state, provenance, progress)
    except ModelError as error:
        log.warning("the candidate cannot be filled: %s", error)
        return report
    if filled is None:
        return report
    worked, problem = report.worked or bool(filled.changes), report.problem or lost_words(filled.lost)
    return replace(report, worked=worked, problem=problem, candidate=filled.changes)


def _update(
    settings: Settings,
    lake: Lake,
    state: StoreState,
    provenance: Provenance,
    every_point: bool,
    progress: Progress,
) -> StoreReport:
    """Write, change and delete the points that `chunks` says are due, then count what is there.

    The collection itself says which version of `chunks` it holds, so a lost event, a dropped collection or lost points
    are noticed: what is missing is written from the tables, nothing is embedded.
    """
    table = lake.open("chunks")
    collection = current_collection(table, state)
    found = state.collections.get(collection)
    if table is None or not collection or (is_synced(found, table) and not every_point):
        notes, total = (found.notes, found.points) if found else (Notes(), 0)
        unsent = notes.event if notes.run == provenance.run else None
        version = -1 if table is None else table.version()
        event = unsent or _event(PointChanges(), total, collection, version, provenance)
        return StoreReport(PointChanges(), total, event, worked=bool(unsent))
    with open_store(settings) as store:
        return _synchronise(store, table, collection, lake, settings, provenance, every_point, progress)


def current_collection(table: DeltaTable | None, state: StoreState) -> str:
    """Name of the collection that `chunks` describes; of an emptied table, the one that is served.

    Its newest commit says which it is. A row need not: one of a document that cannot be read now names the chunker that
    cut it once. Only tables of old releases, whose commits say nothing, are known by their rows.
    """
    if table is None or not table.count():
        return state.served
    made_by = newest_change(table, telling="complete_for").get("complete_for", "").split()[1:]
    if not made_by:
        (row,) = read_rows(table, "model", "chunker", where="true LIMIT 1")
        made_by = [row["model"], row["chunker"]]
    return state.name_for(*made_by)


def is_synced(state: CollectionState | None, table: DeltaTable) -> bool:
    """Says whether a collection holds this version of `chunks`, by its own word and by its number of points."""
    return (
        state is not None
        and is_whole(state)
        and (state.notes.version, state.notes.chunks_table) == (table.version(), table_id(table))
        and state.points == table.count()
    )


def _synchronise(
    store: VectorStore,
    table: DeltaTable,
    collection: str,
    lake: Lake,
    settings: Settings,
    provenance: Provenance,
    every_point: bool,
    progress: Progress,
) -> StoreReport:
    state = store.state().collections.get(collection)
    if state:
        require_ours(collection, state)
    changes, trusted = find_changes(store, table, collection, state, every_point)
    if state and trusted and not changes:
        return _follow_version(store, collection, state, table, provenance)
    if state and changes:
        store.note(collection, unfinished=True)
    lost = write_points(store, collection, state.notes if state else Notes(), changes, table.version(), lake, progress)
    changes = changes.without(lost)
    total, expected = store.count(collection) if state or changes else 0, table.count()
    if total != expected and not lost:
        raise StoreError(
            f"{collection} has {total} points after writing, {expected} were expected; run verify --repair"
        )
    event = _event(changes, total, collection, table.version(), provenance)
    if changes or (state and not lost):
        store.note(
            collection,
            # What is lost is looked for again by each run, until it is there.
            **({"unfinished": True} if lost else made_today() | {"unfinished": False}),
            # Where words are new, step 4 asks by them before it says how well the collection answers.
            **({} if state and state.notes.has_words else {"indexed_version": -1}),
            version=table.version(),
            chunks_table=table_id(table),
            embedding_model=_model_name(state, settings, table),
            uploaded_at=provenance.timestamp,
            run=provenance.run,
            event=event,
        )
    # A run that died before it could say so may have written everything already.
    worked = bool(changes) or not (trusted or lost)
    return StoreReport(changes, total, event, worked, problem=_problem(lost, settings, table))


def _problem(lost: Collection[str], settings: Settings, table: DeltaTable) -> str:
    can_be_made = not lost or find_recipe(settings, table, Gate(recipe=False)).model is not None
    return lost_words(lost, can_be_made)


def _model_name(state: CollectionState | None, settings: Settings, table: DeltaTable) -> str:
    """Name of the model that fills a collection; an emptied table may tell of another one than is served."""
    noted = state.notes.embedding_model if state and not table.count() else ""
    return noted or in_force(settings, table).embedding_model


def _follow_version(
    store: VectorStore, collection: str, state: CollectionState, table: DeltaTable, provenance: Provenance
) -> StoreReport:
    """Note a version in which no row changed, such as that of a compaction; what was searchable before still is."""
    version = table.version()
    indexed = version if state.notes.is_indexed else state.notes.indexed_version
    store.note(collection, version=version, indexed_version=indexed)
    event = _event(PointChanges(), state.points, collection, version, provenance)
    return StoreReport(PointChanges(), state.points, event, worked=False)


def _event(changes: PointChanges, total: int, collection: str, version: int, provenance: Provenance) -> Event:
    """Extra of the asset event."""
    return {
        "vectors_upserted": len(changes.upserts),
        "vectors_updated_payload": len(changes.payloads),
        "vectors_deleted": len(changes.deletes),
        "vectors_total": total,
        "collection": collection,
        "version": version,
        "update_timestamp": provenance.timestamp,
    }
