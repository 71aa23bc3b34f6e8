"""Vectors of what facts say, kept by text and model: a sentence is embedded once, whoever says it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from include.lake.queries import among, read_rows
from include.lake.tables import Lake, replan_on_conflict
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from include.embedding.model import EmbeddingModel


def vector_key(text: str, model: str) -> str:
    """Returns the key of a vector: the text, and the fingerprint of the model."""
    return sha256(f"{model}\x1f{text}".encode()).hexdigest()[:32]


class FactVectors:
    """Vectors by text; what is not known yet is embedded when it is first asked for.

    Args:
        model: whose vectors.
        lake: where known ones are.
        encode: texts to vectors of shape (texts, dimension); None: the encoder of the settings.
    """

    def __init__(
        self,
        model: "EmbeddingModel",
        settings: Settings,
        lake: Lake,
        encode: "Callable[[Sequence[str]], np.ndarray] | None" = None,
    ) -> None:
        self._model, self._settings, self._lake = model, settings, lake
        self._encode = encode or self._encode_by_settings
        self._by_text: dict[str, np.ndarray] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Have the vectors of these texts, those of the table first."""
        import numpy as np

        new = {text for text in texts if text not in self._by_text}
        wanted = {vector_key(text, self._model.fingerprint): text for text in new}
        if not wanted:
            return
        known = read_rows(self._lake.open("fact_vectors"), "text_hash", "vector", where=among("text_hash", wanted))
        for row in known:
            self._by_text[wanted[row["text_hash"]]] = np.asarray(row["vector"], np.float32)
        unknown = sorted(set(wanted.values()) - self._by_text.keys())
        if unknown:
            self._by_text |= dict(zip(unknown, self._encode(unknown), strict=True))

    def _encode_by_settings(self, texts: Sequence[str]) -> "np.ndarray":
        from include.embedding.encoder import open_encoder

        return open_encoder(self._model, self._settings).encode(texts)

    def of(self, text: str) -> "np.ndarray":
        """Returns the vector of a text: float32 of shape (dimension,), of length 1."""
        self.learn([text])
        return self._by_text[text]

    def similarity(self, one: str, other: str) -> float:
        """Returns the cosine similarity of two texts, -1 to 1."""
        return float(self.of(one) @ self.of(other))

    @replan_on_conflict
    def keep(self, texts: Iterable[str], commit: Mapping[str, str]) -> None:
        """Have the table hold the vectors of these texts and no others."""
        model = self._model.fingerprint
        wanted = {vector_key(text, model): text for text in set(texts)}
        table = self._lake.open_or_create("fact_vectors")
        known = {row["text_hash"] for row in read_rows(table, "text_hash")}
        new = sorted(wanted.keys() - known)
        self.learn(wanted[key] for key in new)
        rows = [{"text_hash": key, "model": model, "vector": self.of(wanted[key]).tolist()} for key in new]
        self._lake.change(table, "fact_vectors", rows, known - wanted.keys(), commit)


def nearest(vectors: FactVectors, query: str, texts: Iterable[str]) -> Mapping[str, float]:
    """Returns the similarity of each text with a query."""
    distinct = sorted(set(texts))
    vectors.learn([query, *distinct])
    asked = vectors.of(query)
    return {text: float(asked @ vectors.of(text)) for text in distinct}
