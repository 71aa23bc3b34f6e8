"""Erase the history of a Delta table: what its newest version does not show is in none of its files any more."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from deltalake import DeltaTable

from include.s3_client import open_s3
from include.tables import KEPT_FOR_EVER, LOG_KEPT, Lake

FORGET_AT_ONCE = "interval 0 days"


def erase_history(lake: Lake, name: str) -> int:
    """Delete older versions of an erasable table: their data files, and the log, which quotes keys of changed rows.

    Deleting rows alone would leave them readable: every older version still has them. It can be done again at any
    time, also after it was broken off.

    Returns:
        Data files that were deleted.

    Raises:
        LakeError: the table cannot be read or written.
    """
    table = lake.open(name)
    if table is None:
        return 0
    with lake.readable_errors(name):
        # The last commit that is left must not be the one that names what was deleted: this one names nothing.
        table.alter.set_table_properties({LOG_KEPT: FORGET_AT_ONCE})
        deleted = table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False, full=True)
        table.update_incremental()
        _cut_log(table)
        table.alter.set_table_properties({LOG_KEPT: KEPT_FOR_EVER})
    return len(deleted)


def _cut_log(table: DeltaTable) -> None:
    table.create_checkpoint()
    table.cleanup_metadata()


def history_begins(table: DeltaTable) -> datetime:
    """When the oldest version that can still be read was committed."""
    return datetime.fromtimestamp(min(commit["timestamp"] for commit in table.history()) / 1000, UTC)


def unneeded_files(lake: Lake, name: str) -> list[str]:
    """Data files of a table that its newest version does not need; they can hold what was deleted."""
    table = lake.open(name)
    if table is None:
        return []
    needed = {Path(uri).name for uri in table.file_uris()}
    found = files_below(f"{lake.uri}/{name}")
    return [file for file in found if "_delta_log/" not in file and Path(file).name not in needed]


def files_below(uri: str) -> list[str]:
    """Every file in a folder or below an S3 prefix, hidden ones too."""
    return sorted(_listed(uri))


def _listed(uri: str) -> Iterator[str]:
    if not uri.startswith("s3://"):
        yield from (str(path) for path in Path(uri).rglob("*") if path.is_file())
        return
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    for page in open_s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/"):
        yield from (f"s3://{bucket}/{item['Key']}" for item in page.get("Contents", ()))


def read_file(uri: str) -> bytes:
    """Content of a file that `files_below` names."""
    if not uri.startswith("s3://"):
        return Path(uri).read_bytes()
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bytes(open_s3().get_object(Bucket=bucket, Key=key)["Body"].read())
