"""Draw the embedding map of what is served. It reads the tables only, so it is in nobody's way."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.lake.queries import Row
from include.lake.tables import Lake
from include.pipeline.map.drawn import embeddings, last_change, sample
from include.pipeline.map.embedding_map import PASSAGE, EmbeddingMap, MapPoint, read_map, write_map
from include.pipeline.map.projection import DIGITS, is_continued, lay_out, place_beside
from include.provenance import Provenance
from include.search.passage import excerpt, folder_of
from include.settings import Settings
from include.vector_store.state import peek

if TYPE_CHECKING:
    import numpy as np

REDRAWN = 0.1
"""With a greater share of points that were only put beside others the map is laid out again."""


@dataclass(frozen=True, slots=True)
class MapReport:
    """What drawing the map did."""

    words: str
    worked: bool


def draw_map(settings: Settings, lake: Lake, provenance: Provenance) -> MapReport:
    """Draw the map, unless the one that is there shows what is served.

    Raises:
        StoreError: the store does not answer.
        LakeError: the tables cannot be read, or the map cannot be written.
    """
    state = peek(settings)
    found, table = state.found, lake.open("chunks")
    version = found.notes.version if found else -1
    if found is None or table is None or version < 0:
        return MapReport("nothing is served yet", worked=False)
    made_of = found.notes.chunks_table
    if made_of != str(table.metadata().id) or version > table.version():
        return MapReport("what is served is not from these tables; it is drawn when it is", worked=False)
    before = read_map(settings.lake_uri) or EmbeddingMap()
    if (before.collection, before.version, before.chunks_table) == (state.served, version, made_of):
        return MapReport("the map shows what is served", worked=False)
    change = last_change(table, version, before)
    rows, total = sample(lake, version, change.ids)
    texts, vectors, model = embeddings(lake, rows)
    places, placed, span = _places(rows, vectors, before, model)
    drawn = EmbeddingMap(
        collection=state.served,
        version=version,
        chunks_table=made_of,
        model=model,
        embedding_model=found.notes.embedding_model,
        drawn_at=provenance.timestamp,
        run=provenance.run,
        total=total,
        sources=_sources(rows, before),
        span=span,
        last=change.batch,
        points=_points(rows, texts, places, placed, change.ids),
    )
    write_map(settings.lake_uri, drawn)
    return MapReport(_words(drawn), worked=True)


def _places(
    rows: Sequence[Row], vectors: "np.ndarray", before: EmbeddingMap, model: str
) -> "tuple[np.ndarray, np.ndarray, tuple[float, float]]":
    """Places of shape (rows, 2), which of them were only put beside others, and the span of the map."""
    import numpy as np

    ids, known = [str(row["point_id"]) for row in rows], before.place
    old = np.array([id_ in known for id_ in ids], bool)
    nothing = np.zeros(len(rows), bool)
    if not len(rows):
        return np.empty((0, 2)), nothing, before.span
    if not old.any() or not is_continued(before, len(rows)):
        places, span = lay_out(vectors)
        return places, nothing, span
    places = np.array([(known[id_].x, known[id_].y) if id_ in known else (0, 0) for id_ in ids], np.float64)
    if not old.all():
        fresh = [id_ for id_ in ids if id_ not in known]
        places[~old] = np.round(place_beside(vectors[~old], fresh, vectors[old], places[old]), DIGITS)
    placed = np.array([id_ not in known or known[id_].placed for id_ in ids], bool)
    if placed.mean() <= REDRAWN and model == before.model:
        return places, placed, before.span
    places, span = lay_out(vectors, places, before.span)
    return places, nothing, span


def _sources(rows: Sequence[Row], before: EmbeddingMap) -> tuple[str, ...]:
    """Uppermost folders: those that were there keep their place, new ones follow, the largest first."""
    counts = Counter(folder_of(row["document"]) for row in rows)
    new = sorted(set(counts) - set(before.sources), key=lambda name: (-counts[name], name))
    return (*before.sources, *new)


def _points(
    rows: Sequence[Row], texts: Mapping[str, str], places: "np.ndarray", placed: "np.ndarray", changed: Collection[str]
) -> tuple[MapPoint, ...]:
    def point(row: Row, place: tuple[float, float], is_placed: bool) -> MapPoint:
        text, (x, y) = excerpt(texts[row["chunk_hash"]], PASSAGE), place
        is_new = row["point_id"] in changed
        return MapPoint(row["point_id"], x, y, row["document"], row["heading"], text, is_new, is_placed)

    return tuple(map(point, rows, places.tolist(), placed.tolist()))


def _words(drawn: EmbeddingMap) -> str:
    last = drawn.last
    told = f"; {last.batches or 'the last run'} brought {last.brought:,} and removed {last.removed:,}" if last else ""
    return f"{len(drawn.points):,} of {drawn.total:,} passages are on the map{told}"
