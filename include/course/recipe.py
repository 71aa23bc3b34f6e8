"""How texts become vectors where chunks are the lesson: which model, how long a chunk may be. Either can be changed."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from include.course import known_answers
from include.errors import ModelRefused
from include.settings import Settings
from include.sources.names import media_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from include.embedding.chunking import Chunker
    from include.embedding.encoder import Encoder
    from include.embedding.model import EmbeddingModel

SECOND_PACKAGE = "sre_embedding_model"
"""A model with vectors of the same length as the bundle's: nothing complains when the two are mixed."""


@dataclass(frozen=True, slots=True)
class CourseRecipe:
    """A model and a chunker."""

    second_model: bool = False
    """Whether another model than the bundle's makes the vectors."""
    chunk_tokens: int = 96
    """Tokens that a chunk may have: few, so that a short page has several chunks. 0: as many as the bundle's have."""

    def chunks(self, document: str, text: str) -> list[str]:
        """Texts of a document's chunks, in order."""
        return [chunk.text for chunk in _chunker(self.chunk_tokens).split(text, media_type(document))]

    def encode(self, texts: "Sequence[str]") -> list[list[float]]:
        """Vectors of texts, in their order, each of length 1."""
        second = self.second_model
        vectors = known_answers.encoded(texts, _model(second).fingerprint, lambda some: _encoder(second).encode(some))
        return [vector.tolist() for vector in vectors]

    def fingerprints(self) -> dict[str, str]:
        """What identifies the model and the chunker: `model` and `chunker`, 16 hexadecimal digits each."""
        return {"model": _model(self.second_model).fingerprint, "chunker": _chunker(self.chunk_tokens).fingerprint}

    def save(self, path: Path) -> None:
        """Write it into a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self)), "utf-8")


OF_THE_BUNDLE = CourseRecipe(chunk_tokens=0)


def saved_recipe(path: Path) -> CourseRecipe:
    """The recipe in a file; the usual one when there is none."""
    return CourseRecipe(**json.loads(path.read_text("utf-8"))) if path.exists() else CourseRecipe()


def warm_up() -> None:
    """Load what cuts documents, for all processes that are forked from this one."""
    for recipe in (OF_THE_BUNDLE, CourseRecipe()):
        recipe.chunks("warm.md", "Warm.\n")


@lru_cache(maxsize=2)
def _model(second: bool) -> "EmbeddingModel":
    from include.embedding.model import find_model

    if not second:
        return find_model(Settings.from_environment().embedding_model)
    spec = find_spec(SECOND_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelRefused(f"the package {SECOND_PACKAGE} is not installed; `make install` brings it")
    return find_model(str(Path(spec.submodule_search_locations[0]) / "model_weights"))


@lru_cache(maxsize=4)
def _chunker(tokens: int) -> "Chunker":
    """Counts the tokens of the bundle's model, whichever makes the vectors: each can be changed without the other."""
    from include.embedding.chunking import Chunker

    model = _model(second=False)
    if not tokens:
        return model.chunker()
    return Chunker(model.tokenizer(), tokens, model.fingerprint)


@lru_cache(maxsize=2)
def _encoder(second: bool) -> "Encoder":
    """Loading a model takes a part of a second: once a process, and not before it is needed."""
    from include.embedding.encoder import open_encoder

    return open_encoder(_model(second), Settings.from_environment())
