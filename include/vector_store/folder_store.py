"""Embedded Qdrant as the vector store: its folder, read and written without its client.

The client loads every point to write one. What is written here is what it writes, so whoever likes may open the folder
with `QdrantClient(path=…)` while nothing else has it; see `point_file`.
"""

import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.errors import StoreError
from include.qdrant_names import documents_prefix
from include.settings import Settings
from include.vector_store.collection import Notes, StoreState
from include.vector_store.embedded import QdrantFolder, read_folder
from include.vector_store.own_collections import DISTANCE, require_made_here
from include.vector_store.point_file import PointFile
from include.vector_store.protocol import DocumentChange, Hit
from include.vector_store.sparse import NAME, NO_WORDS, AskedWords
from include.vector_store.state import folder_state
from include.vector_store.stored_point import Difference, StoredPoint
from include.vector_store.word_index import WordIndex, rank

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class _Loaded:
    """All points of a collection in the order of their ids, for searching."""

    points: Sequence[StoredPoint]
    vectors: "np.ndarray"
    """float32 of shape (points, dimension)."""
    words: WordIndex


class FolderStore:
    """An open folder of embedded Qdrant, locked by whoever opened it; each method does what `VectorStore` says."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = Path(settings.qdrant_path)
        self._files: dict[str, PointFile] = {}
        self._loaded: dict[str, _Loaded] = {}

    def close(self) -> None:
        while self._files:
            self._files.popitem()[1].close()

    @property
    def prefix(self) -> str:
        return documents_prefix(self._settings.qdrant_alias)

    def state(self, others: Collection[str] = ()) -> StoreState:
        return folder_state(self._settings, others)

    def collections(self, prefix: str = "") -> list[str]:
        return sorted(name for name in self._folder().collections if name.startswith(prefix))

    def create(self, collection: str, dimension: int) -> None:
        folder = self._folder()
        found = folder.collections.get(collection)
        if found is None:
            shutil.rmtree(folder.file(collection).parent, ignore_errors=True)  # of one that was not dropped to the end
            config: dict[str, Any] = {"vectors": {"size": dimension, "distance": DISTANCE}}
            config["metadata"] = {"made_for": self._settings.qdrant_alias}
        else:
            config = dict(found)
        self._opened(folder, collection)
        if found is not None:
            state = folder_state(self._settings, (collection,))
            require_made_here(collection, state.collections[collection], dimension)
        words = config.get("sparse_vectors") or {}
        if collection.startswith(self.prefix) and NAME not in words:
            config["sparse_vectors"] = {**words, NAME: {"modifier": "idf"}}
        if config != found:
            self._write(replace(folder, collections={**folder.collections, collection: config}))

    def drop(self, collection: str) -> None:
        folder = self._folder()
        if file := self._files.pop(collection, None):
            file.close()
        self._loaded.clear()
        self._write(
            replace(
                folder,
                collections={name: config for name, config in folder.collections.items() if name != collection},
                aliases={alias: name for alias, name in folder.aliases.items() if name != collection},
            )
        )
        shutil.rmtree(folder.file(collection).parent, ignore_errors=True)

    def write(self, collection: str, changes: Sequence[DocumentChange]) -> None:
        if not any(change.upserts or change.payloads or change.words or change.deletes for change in changes):
            return  # there may be no such collection
        points = self._points(collection)
        self._loaded.clear()
        for change in changes:
            with points:
                _apply(points, collection, change)

    def count(self, collection: str) -> int:
        return len(self._points(collection))

    def payloads(self, collection: str) -> dict[str, dict[str, Any]]:
        return {
            point.id: {name: value for name, value in point.payload.items() if name != "text"}
            for point in self._points(collection)
        }

    def points(self, collection: str, documents: Sequence[str] | None = None) -> Iterator[StoredPoint]:
        loaded = self._loaded.get(collection)
        every = loaded.points if loaded else self._points(collection)
        return (point for point in every if documents is None or point.payload.get("document") in documents)

    def difference(self, collection: str, known: Mapping[bytes, str]) -> Difference:
        return self._points(collection).difference(known)

    def search(
        self,
        collection: str,
        vector: "np.ndarray | None",
        limit: int,
        documents: Sequence[str] | None = None,
        words: AskedWords | None = None,
    ) -> list[Hit]:
        import numpy as np

        loaded = self._load(collection)
        names = None if documents is None else frozenset(documents)
        admitted = np.array([names is None or point.payload.get("document") in names for point in loaded.points], bool)
        best, named = rank(loaded.vectors, vector, words, loaded.words.postings, admitted, limit)
        return [Hit(score, loaded.points[row].payload, row in named) for row, score in best]

    def note(self, collection: str, **notes: Any) -> None:
        replace(Notes(), **notes)  # another name is a mistake
        folder = self._folder()
        config = folder.collections[_found(folder, collection)]
        told = {**config, "metadata": {**(config.get("metadata") or {}), **notes}}
        self._write(replace(folder, collections={**folder.collections, collection: told}))

    def is_ready(self, collection: str) -> bool:
        return collection in self._folder().collections

    def serve(self, collection: str, timestamp: str) -> None:
        folder = self._folder()
        served = folder.aliases.get(self._settings.qdrant_alias, "")
        _found(folder, collection)
        self._write(replace(folder, aliases={**folder.aliases, self._settings.qdrant_alias: collection}))
        self.note(collection, retired_at="")
        if served not in ("", collection):
            self.note(served, retired_at=timestamp)

    def compact(self, collection: str) -> None:
        self._points(collection).compact()

    def _folder(self) -> QdrantFolder:
        return read_folder(self._path)

    def _write(self, folder: QdrantFolder) -> None:
        """Aliases and collections, in one step: a reader sees the old ones or the new ones."""
        meta = self._path / "meta.json"
        kept = json.loads(meta.read_text("utf-8")) if meta.exists() else {}
        told = {**kept, "collections": dict(folder.collections), "aliases": dict(folder.aliases)}
        part = meta.with_suffix(".part")
        part.write_text(json.dumps(told), "utf-8")
        part.replace(meta)

    def _points(self, collection: str) -> PointFile:
        folder = self._folder()
        return self._opened(folder, _found(folder, folder.aliases.get(collection, collection)))

    def _opened(self, folder: QdrantFolder, collection: str) -> PointFile:
        if collection not in self._files:
            self._files[collection] = PointFile(folder.file(collection))
        return self._files[collection]

    def _load(self, collection: str) -> _Loaded:
        import numpy as np

        if collection not in self._loaded:
            points = list(self._points(collection))
            vectors = [np.asarray(point.vector, np.float32) for point in points]
            matrix = np.stack(vectors) if vectors else np.empty((0, 0), np.float32)
            self._loaded[collection] = _Loaded(points, matrix, WordIndex(point.words for point in points))
        return self._loaded[collection]


def _found(folder: QdrantFolder, collection: str) -> str:
    """The name of a collection that is there; the one of another would be made by asking for it."""
    if collection not in folder.collections:
        raise StoreError(f"the collection {collection} is gone; run again")
    return collection


def _apply(points: PointFile, collection: str, change: DocumentChange) -> None:
    for point in change.upserts:
        points.put(StoredPoint(point["id"], point["payload"], point["vector"], point.get("words", NO_WORDS)))
    for id_ in dict.fromkeys((*change.payloads, *change.words)):
        found = points.get(id_)
        if found is None:
            raise StoreError(f"{collection} has lost the point {id_}; run again, then each point is compared")
        payload = {**found.payload, **change.payloads.get(id_, {})}
        points.put(replace(found, payload=payload, words=change.words.get(id_, found.words)))
    for id_ in change.deletes:
        points.delete(id_)
