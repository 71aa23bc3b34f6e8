"""Keep the tables small: many small files become few, and files that no version needs any more go."""

from dataclasses import dataclass
from datetime import timedelta

from deltalake import DeltaTable

from include.tables import HASH_FILTER, SCHEMAS, Lake, writer_lock

KEEP = timedelta(days=7)
"""So long old versions can be read and the change feed followed; a consumer further behind compares everything."""


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
        tables = {name: lake.open(name) for name in SCHEMAS}
        return {name: _maintain(lake, name, table, keep) for name, table in tables.items() if table is not None}


def _maintain(lake: Lake, name: str, table: DeltaTable, keep: timedelta) -> Maintenance:
    before = len(table.file_uris())
    with lake.readable_errors(name):
        if before > 1:
            table.optimize.compact(writer_properties=HASH_FILTER if name == "embeddings" else None)
        deleted = table.vacuum(
            retention_hours=int(keep.total_seconds() // 3600), enforce_retention_duration=False, dry_run=False
        )
        table.create_checkpoint()
    return Maintenance(before, len(table.file_uris()), len(deleted))
