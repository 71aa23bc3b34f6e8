"""The read replica follows what is served: which points there are, and which run brought each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deltalake import DeltaTable

from include.lake.queries import commits, read_changes
from include.lake.tables import Lake
from include.provenance import Provenance
from include.search.passage import Origin
from include.search.replica import About, Known, path_of, read_about, read_known
from include.search.replica_writer import Point, write_replica
from include.settings import Settings
from include.vector_store.state import StoreState

if TYPE_CHECKING:
    import numpy as np

    from include.vector_store.protocol import VectorStore

HISTORY = 200
"""At most so many commits are read; what is older stands in the replica before."""


def is_replicated(settings: Settings, state: StoreState) -> bool:
    """Says whether there is nothing to copy: the replica holds what is served, or a server can be asked itself."""
    if settings.qdrant_url or not state.served:
        return True
    about = read_about(path_of(settings))
    return about is not None and _same(about, _described(state))


def replicate(settings: Settings, lake: Lake, store: "VectorStore", provenance: Provenance) -> None:
    """Copy the served collection; where Qdrant is a server, do nothing.

    Raises:
        StoreError: the file cannot be written.
    """
    state = store.state()
    if settings.qdrant_url or not state.served:
        return
    path, table, wanted = path_of(settings), lake.open("chunks"), _described(state)
    known = read_known(path)
    if known.about.chunks_table != wanted.chunks_table:
        known = Known()
    points, vectors = _points(store, state.served, known, _versions(table, known.about.version))
    about = replace(
        wanted,
        dimension=vectors.shape[1],
        points=len(points),
        documents=len({point.payload["document"] for point in points}),
        published_at=provenance.timestamp,
    )
    used = {point.version for point in points}
    origins = {version: item for version, item in (_origins(table) | dict(known.origins)).items() if version in used}
    write_replica(path, about, points, vectors, origins)


def _points(
    store: "VectorStore", collection: str, known: Known, versions: Mapping[str, int]
) -> "tuple[list[Point], np.ndarray]":
    """Points, and their vectors: float32 of shape (points, dimension)."""
    import numpy as np

    points: list[Point] = []
    vectors: list[np.ndarray] = []
    for point in store.points(collection):
        if "version" not in point.payload:  # somebody else wrote it; `verify` tells
            continue
        # What was there before keeps the version that brought it.
        told = versions.get(point.id, int(point.payload["version"]))
        key = (point.id, point.payload["chunk_hash"], point.payload["model"])
        points.append(Point(point.id, point.payload, known.versions.get(key, told), point.words))
        vectors.append(np.array(point.vector, np.float32))  # at once: as Python floats they are eight times as large
    return points, np.stack(vectors) if vectors else np.empty((0, 0), np.float32)


def _described(state: StoreState) -> About:
    """What the served collection says of itself."""
    notes = state.collections[state.served].notes
    return About(
        collection=state.served,
        version=notes.version,
        uploaded_at=notes.uploaded_at,
        chunks_table=notes.chunks_table,
        embedding_model=notes.embedding_model,
        words=notes.words,
        languages=notes.languages,
    )


def _same(one: About, other: About) -> bool:
    return (one.collection, one.version, one.uploaded_at) == (other.collection, other.version, other.uploaded_at)


def _versions(table: DeltaTable | None, since: int) -> Mapping[str, int]:
    """Version of `chunks` that wrote each row last, after one version; nothing where the feed does not reach back."""
    if table is None:
        return {}
    try:
        feed = read_changes(table, max(since, 0))
    except LookupError:
        return {}
    return {
        row["point_id"]: int(row["_commit_version"])
        for row in feed
        if row["_change_type"] in ("insert", "update_postimage")
    }


def _origins(table: DeltaTable | None) -> dict[int, Origin]:
    return {
        commit["version"]: Origin(
            datetime.fromtimestamp(commit["timestamp"] / 1000, UTC), commit["run"], commit.get("batch_ids", "")
        )
        for commit in commits(table, HISTORY)
        if "run" in commit
    }
