"""What of the served collection is drawn, as the tables have it: a sample, and what the last batch did."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deltalake import DeltaTable

from include.errors import LakeError, LakeRefused
from include.lake.errors import first_line
from include.lake.queries import LATE_COMMITS, Row, among, commits, read_changes, read_rows, read_vectors
from include.lake.tables import Lake
from include.pipeline.compare import compare
from include.pipeline.map.embedding_map import DRAWN, EmbeddingMap, LastBatch

if TYPE_CHECKING:
    import numpy as np

SHOWN_CHANGES = 500
"""Passages of the last batch that are drawn beyond the sample."""


@dataclass(frozen=True, slots=True)
class BatchChange:
    """What the last batch did to the points."""

    batch: LastBatch | None
    ids: Collection[str]
    """Ids of the points that it brought."""


def last_change(table: DeltaTable, version: int, before: EmbeddingMap) -> BatchChange:
    """Returns the newest batch up to a version; as the map before has it where the tables do not tell any more."""
    for commit in commits(table, table.version() - version + LATE_COMMITS):
        if commit["version"] > version or "run" not in commit:
            continue
        try:
            feed = read_changes(table, commit["version"] - 1)
        except LookupError:
            break
        return _told(commit, [row for row in feed if row["_commit_version"] == commit["version"]])
    return BatchChange(before.last, {point.id for point in before.points if point.changed})


def _told(commit: Row, feed: Sequence[Row]) -> BatchChange:
    """What one commit did; a row that only moved was not embedded."""
    changes = compare(
        {row["point_id"]: row for row in feed if row["_change_type"] in ("insert", "update_postimage")},
        {row["point_id"]: row for row in feed if row["_change_type"] in ("delete", "update_preimage")},
    )
    brought = {row["point_id"] for row in changes.upserts}
    time = datetime.fromtimestamp(commit["timestamp"] / 1000, UTC).isoformat()
    named = (commit["version"], time, commit["run"], commit.get("batch_ids", ""))
    return BatchChange(LastBatch(*named, brought=len(brought), removed=len(changes.deletes)), brought)


def sample(lake: Lake, version: int, changed: Collection[str]) -> tuple[list[Row], int]:
    """Returns rows to draw, ordered by id, and how many there are in all."""
    table = lake.open("chunks")
    if table is None:
        raise LakeError("the table chunks is gone; run verify --repair")
    if table.version() != version:
        try:
            table.load_as_version(version)
        except Exception as error:  # deltalake says it in several kinds
            raise LakeError(f"version {version} of chunks cannot be read: {first_line(error)}; run again") from error
    columns = ("point_id", "document", "heading", "chunk_hash", "model")
    rows = read_rows(table, *columns, where=f"true ORDER BY point_id LIMIT {DRAWN}")
    drawn, total = {row["point_id"] for row in rows}, table.count()
    more = sorted(set(changed) - drawn)[:SHOWN_CHANGES]
    if more and len(changed) < total:
        rows += read_rows(table, *columns, where=among("point_id", more))
    return sorted(rows, key=lambda row: str(row["point_id"])), total


def embeddings(lake: Lake, rows: Sequence[Row]) -> "tuple[Mapping[str, str], np.ndarray, str]":
    """Returns texts by chunk hash, normalised vectors in the order of the rows, and the fingerprint of their model."""
    import numpy as np

    table = lake.open("embeddings")
    if not rows:
        return {}, np.empty((0, 0), np.float32), ""
    if table is None:
        raise LakeRefused("the table embeddings is gone; run verify --repair to make it again")
    model = str(rows[0]["model"])
    hashes, texts, vectors = read_vectors(table, model, {row["chunk_hash"] for row in rows})
    at = {hash_: index for index, hash_ in enumerate(hashes)}
    if missing := sum(row["chunk_hash"] not in at for row in rows):
        raise LakeRefused(f"{missing} embeddings are missing from the table; run verify --repair to make them again")
    found = vectors[[at[row["chunk_hash"]] for row in rows]]
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return dict(zip(hashes, texts, strict=True)), found / np.maximum(lengths, 1e-12), model
