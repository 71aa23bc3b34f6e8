"""Reading the Delta tables: rows, vectors, the change feed, and what each commit says of itself."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from arro3.core import Table, list_flatten
from deltalake import DeltaTable, QueryBuilder

from include.errors import LakeRefused
from include.lake.errors import error_kind, first_line, is_lost_file, lost_file

if TYPE_CHECKING:
    import numpy as np

Row = dict[str, Any]
LATE_COMMITS = 10
"""Among so many newest commits a run looks for its own."""
LARGEST_CONDITION = 1000
"""More values than this are not worth naming in a condition."""


def read_rows(
    table: DeltaTable | None, *columns: str, where: str = "", absent: Mapping[str, Any] | None = None
) -> list[Row]:
    """Returns rows of a table, only the named columns, optionally filtered by an SQL condition.

    Args:
        absent: columns that a table of an older version may not have, each with the value that it is read with then.

    Raises:
        LakeError: the table cannot be read.
    """
    if table is None:
        return []
    there = column_names(table) if absent else set()
    missing = [f"{_literal(value)} AS {name}" for name, value in (absent or {}).items() if name not in there]
    source = f"(SELECT *, {', '.join(missing)} FROM t)" if missing else "t"  # noqa: S608 - our own names
    sql = f"SELECT {', '.join(columns)} FROM {source}" + (f" WHERE {where}" if where else "")  # noqa: S608 - literals are quoted by `among`
    return rows_of(_query(table, sql))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def column_names(table: DeltaTable) -> set[str]:
    """Returns columns that a table has."""
    return {field.name for field in table.schema().fields}


def _query(table: DeltaTable, sql: str) -> Table:
    try:
        return Table.from_arrow(QueryBuilder().register("t", table).execute(sql))
    except Exception as error:  # arro3 raises no narrower kind when a data file is lost or the store is away
        if is_lost_file(error):
            raise LakeRefused(lost_file(table.table_uri)) from error
        raise error_kind(error)(
            f"the table {table.table_uri} cannot be read: {first_line(error)}; run again"
        ) from error


def read_changes(table: DeltaTable, since: int) -> list[Row]:
    """Returns the change feed after version `since`: rows with `_change_type` and `_commit_version`, oldest first.

    Raises:
        LookupError: the feed does not reach back that far.
    """
    if since >= table.version():
        return []
    try:
        rows = rows_of(Table.from_arrow(table.load_cdf(starting_version=since + 1)))
    except Exception as error:  # arro3 raises no narrower kind when a file of the feed is gone
        raise LookupError(f"no change feed from version {since + 1}: {first_line(error)}") from error
    return sorted(rows, key=lambda row: (int(row["_commit_version"]), row["_change_type"] == "update_postimage"))


def read_publications(published: DeltaTable, since: int) -> list[Row]:
    """Returns the change feed of `documents` without marks that a document cannot be read: they change no content.

    Raises:
        LookupError: the feed does not reach back that far.
    """
    return publications(read_changes(published, since))


def publications(feed: Sequence[Row]) -> list[Row]:
    """Returns the rows of a change feed of `documents` that change content."""
    before = {_place(row): _content(row) for row in feed if row["_change_type"] == "update_preimage"}
    after = {_place(row): _content(row) for row in feed if row["_change_type"] == "update_postimage"}
    same = {place for place, content in after.items() if before.get(place) == content}
    return [row for row in feed if _place(row) not in same]


def readable_again(feed: Sequence[Row]) -> set[str]:
    """Returns documents that could not be read and can be again, by a change feed of `documents`.

    Their content is as it was, but what came in the meantime (a field, another way to cut) has passed them by.
    """
    marked = {_place(row) for row in feed if row["_change_type"] == "update_preimage" and row.get("stale_reason")}
    return {
        row["id"]
        for row in feed
        if row["_change_type"] == "update_postimage" and not row.get("stale_reason") and _place(row) in marked
    }


def _place(row: Row) -> tuple[int, str]:
    return int(row["_commit_version"]), row["id"]


def _content(row: Row) -> tuple[str, ...]:
    return row["sha256"], row["status"], row["title"]


def read_vectors(table: DeltaTable, model: str, hashes: Iterable[str]) -> "tuple[list[str], list[str], np.ndarray]":
    """Returns embeddings by chunk hash.

    Returns:
        Hashes found, their texts, and their vectors: float32 of shape (found, dimension).
    """
    import numpy as np

    sql = f"SELECT chunk_hash, text, vector FROM t WHERE model = '{model}' AND {among('chunk_hash', hashes)}"  # noqa: S608 - hex
    found = _query(table, sql)
    if not found.num_rows:
        return [], [], np.empty((0, 0), np.float32)
    vectors = list_flatten(found.column("vector").combine_chunks()).to_numpy().reshape(found.num_rows, -1)
    return list(found.column("chunk_hash").to_pylist()), list(found.column("text").to_pylist()), vectors


def commits(table: DeltaTable | None, limit: int | None = None) -> list[Row]:
    """Returns the table's commits with their provenance, newest first."""
    if table is None:
        return []
    return table.history(limit) or _logged(table, limit)


def _logged(table: DeltaTable, limit: int | None) -> list[Row]:
    """Commits as the log has them: deltalake 1.6 tells none where the path of a table has a # or a ?.

    Every table has one at least, so only there this finds more.
    """
    parts = urlsplit(table.table_uri)
    if parts.scheme != "file":
        return []
    files = sorted(Path(unquote(parts.path), "_delta_log").glob("[0-9]" * 20 + ".json"), reverse=True)
    told = []
    for file in [file for file in files if int(file.stem) <= table.version()][:limit]:
        actions = map(json.loads, file.read_text("utf-8").splitlines())
        told += [action["commitInfo"] | {"version": int(file.stem)} for action in actions if "commitInfo" in action]
    return told


def newest_change(table: DeltaTable | None, telling: str = "") -> Row:
    """Returns the newest commit that may have changed rows, with its provenance; empty where there is none.

    Args:
        telling: what it has to say; one that gives up lost files says nothing.
    """
    for limit in (1, LATE_COMMITS):  # on S3 each commit is a request
        for commit in commits(table, limit):
            if not commit["operation"].startswith(("OPTIMIZE", "VACUUM")) and (not telling or telling in commit):
                return commit
    return {}


def has_forgotten_rows(table: DeltaTable | None) -> bool:
    """Says whether rows of lost files were given up and nothing was written since."""
    return newest_change(table).get("operation") == "FSCK"


def announced_by(table: DeltaTable, run: str) -> dict[str, Any] | None:
    """Returns the event of a commit that this run made before it died; it may never have been sent."""
    made = (commit for commit in commits(table, LATE_COMMITS) if commit.get("run") == run and "event" in commit)
    return next((json.loads(commit["event"]) for commit in made), None)


def among(column: str, values: Iterable[str]) -> str:
    """Returns an SQL condition: the column is one of the values."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})" if quoted else "1 = 0"


def lookup(column: str, values: Collection[str]) -> str:
    """Returns an SQL condition that these values of a column meet; where they are many, all meet it."""
    return among(column, values) if len(values) <= LARGEST_CONDITION else "true"


def rows_of(table: Table) -> list[Row]:
    """Returns an Arrow table as a list of dicts."""
    columns = [table.column(name).to_pylist() for name in table.column_names]
    return [dict(zip(table.column_names, values, strict=True)) for values in zip(*columns, strict=True)]
