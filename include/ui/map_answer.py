"""What the page of the embedding map shows, as plain types: points, sources, and what the last batch did."""

from collections import Counter
from typing import Any

from include.errors import StoreError
from include.pipeline.map.embedding_map import PALETTE, EmbeddingMap, LastBatch, MapPoint, read_map
from include.search.passage import folder_of
from include.settings import Settings
from include.vector_store.state import peek

NO_MAP = "draw_embedding_map draws it by itself when rebuild_search_index has served something; or trigger it."


def about(settings: Settings) -> dict[str, Any]:
    """Says when the map was drawn: an open page asks for no more until that is another moment.

    Raises:
        LakeError: the storage does not answer.
    """
    drawn = read_map(settings.lake_uri)
    return {"state": "ready", "drawn_at": drawn.drawn_at, "version": drawn.version} if drawn else _none()


def whole(settings: Settings) -> dict[str, Any]:
    """Returns the map.

    Raises:
        LakeError: the storage does not answer.
    """
    drawn = read_map(settings.lake_uri)
    if drawn is None:
        return _none()
    if not drawn.points:
        return {"state": "no_map", "message": "The index is empty, so there is nothing on the map.", "points": []}
    look = {name: min(at, PALETTE) for at, name in enumerate(drawn.sources)}
    counts = Counter(folder_of(point.document) for point in drawn.points)
    return {
        "state": "ready",
        "drawn_at": drawn.drawn_at,
        "version": drawn.version,
        "behind": _is_behind(settings, drawn),
        "embedding_model": drawn.embedding_model,
        "total": drawn.total,
        "documents": len({point.document for point in drawn.points}),
        "sources": [
            {"name": name, "count": counts[name], "look": look.get(name, PALETTE)}
            for name in sorted(counts, key=lambda name: (-counts[name], name))
        ],
        "last": _last(drawn.last) if drawn.last else None,
        "points": [_point(point, look.get(folder_of(point.document), PALETTE)) for point in drawn.points],
    }


def _none() -> dict[str, Any]:
    return {"state": "no_map", "message": f"There is no map yet: {NO_MAP}", "points": []}


def _point(point: MapPoint, look: int) -> dict[str, Any]:
    shown = ("x", "y", "document", "heading", "text", "changed")
    return {name: getattr(point, name) for name in shown} | {"folder": folder_of(point.document), "look": look}


def _last(last: LastBatch) -> dict[str, Any]:
    dag, _, run = last.run.partition(" ")
    by = {"dag": "", "run": ""} if dag == "command" else {"dag": dag, "run": run}
    return {"time": last.time, "batches": last.batches, "brought": last.brought, "removed": last.removed, **by}


def _is_behind(settings: Settings, drawn: EmbeddingMap) -> bool:
    """Whether something else is served than the map shows; a store that does not answer is no reason to show none."""
    try:
        state = peek(settings)
    except StoreError:
        return False
    found = state.found
    return found is not None and (drawn.collection, drawn.version) != (state.served, found.notes.version)
