"""The Delta tables of a lake, opened and written; what each is made of is in `schemas`.

Commits are atomic on a disk and on S3 (conditional put). `documents` and `chunks` have the change feed on;
`embeddings` is append-only. Rows are plain dicts; a vector column is a float32 array of shape (rows, dimension).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from arro3.core import Array, DataType, Table
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError

from include.errors import LakeError, LakeRefused
from include.lake.columns import column
from include.lake.errors import error_kind, first_line, is_lost_file, lost_file
from include.lake.queries import Row, column_names, lookup
from include.lake.schemas import TABLES, TableKind
from include.private_files import private_folder

P = ParamSpec("P")
T = TypeVar("T")


class Conflict(LakeError):
    """Another writer committed first; the step must be planned again on the new version."""


def replan_on_conflict(step: Callable[P, T]) -> Callable[P, T]:
    """Commits are optimistic: run the decorated step again when it lost the race, eight times in all."""

    @wraps(step)
    def planned(*arguments: P.args, **named: P.kwargs) -> T:
        try:
            return step(*arguments, **named)
        except Conflict:
            # Imported here: with asyncio it takes 0.1 CPU seconds, and most runs lose no race.
            from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random

        again = Retrying(
            retry=retry_if_exception_type(Conflict), stop=stop_after_attempt(7), wait=wait_random(0, 1), reraise=True
        )
        return again(step, *arguments, **named)

    return planned


class Lake:
    """The folder that holds the tables.

    Args:
        uri: a path or `s3://bucket/prefix`; endpoint, region and credentials come from the `AWS_*` environment.
        tables: which there may be, by name.
    """

    def __init__(self, uri: str, tables: Mapping[str, TableKind] = TABLES) -> None:
        self.uri = uri.rstrip("/")
        self._tables = tables

    def open(self, name: str) -> DeltaTable | None:
        """Returns the table at its newest version, or None where nothing was written yet.

        Raises:
            LakeError: it is there and cannot be read.
        """
        try:
            return DeltaTable(f"{self.uri}/{name}")
        except TableNotFoundError:
            return None
        except (DeltaError, OSError) as error:
            raise error_kind(error)(
                f"table {name} in {self.uri} cannot be read: {first_line(error)}; "
                f"check LAKE_URI and {'the AWS settings' if self.uri.startswith('s3://') else 'its permissions'}"
            ) from error

    @property
    def names(self) -> Sequence[str]:
        """Tables that there may be."""
        return tuple(self._tables)

    def kind(self, name: str) -> TableKind:
        """Returns what a table is made of."""
        return self._tables[name]

    def rows(self, name: str, where: str = "") -> list[Row]:
        """Returns whole rows of a table, all or those that meet an SQL condition; none where nothing was written yet.

        Raises:
            LakeError: the table cannot be read.
        """
        return self._tables[name].rows(self.open(name), where)

    def version(self, name: str) -> int:
        """Returns the newest version; -1 where the table does not exist."""
        table = self.open(name)
        return -1 if table is None else table.version()

    def open_or_create(self, name: str) -> DeltaTable:
        """Returns the table at its newest version, made empty if need be.

        Raises:
            LakeError: the folder cannot be written.
        """
        with self.readable_errors(name):
            return self.open(name) or DeltaTable.create(
                f"{self.uri}/{name}",
                self._tables[name].schema,
                mode="ignore",
                partition_by=list(self._tables[name].partitions) or None,
                configuration=self._tables[name].configuration,
            )

    def append(self, name: str, columns: Mapping[str, Array], commit: Mapping[str, str]) -> None:
        """Append rows, given by column."""
        with self.readable_errors(name):
            table = self.open_or_create(name)
            write_deltalake(
                table,
                Table.from_pydict({**columns}),
                mode="append",
                schema_mode=None if column_names(table).issuperset(columns) else "merge",
                writer_properties=self._tables[name].writer,
                commit_properties=CommitProperties(custom_metadata=dict(commit)),
            )

    def change(
        self,
        table: DeltaTable,
        name: str,
        rows: Sequence[Row],
        removed: Iterable[str],
        commit: Mapping[str, str],
        former: Iterable[str] = (),
    ) -> int:
        """Insert or update `rows` and remove keys, in one commit on top of the version that `table` shows.

        Args:
            table: as it was when the change was planned; it moves on to the new version.
            name: which table, for its schema and key.
            rows: whole rows.
            removed: keys of rows to delete.
            commit: provenance, kept with the commit.
            former: what changed or removed rows are a part of, by the names the table knows.

        Returns:
            The new version; the old one when there is nothing to change.

        Raises:
            Conflict: somebody else changed the same rows since `table` was opened.
            LakeError: the folder cannot be written.
        """
        kind, keys = self._tables[name], list(removed)
        if not rows and not keys:
            return table.version()
        values = {column: f"s.{column}" for column in kind.names}
        # Files without these documents are neither read nor rewritten.
        whole = kind.belongs_to
        documents = {row[whole] for row in rows} | set(keys if whole == kind.key else former)
        with self.readable_errors(name):
            (
                table.merge(
                    _changes(kind, rows, keys),
                    predicate=f"s.{kind.key} = t.{kind.key} AND {lookup(f't.{whole}', documents)}",
                    source_alias="s",
                    target_alias="t",
                    merge_schema=not column_names(table).issuperset(kind.names),
                    commit_properties=CommitProperties(custom_metadata=dict(commit)),
                )
                .when_matched_delete("s.removed")
                .when_matched_update(values, predicate="not s.removed")
                .when_not_matched_insert(values, predicate="not s.removed")
                .execute()
            )
        return int(table.version())

    def forget_lost_files(self, name: str) -> list[str]:
        """Commit that data files which are gone are gone, and their rows with them; the others can be read again.

        Returns:
            The lost files.
        """
        table = self.open(name)
        if table is None:
            return []
        with self.readable_errors(name):
            return list(table.repair()["files_removed"])

    @contextmanager
    def readable_errors(self, name: str) -> Iterator[None]:
        """Around whatever writes: turn what the storage says into one line for a person, and keep files private."""
        try:
            with nullcontext() if self.uri.startswith("s3://") else private_folder(Path(self.uri) / name):
                yield
        except CommitFailedError as error:
            raise Conflict(f"table {name} in {self.uri}: other runs kept committing first; run again") from error
        except (DeltaError, OSError) as error:
            if is_lost_file(error):
                raise LakeRefused(lost_file(f"{self.uri}/{name}")) from error
            raise error_kind(error)(
                f"table {name} in {self.uri} cannot be written: {first_line(error)}; "
                "check LAKE_URI, the permissions and the free space, then run again"
            ) from error


def _changes(kind: TableKind, rows: Sequence[Row], removed: Sequence[str]) -> Table:
    """Rows to write, and after them the keys of those to remove."""
    late = kind.late
    source: dict[str, Array] = {
        name: column(
            [row.get(name, late[name]) if name in late else row[name] for row in rows]
            + [key if name == kind.key else None for key in removed],
            type_,
        )
        for name, type_ in ((column.name, column.type) for column in kind.columns)
    }
    source["removed"] = Array([False] * len(rows) + [True] * len(removed), type=DataType.bool())
    return Table.from_pydict({**source})
