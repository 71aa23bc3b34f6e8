"""What each table is made of: columns, types, the key, and what of a row is payload of its point.

A new column, or a new field of the payload, is one line here and one where its value is made. A table that was written
before is read as if it had the column, and gets it with the next rows that are written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from arro3.core import DataType, Field, Schema
from deltalake import BloomFilterProperties, ColumnProperties, DeltaTable, WriterProperties

from include.lake.queries import Row, read_rows

TEXT, LONG, NUMBER = DataType.string(), DataType.int64(), DataType.float64()
VECTOR = DataType.list(DataType.float32())
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


class InPoint(Enum):
    """What a column of `chunks` is to the point of its row."""

    ABSENT = "absent"
    MOVABLE = "movable"
    """Payload that can change while the text, and so the vector, stays."""
    EMBEDDED = "embedded"
    """Payload that says of what the vector is: where it differs, the vector is written again."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: DataType = TEXT
    point: InPoint = InPoint.ABSENT
    late: bool = False
    """A table of an older version may not have it."""
    default: Any = None
    """What a row has there that was written before the column was. A row of `chunks` with None is made again from its
    document, and nothing is embedded for it."""


def texts(*names: str) -> tuple[Column, ...]:
    """Returns columns of text."""
    return tuple(Column(name) for name in names)


@dataclass(frozen=True, slots=True)
class TableKind:
    """What a table is made of."""

    columns: tuple[Column, ...]
    key: str = ""
    """Column that names a row; none where rows are only appended."""
    belongs_to: str = ""
    """Column of what a row is a part of: files with none of the changed ones are neither read nor rewritten."""
    writer: WriterProperties = field(default_factory=WriterProperties)
    partitions: tuple[str, ...] = ()
    """Columns of which each value has files of its own."""
    erasable: bool = False
    """Whether it holds what a person may want forgotten. Then there is no change feed, the log has no values of rows,
    and the history is kept until it is erased: see `history`."""

    @property
    def schema(self) -> Schema:
        """Columns as Arrow has them."""
        return Schema([Field(column.name, column.type) for column in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns."""
        return tuple(column.name for column in self.columns)

    @property
    def late(self) -> Mapping[str, Any]:
        """Defaults by name of the columns that a table of an older version may not have."""
        return {column.name: column.default for column in self.columns if column.late}

    @property
    def configuration(self) -> dict[str, str]:
        """What Delta is told of the table."""
        if self.erasable:
            return _CHECKPOINTS | _ERASABLE
        return _CHECKPOINTS | (_FEED if self.key else {})

    def payload(self, *points: InPoint) -> tuple[str, ...]:
        """Returns names of the columns that are this to a point."""
        return tuple(column.name for column in self.columns if column.point in points)

    def whole(self, rows: list[Row]) -> list[Row]:
        """Returns rows as they were read, with the defaults of columns that came after they were written."""
        late = self.late
        if not late:
            return rows
        return [{**row, **{name: late[name] for name in late if row.get(name) is None}} for row in rows]

    def are_made(self, rows: Iterable[Row]) -> bool:
        """Says whether rows have a value for each column that came later."""
        late = tuple(self.late)
        return not late or all(row[name] is not None for row in rows for name in late)

    def rows(self, table: DeltaTable | None, where: str = "") -> list[Row]:
        """Returns whole rows of a table, all or those that meet an SQL condition.

        Raises:
            LakeError: the table cannot be read.
        """
        return self.whole(read_rows(table, *self.names, where=where, absent=self.late))


STALENESS = ("stale_since", "stale_reason", "stale_sha256", "deletion_declined", "reader")
"""Since when and why a document is not as the source has it, the hash of what the source has where it has bytes, that
a person wants to keep it though it is gone, and what could not read it. Empty where it is as the source has it."""
DOCUMENTS = TableKind(
    (
        *texts("id", "sha256", "media_type", "title", "status", "reason", "etag"),
        Column("size_bytes", LONG),
        *(Column(name, late=True, default="") for name in STALENESS),
    ),
    key="id",
    belongs_to="id",
)
CHUNKS = TableKind(
    (
        Column("point_id"),
        Column("document", point=InPoint.MOVABLE),
        Column("title", point=InPoint.MOVABLE),
        Column("heading", point=InPoint.MOVABLE),
        Column("chunk_hash", point=InPoint.EMBEDDED),
        *texts("document_sha256", "chunker"),
        Column("model", point=InPoint.EMBEDDED),
        Column("ordinal", LONG, point=InPoint.MOVABLE),
        Column("place", point=InPoint.MOVABLE, late=True),
        Column("revision", LONG, late=True),
    ),
    key="point_id",
    belongs_to="document",
)
EMBEDDINGS = TableKind((*texts("chunk_hash", "model", "text"), Column("vector", VECTOR)), writer=HASH_FILTER)
TABLES: Mapping[str, TableKind] = {"documents": DOCUMENTS, "chunks": CHUNKS, "embeddings": EMBEDDINGS}
