"""Keep tables and store small: many small files become few, and what nobody needs any more goes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deltalake import DeltaTable

from include.lake.schemas import TABLES
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.candidate import candidate_of
from include.pipeline.store import current_collection
from include.provenance import Provenance
from include.settings import Settings
from include.vector_store.collection import CollectionState
from include.vector_store.state import peek
from include.vector_store.store import open_store

KEEP = timedelta(days=7)
"""Old versions and the change feed can be read for so long; a consumer further behind compares everything."""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What was done to one table."""

    files_before: int
    files_after: int
    deleted: int
    """Files that no version of the last `KEEP` needs."""


def maintain_tables(lake: Lake, keep: timedelta = KEEP) -> dict[str, Maintenance]:
    """Compact and vacuum each table; no row changes, so nobody is woken.

    Raises:
        LakeError: a table cannot be read or written.
    """
    with writer_lock(lake):
        tables = {name: lake.open(name) for name in TABLES}
        return {name: _maintain(lake, name, table, keep) for name, table in tables.items() if table is not None}


def drop_old_collections(settings: Settings, lake: Lake, provenance: Provenance) -> list[str]:
    """Delete the collections that have not been served for `COLLECTION_GRACE_DAYS`; until then one can roll back.

    Returns:
        Names of the deleted collections.

    Raises:
        StoreError: the store cannot be reached.
    """
    state = peek(settings)
    kept = {state.served, current_collection(lake.open("chunks"), state)}
    latest = provenance.time - timedelta(days=settings.collection_grace_days)
    old = [name for name, found in state.collections.items() if name not in kept and _unused_since(found) <= latest]
    if old:
        with open_store(settings) as store:
            for name in old:
                store.drop(name)
    return old


def _unused_since(collection: CollectionState) -> datetime:
    """When it was served last; of one that never was, when anything was done about it last."""
    notes = collection.notes
    known = max(notes.retired_at, candidate_of(collection).touched_at) or notes.uploaded_at
    return datetime.fromisoformat(known) if known else datetime.max.replace(tzinfo=UTC)


def _maintain(lake: Lake, name: str, table: DeltaTable, keep: timedelta) -> Maintenance:
    before = len(table.file_uris())
    with lake.readable_errors(name):
        if before > 1:
            table.optimize.compact(writer_properties=TABLES[name].writer)
        deleted = table.vacuum(
            retention_hours=int(keep.total_seconds() // 3600), enforce_retention_duration=False, dry_run=False
        )
        table.create_checkpoint()
    return Maintenance(before, len(table.file_uris()), len(deleted))
