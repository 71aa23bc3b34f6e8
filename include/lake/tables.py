"""The Delta tables: `documents`, `chunks` and `embeddings`, and those of the other systems in folders of their own.

Commits are atomic on a disk and on S3 (conditional put). `documents` and `chunks` have the change feed on;
`embeddings` is append-only. Rows are plain dicts; a vector column is a float32 array of shape (rows, dimension).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from arro3.core import Array, DataType, Field, Schema, Table
from deltalake import (
    BloomFilterProperties,
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random

from include.errors import LakeError, LakeRefused
from include.lake.columns import column
from include.lake.errors import error_kind, first_line, is_lost_file, lost_file
from include.lake.queries import Row, column_names, lookup
from include.private_files import private_folder

_TEXT, _LONG = DataType.string(), DataType.int64()
STALENESS = ("stale_since", "stale_reason", "stale_sha256", "deletion_declined", "reader")
"""Since when and why a document is not as the source has it, the hash of what the source has where it has bytes, that
a person wants to keep it though it is gone, and what could not read it. Empty where it is as the source has it."""
DOCUMENTS = Schema(
    [Field(name, _TEXT) for name in ("id", "sha256", "media_type", "title", "status", "reason", "etag")]
    + [Field("size_bytes", _LONG)]
    + [Field(name, _TEXT) for name in STALENESS]
)
CHUNKS = Schema(
    [
        Field(name, _TEXT)
        for name in ("point_id", "document", "title", "heading", "chunk_hash", "document_sha256", "chunker", "model")
    ]
    + [Field("ordinal", _LONG)]
)
EMBEDDINGS = Schema(
    [Field(name, _TEXT) for name in ("chunk_hash", "model", "text")]
    + [Field("vector", DataType.list(DataType.float32()))]
)
LARGEST_FILE_BYTES = 4 * 1024 * 1024
"""A change rewrites each file that holds one of its rows whole; above 10 million chunks raise it, or files are many."""
_CHECKPOINTS = {"delta.checkpointInterval": "10"}
"""A table with 60 commits and no checkpoint opens in 7 ms, with one in 2; writing one takes 1 ms."""
_FEED = {"delta.enableChangeDataFeed": "true", "delta.targetFileSize": str(LARGEST_FILE_BYTES)}
LOG_KEPT = "delta.logRetentionDuration"
KEPT_FOR_EVER = "interval 36500 days"
_ERASABLE = {"delta.dataSkippingNumIndexedCols": "0", LOG_KEPT: KEPT_FOR_EVER}
HASH_FILTER = WriterProperties(
    compression="ZSTD",
    column_properties={"chunk_hash": ColumnProperties(bloom_filter_properties=BloomFilterProperties(True, 0.01))},
)
"""With a Bloom filter a hash is looked up without reading every file's column of hashes."""


@dataclass(frozen=True, slots=True)
class TableKind:
    """What a table is made of."""

    schema: Schema
    key: str = ""
    """Column that names a row; none where rows are only appended."""
    belongs_to: str = ""
    """Column of what a row is a part of: files with none of the changed ones are neither read nor rewritten."""
    writer: WriterProperties = field(default_factory=WriterProperties)
    later: tuple[str, ...] = ()
    """Columns of text that a table of an older version has not; they are added with the first row that is written."""
    partitions: Sequence[str] = ()
    """Columns of which each value has files of its own."""
    erasable: bool = False
    """Whether it holds what a person may want forgotten. Then there is no change feed, the log has no values of rows,
    and the history is kept until it is erased: see `history`."""

    @property
    def configuration(self) -> dict[str, str]:
        """What Delta is told of the table."""
        if self.erasable:
            return _CHECKPOINTS | _ERASABLE
        return _CHECKPOINTS | (_FEED if self.key else {})


TABLES: Mapping[str, TableKind] = {
    "documents": TableKind(DOCUMENTS, key="id", belongs_to="id", later=STALENESS),
    "chunks": TableKind(CHUNKS, key="point_id", belongs_to="document"),
    "embeddings": TableKind(EMBEDDINGS, writer=HASH_FILTER),
}


class Conflict(LakeError):
    """Another writer committed first; the step must be planned again on the new version."""


replan_on_conflict = retry(
    retry=retry_if_exception_type(Conflict), stop=stop_after_attempt(8), wait=wait_random(0, 1), reraise=True
)
"""Commits are optimistic: run the decorated step again when it lost the race."""


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
            write_deltalake(
                self.open_or_create(name),
                Table.from_pydict({**columns}),
                mode="append",
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
        kind = self._tables[name]
        key, schema = kind.key, kind.schema
        keys = list(removed)
        if not rows and not keys:
            return table.version()
        source: dict[str, Array] = {
            field: column(
                [row.get(field, "") if field in kind.later else row[field] for row in rows]
                + [k if field == key else None for k in keys],
                type_,
            )
            for field, type_ in zip(schema.names, schema.types, strict=True)
        }
        source["removed"] = Array([False] * len(rows) + [True] * len(keys), type=DataType.bool())
        values = {field: f"s.{field}" for field in schema.names}
        # Files without these documents are neither read nor rewritten.
        whole = kind.belongs_to
        documents = {row[whole] for row in rows} | set(keys if whole == key else former)
        with self.readable_errors(name):
            (
                table.merge(
                    Table.from_pydict({**source}),
                    predicate=f"s.{key} = t.{key} AND {lookup(f't.{whole}', documents)}",
                    source_alias="s",
                    target_alias="t",
                    merge_schema=not column_names(table).issuperset(schema.names),
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
