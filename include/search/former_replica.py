"""The replica that is about to be changed, or replaced: what it knows of its points, without their texts."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from include.search.passage import Origin
from include.search.replica import about_of, connect, origins_of
from include.search.replica_tables import layout


@dataclass(frozen=True, slots=True)
class FormerReplica:
    """What a replica knows; without arguments, one that is not there."""

    version: int = -1
    """Version of `chunks` that it holds."""
    ids: Mapping[bytes, str] = field(default_factory=dict)
    """Of its points, by their digest; empty: none of its rows can stay."""
    versions: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    """Version of `chunks` that brought each point, by its id, chunk hash and model."""
    origins: Mapping[int, Origin] = field(default_factory=dict)


def read_former(path: Path, chunks_table: str) -> FormerReplica:
    """Returns what the replica knows; nothing where it is not there, cannot be read or copies another table.

    Args:
        chunks_table: id of the table whose versions it has to tell.
    """
    try:
        with closing(connect(path)) as connection:
            about = about_of(connection)
            if about.chunks_table != chunks_table:
                return FormerReplica()
            can_stay = about.layout == layout()
            rows = connection.execute("SELECT id, chunk_hash, model, version FROM points")
            versions = {tuple(row[:3]): row[3] for row in rows}
            ids = dict(connection.execute("SELECT digest, id FROM points")) if can_stay else {}
            return FormerReplica(about.version, ids, versions, origins_of(connection))
    except (sqlite3.Error, ValueError, TypeError):
        return FormerReplica()
