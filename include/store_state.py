"""What the vector store holds, seen without importing or opening Qdrant: a run with nothing to do stays cheap."""

import json
import sqlite3
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from include.errors import KEY_REFUSED, StoreError, StoreRefused
from include.proxy import asked_instead, is_this_machine
from include.settings import Settings

ALIAS = "documents"
"""What searchers ask: it points to the collection that is being served."""
PREFIX = "documents__"
REFUSALS = KEY_REFUSED | {400, 422}
"""HTTP statuses with which Qdrant refuses for good; a wrong dimension is a 400. A 404 may be a collection that was
dropped in between, which a retry makes again."""


@dataclass(frozen=True, slots=True)
class CollectionState:
    """What a collection says of itself."""

    points: int
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoreState:
    """The collections of this bundle, and which one is served."""

    served: str = ""
    """Collection behind the alias; empty when there is none."""
    collections: Mapping[str, CollectionState] = field(default_factory=dict)


def peek(settings: Settings) -> StoreState:
    """The store's state, without importing or opening Qdrant.

    Raises:
        StoreError: a server that does not answer.
    """
    return _peek_server(settings) if settings.qdrant_url else _peek_folder(Path(settings.qdrant_path))


def _peek_folder(folder: Path) -> StoreState:
    """Embedded Qdrant as its files show it: `meta.json` and one SQLite table a collection."""
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
    except FileNotFoundError:
        return StoreState()
    except (OSError, ValueError) as error:
        raise StoreError(
            f"embedded Qdrant in {folder} cannot be read: {error}; move the folder away and run sync"
        ) from error
    collections = {}
    for name, config in meta["collections"].items():
        file = folder / "collection" / name / "storage.sqlite"
        if name.startswith(PREFIX) and file.exists():
            try:
                connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=30)
                points = int(connection.execute("SELECT count(*) FROM points").fetchone()[0])
                connection.close()
            except sqlite3.Error:
                continue  # Not a state to rely on: whoever opens the store will see.
            collections[name] = CollectionState(points, config.get("metadata") or {})
    return StoreState(meta.get("aliases", {}).get(ALIAS, ""), collections)


def _peek_server(settings: Settings) -> StoreState:
    aliases = _get(settings, "/aliases")["aliases"]
    served = {item["alias_name"]: item["collection_name"] for item in aliases}
    collections = {}
    for name in (item["name"] for item in _get(settings, "/collections")["collections"]):
        if name.startswith(PREFIX):
            metadata = _get(settings, f"/collections/{name}")["config"].get("metadata") or {}
            count = _get(settings, f"/collections/{name}/points/count", {"exact": True})["count"]
            collections[name] = CollectionState(count, metadata)
    return StoreState(served.get(ALIAS, ""), collections)


def _get(settings: Settings, path: str, body: Mapping[str, Any] | None = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - Settings allow http and https only
        settings.qdrant_url.rstrip("/") + path,
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
            f"{asked_instead(settings.qdrant_url)}"
        ) from error
