"""What the vector store holds, seen without importing or opening Qdrant: a run with nothing to do stays cheap."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from include.errors import KEY_REFUSED, StoreError, StoreRefused
from include.proxy import asked_instead, is_this_machine
from include.qdrant_names import documents_prefix, require_own_alias, usual_address
from include.settings import Settings
from include.vector_store.collection import CollectionState, Notes, StoreState
from include.vector_store.embedded import read_folder

REFUSALS = KEY_REFUSED | {400, 422}
"""HTTP statuses with which Qdrant refuses for good; a wrong dimension is a 400. A 404 may be a collection that was
dropped in between, which a retry makes again."""


def peek(settings: Settings) -> StoreState:
    """Returns the store's state, without importing or opening Qdrant.

    Raises:
        StoreError: a server that does not answer.
        StoreRefused: somebody else uses the name of the alias.
    """
    return _peek_server(settings) if settings.qdrant_url else folder_state(settings)


def folder_state(settings: Settings, others: Collection[str] = ()) -> StoreState:
    """Returns the state of embedded Qdrant.

    Args:
        others: collections to look at beside those of documents.
    """
    folder, alias = read_folder(Path(settings.qdrant_path)), settings.qdrant_alias
    require_own_alias(str(folder.path), alias, folder.collections, folder.aliases)
    collections = {}
    for name, config in folder.collections.items():
        is_wanted = name.startswith(documents_prefix(alias)) or name in others
        if is_wanted and (points := folder.points(name)) is not None:
            collections[name] = _collection(points, config.get("metadata"), config.get("vectors"))
    return StoreState(folder.aliases.get(alias, ""), collections, alias)


def _peek_server(settings: Settings) -> StoreState:
    alias = settings.qdrant_alias
    served = {item["alias_name"]: item["collection_name"] for item in _get(settings, "/aliases")["aliases"]}
    names = [item["name"] for item in _get(settings, "/collections")["collections"]]
    require_own_alias(settings.qdrant_url, alias, dict.fromkeys(names), served)
    collections = {}
    for name in names:
        if name.startswith(documents_prefix(alias)):
            config = _get(settings, f"/collections/{name}")["config"]
            count = _get(settings, f"/collections/{name}/points/count", {"exact": True})["count"]
            collections[name] = _collection(count, config.get("metadata"), config.get("params", {}).get("vectors"))
    return StoreState(served.get(alias, ""), collections, alias)


def _collection(points: int, metadata: Any, vectors: Any) -> CollectionState:
    vectors = vectors if isinstance(vectors, Mapping) else {}
    size, distance = vectors.get("size"), vectors.get("distance")
    return CollectionState(
        points, Notes.of(metadata or {}), size if isinstance(size, int) else None, str(distance or "")
    )


def _get(settings: Settings, path: str, body: Mapping[str, Any] | None = None) -> Any:
    import urllib.request
    from http.client import HTTPException

    request = urllib.request.Request(  # noqa: S310 - Settings allow http and https only
        settings.qdrant_url + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"}
        | ({"api-key": settings.qdrant_api_key} if settings.qdrant_api_key else {}),
    )
    direct = [urllib.request.ProxyHandler({})] if is_this_machine(settings.qdrant_url) else []
    try:
        with urllib.request.build_opener(*direct).open(request, timeout=settings.qdrant_timeout) as response:
            return json.load(response)["result"]
    except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
        reason = getattr(error, "reason", None) or str(error) or type(error).__name__
        if getattr(error, "code", None) in REFUSALS:
            raise StoreRefused(
                f"Qdrant at {settings.qdrant_url} refuses: {reason}; check QDRANT_API_KEY and QDRANT_URL"
                f"{asked_instead(settings.qdrant_url)}"
            ) from error
        raise StoreError(
            f"Qdrant at {settings.qdrant_url} does not answer: {reason}; check QDRANT_URL and QDRANT_API_KEY"
            f"{usual_address(settings.qdrant_url)}{asked_instead(settings.qdrant_url)}"
        ) from error
