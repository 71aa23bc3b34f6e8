"""The embedding map as it is kept: one JSON file beside the tables, swapped in whole, read as something not to trust.

Each point of the served collection lies in the unit square, near what it is like. A collection may be large; the file
and the page are not: of more than `DRAWN` points a sample is drawn.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

from include.lake.reports import FOLDER, read_report, write_report

DRAWN = 3000
"""Points that are drawn: those with the smallest ids. An id is a hash, so this is a sample in no order of its own, and
an edit moves hardly anything in or out of it."""
PASSAGE = 240
"""Characters of a passage that are kept."""
PALETTE = 10
"""Sources that have a look of their own; the others share one."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A point of the collection on the map."""

    id: str
    x: float
    """Place from 0 (left) to 1 (right)."""
    y: float
    """Place from 0 (top) to 1 (bottom)."""
    document: str
    heading: str
    text: str
    """The beginning of the passage."""
    changed: bool = False
    """Whether the last batch brought it."""
    placed: bool = False
    """Whether it was put beside its neighbours since the map was laid out."""


@dataclass(frozen=True, slots=True)
class LastBatch:
    """The newest commit of `chunks` that is served."""

    version: int
    time: str
    """ISO 8601."""
    run: str
    """DAG and run id; or a command."""
    batches: str
    """Separated by commas."""
    brought: int
    """Passages that it embedded or took over, drawn or not."""
    removed: int


@dataclass(frozen=True, slots=True)
class EmbeddingMap:
    """What is drawn, and of what."""

    collection: str = ""
    version: int = -1
    """Version of `chunks` that the collection held."""
    chunks_table: str = ""
    model: str = ""
    """Fingerprint."""
    embedding_model: str = ""
    drawn_at: str = ""
    """ISO 8601."""
    run: str = ""
    """The run that drew it."""
    total: int = 0
    """Points of the collection."""
    sources: tuple[str, ...] = ()
    """Uppermost folders. A source keeps its place here, which decides its colour."""
    span: tuple[float, float] = (1.0, 1.0)
    """Width and height of the unit square in units of the layout, so that it can be gone on with."""
    last: LastBatch | None = None
    points: tuple[MapPoint, ...] = field(default=())

    @property
    def place(self) -> Mapping[str, MapPoint]:
        """Points by id."""
        return {point.id: point for point in self.points}


def map_uri(lake_uri: str) -> str:
    """Says where the map lies."""
    return f"{lake_uri}/{FOLDER}/map.json"


def write_map(lake_uri: str, drawn: EmbeddingMap) -> None:
    """Put the map in the place of the one before.

    Raises:
        LakeError: it cannot be written.
    """
    write_report(map_uri(lake_uri), json.dumps(asdict(drawn), ensure_ascii=False, separators=(",", ":")))


def read_map(lake_uri: str) -> EmbeddingMap | None:
    """Returns the map; None where there is none, or none that can be understood.

    Raises:
        LakeError: the storage does not answer.
    """
    try:
        text = read_report(map_uri(lake_uri))
        return None if text is None else _parsed(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _parsed(record: Any) -> EmbeddingMap:
    last = record.pop("last")
    points = tuple(MapPoint(**point) for point in record.pop("points"))
    span, sources = tuple(map(float, record.pop("span"))), tuple(map(str, record.pop("sources")))
    if len(span) != 2 or not all(isfinite(value) for point in points for value in (point.x, point.y, *span)):
        raise ValueError("a place on the map is no number")
    return EmbeddingMap(**record, span=span, sources=sources, points=points, last=LastBatch(**last) if last else None)
