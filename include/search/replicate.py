"""The read replica follows what is served: which points there are, and which run brought each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from deltalake import DeltaTable

from include.lake.queries import commits, read_changes
from include.lake.tables import Lake
from include.provenance import Provenance
from include.search.former_replica import FormerReplica, read_former
from include.search.passage import Origin
from include.search.replica import About, DamagedReplica, Replica, path_of, read_about
from include.search.replica_tables import layout
from include.search.replica_writer import Point, write_replica
from include.settings import Settings
from include.vector_store.collection import StoreState

if TYPE_CHECKING:
    from include.vector_store.protocol import VectorStore
    from include.vector_store.stored_point import Difference

HISTORY = 200
"""At most so many commits are read; what is older stands in the replica before."""


def is_replicated(settings: Settings, state: StoreState) -> bool:
    """Says whether there is nothing to copy: the replica holds what is served, or a server can be asked itself."""
    if settings.qdrant_url or not state.served:
        return True
    about = read_about(path_of(settings))
    return about is not None and about.layout == layout() and _same(about, _described(state))


def current_replica(settings: Settings, state: StoreState) -> Replica | None:
    """Returns the copy where it was made of what is served now; None where the store has to be asked itself."""
    if settings.qdrant_url or not is_replicated(settings, state):
        return None
    try:
        return Replica(path_of(settings))
    except DamagedReplica:
        return None


def replicate(settings: Settings, lake: Lake, store: "VectorStore", provenance: Provenance) -> Replica | None:
    """Copy what has changed of the served collection; a replica that cannot be read is made anew.

    Returns:
        The replica; None where Qdrant is a server, which is asked itself, or nothing is served.

    Raises:
        StoreError: the file cannot be written.
    """
    state = store.state()
    if settings.qdrant_url or not state.served:
        return None
    path = path_of(settings)
    try:
        _copy(path, state, lake, store, provenance)
        return Replica(path)
    except DamagedReplica:
        path.unlink(missing_ok=True)
    _copy(path, state, lake, store, provenance)
    return Replica(path)


def _copy(path: Path, state: StoreState, lake: Lake, store: "VectorStore", provenance: Provenance) -> None:
    table, wanted = lake.open("chunks"), _described(state)
    former = read_former(path, wanted.chunks_table)
    difference = store.difference(state.served, former.ids)
    points, others = _points(difference, former, _versions(table, former.version))
    about = replace(wanted, published_at=provenance.timestamp)
    origins = _origins(table) | dict(former.origins)
    write_replica(path, about, points, {*difference.gone, *others}, origins, anew=not former.ids)


def _points(
    difference: "Difference", former: FormerReplica, versions: Mapping[str, int]
) -> tuple[list[Point], list[str]]:
    """Points to copy, and ids of those that somebody else has written; `verify` tells."""
    import numpy as np

    points, others = list[Point](), list[str]()
    for digest, point in difference.points:
        if "version" not in point.payload:
            others.append(point.id)
            continue
        # What was there before keeps the version that brought it.
        told = versions.get(point.id, int(point.payload["version"]))
        version = former.versions.get((point.id, point.payload["chunk_hash"], point.payload["model"]), told)
        vector = np.array(point.vector, np.float32)  # at once: as Python floats they are eight times as large
        points.append(Point(point.id, point.payload, version, vector, point.words, digest))
    return points, others


def _described(state: StoreState) -> About:
    """What the served collection says of itself."""
    notes = state.collections[state.served].notes
    return About(
        collection=state.served,
        dimension=state.collections[state.served].dimension or 0,
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
