"""Another version of the bundle takes over: it cuts otherwise, or its points have another field."""

from typing import Any

import include.embedding.model
from include.lake.schemas import CHUNKS, LONG, Column, InPoint
from include.pipeline import point_ids
from tests.simulation.world import World

SMALLER_CHUNK_TOKENS = 30


def cut_otherwise(world: World) -> None:
    """The chunker is another one, and back."""
    now = include.embedding.model.LARGEST_CHUNK_TOKENS
    other = SMALLER_CHUNK_TOKENS if now != SMALLER_CHUNK_TOKENS else world.usual_chunk_tokens
    world.patch.setattr("include.embedding.model.LARGEST_CHUNK_TOKENS", other)
    world.restart()


def new_field(world: World) -> None:
    """A point tells from now on how many words its heading has; done once."""
    if "words" in CHUNKS.names:
        return
    made = point_ids.chunk_row

    def chunk_row(point: str, document: Any, piece: Any, model: Any) -> Any:
        return made(point, document, piece, model) | {"words": len(piece.heading.split())}

    world.patch.setattr(point_ids, "chunk_row", chunk_row)
    _describe(world, Column("words", LONG, point=InPoint.MOVABLE, late=True))
    world.restart()


def column_into_point(world: World) -> None:
    """The chunker that cut a passage becomes payload."""
    _describe(world, Column("chunker", point=InPoint.MOVABLE))
    world.restart()


def _describe(world: World, column: Column) -> None:
    before = CHUNKS.columns
    named = {one.name: one for one in (*before, column)}
    object.__setattr__(CHUNKS, "columns", tuple(named.values()))
    world.at_end.callback(object.__setattr__, CHUNKS, "columns", before)
