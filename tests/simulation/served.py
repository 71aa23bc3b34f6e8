"""What is served, and what should be: chunks of each document as hashes of their texts, in their order."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from include.embedding.chunking import Chunk
from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelError
from include.settings import Settings
from include.sources.extraction import extract
from include.vector_store.collection import StoreState
from include.vector_store.state import peek
from include.vector_store.store import open_store


@dataclass(frozen=True, slots=True)
class Served:
    """The served collection at one moment."""

    collection: str
    model: EmbeddingModel | None
    """None where nothing is served, or its model is not there any more, or its chunker."""
    payloads: Mapping[str, Mapping[str, Any]]
    """By point id, without the texts."""

    @property
    def by_document(self) -> dict[str, list[Mapping[str, Any]]]:
        """Payloads in their order."""
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for payload in sorted(self.payloads.values(), key=lambda payload: payload.get("ordinal", -1)):
            found[str(payload.get("document"))].append(payload)
        return found

    @property
    def hashes(self) -> dict[str, list[str]]:
        """Chunk hashes by document, in their order."""
        return {
            document: [payload.get("chunk_hash", "") for payload in payloads]
            for document, payloads in self.by_document.items()
        }


def look(settings: Settings) -> Served:
    """Returns what is served now."""
    state = peek(settings)
    if state.found is None:
        return Served("", None, {})
    with open_store(settings) as store:
        return Served(state.served, model_of(state), store.payloads(state.served))


def model_of(state: StoreState) -> EmbeddingModel | None:
    """The model of what is served, as long as it makes the chunks that are served."""
    if state.found is None:
        return None
    try:
        model = find_model(state.found.notes.embedding_model or "none")
        name = state.name_for(model.fingerprint, model.chunker_fingerprint)
    except ModelError:
        return None
    return model if name == state.served else None


def chunks_of(model: EmbeddingModel, document: str, text: str) -> tuple[Chunk, ...]:
    """Returns the chunks of a text, as the model's chunker cuts them."""
    return _chunks(str(model.folder), model.chunker_fingerprint, document.rpartition(".")[2], text)


_chunkers: dict[tuple[str, str], Any] = {}


@lru_cache(maxsize=20_000)
def _chunks(folder: str, fingerprint: str, ending: str, text: str) -> tuple[Chunk, ...]:
    if (folder, fingerprint) not in _chunkers:
        from pathlib import Path

        _chunkers[folder, fingerprint] = EmbeddingModel(folder, Path(folder)).chunker()
    extracted = extract(text.encode(), f"any.{ending}")
    return tuple(_chunkers[folder, fingerprint].split(extracted.text, extracted.markup))


@lru_cache(maxsize=20_000)
def title_of(document: str, text: str) -> str:
    """Returns the title that a document should have."""
    return extract(text.encode(), document).title
