"""Finds the points that differ from the rows of `chunks`: by the change feed where it can tell, else one by one."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, replace

from deltalake import DeltaTable

from include.lake.queries import Row, read_changes
from include.lake.schemas import CHUNKS
from include.pipeline.compare import PointChanges, compare
from include.pipeline.scope import chunk_rows
from include.pipeline.write_points import made_today
from include.vector_store.collection import CollectionState, Notes
from include.vector_store.protocol import VectorStore

log = logging.getLogger(__name__)


def find_changes(
    store: VectorStore, table: DeltaTable, collection: str, state: CollectionState | None, every_point: bool
) -> tuple[PointChanges, bool]:
    """Returns what makes the points equal to the rows, and whether the change feed was enough to tell."""
    if state and is_whole(state) and not every_point:
        changes = _changes_since(table, state)
        if changes is not None and state.points + _growth(changes) == table.count():
            return changes, True
    log.info("comparing every point of %s with the table", collection)
    return due_points(store, collection, state.notes if state else None, chunk_rows(table)), False


def due_points(store: VectorStore, collection: str, notes: Notes | None, rows: Mapping[str, Row]) -> PointChanges:
    """Compares every point with its row: what makes them equal, and gives each the words that this release makes."""
    changes = compare(rows, store.payloads(collection) if notes else {})
    if notes is None or notes.has_words:
        return changes
    written = {row["point_id"] for row in changes.upserts}
    return replace(changes, payloads=tuple(row for id_, row in rows.items() if id_ not in written))


def is_whole(state: CollectionState) -> bool:
    """Says whether each of its points was written to the end, with all that points have today."""
    return not state.notes.unfinished and made_today().items() <= asdict(state.notes).items()


def table_id(table: DeltaTable) -> str:
    """Returns what tells a table from one that was made in its place."""
    return str(table.metadata().id)


def _changes_since(table: DeltaTable, state: CollectionState) -> PointChanges | None:
    """The change feed since the version the collection holds; None where it cannot tell."""
    if state.notes.chunks_table != table_id(table):
        return None
    try:
        feed = read_changes(table, since=state.notes.version)
    except LookupError:
        return None
    first: dict[str, Row] = {}
    last: dict[str, Row] = {}
    for row in CHUNKS.whole(feed):
        first.setdefault(row["point_id"], row)
        last[row["point_id"]] = row
    return compare(
        {id_: row for id_, row in last.items() if row["_change_type"] in ("insert", "update_postimage")},
        {id_: row for id_, row in first.items() if row["_change_type"] in ("delete", "update_preimage")},
    )


def _growth(changes: PointChanges) -> int:
    """How many points more there will be."""
    return len(changes.upserts) - len(changes.deletes)
