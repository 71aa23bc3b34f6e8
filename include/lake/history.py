"""The history of a Delta table: read it as it was at a moment, or erase it.

After an erasure, what the newest version does not show is in none of the table's files any more.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from deltalake import DeltaTable

from include.errors import LakeRefused
from include.lake.queries import commits
from include.lake.schemas import KEPT_FOR_EVER, LOG_KEPT
from include.lake.tables import Lake
from include.sources.s3_client import open_s3

FORGET_AT_ONCE = "interval 0 days"


def version_at(lake: Lake, name: str, time: datetime) -> DeltaTable | None:
    """Returns a table as it was at a moment, or None where it did not exist yet.

    Raises:
        LakeRefused: its history does not reach back so far, because it was erased.
    """
    table = lake.open(name)
    if table is None:
        return None
    found = commits(table)
    before = [commit for commit in found if commit["timestamp"] <= time.timestamp() * 1000]
    if before:
        table.load_as_version(int(before[0]["version"]))
        return table
    if found[-1]["version"] == 0:
        return None
    since = datetime.fromtimestamp(found[-1]["timestamp"] / 1000, UTC)
    raise LakeRefused(f"the history of {name} begins at {since:%Y-%m-%d %H:%M:%S} UTC; what was before is erased")


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


def unneeded_files(lake: Lake, name: str) -> list[str]:
    """Returns data files of a table that its newest version does not need; they can hold what was deleted."""
    table = lake.open(name)
    if table is None:
        return []
    needed = {Path(uri).name for uri in table.file_uris()}
    found = files_below(f"{lake.uri}/{name}")
    return [file for file in found if "_delta_log/" not in file and Path(file).name not in needed]


def files_below(uri: str) -> list[str]:
    """Returns every file in a folder or below an S3 prefix, hidden ones too."""
    return sorted(_listed(uri))


def _listed(uri: str) -> Iterator[str]:
    if not uri.startswith("s3://"):
        yield from (str(path) for path in Path(uri).rglob("*") if path.is_file())
        return
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    for page in open_s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{prefix}/"):
        yield from (f"s3://{bucket}/{item['Key']}" for item in page.get("Contents", ()))


def read_file(uri: str) -> bytes:
    """Returns the content of a file that `files_below` names."""
    if not uri.startswith("s3://"):
        return Path(uri).read_bytes()
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bytes(open_s3().get_object(Bucket=bucket, Key=key)["Body"].read())
