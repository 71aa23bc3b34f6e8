"""Small sentence-transformers models whose vectors are hashes: time goes into the pipeline, not into a network."""

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from include.embedding.model import EmbeddingModel
from include.settings import Settings

WINDOWS = {"one": (62, 8), "two": (62, 8), "three": (42, 12)}
"""Tokens that each model reads, and the length of its vectors. Two of them are cut for alike."""
COMMIT_TEXTS = 4


def make_models(folder: Path) -> None:
    """Write the files of each model: a word is a token."""
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    for name, (window, dimension) in WINDOWS.items():
        pooling = folder / name / "1_Pooling"
        pooling.mkdir(parents=True)
        files = {
            "modules.json": [{"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}],
            "1_Pooling/config.json": {"word_embedding_dimension": dimension},
            "sentence_bert_config.json": {"max_seq_length": window},
            "config.json": {"name": name},
        }
        for file, content in files.items():
            (folder / name / file).write_text(json.dumps(content))
        tokenizer.save(str(folder / name / "tokenizer.json"))


class HashEncoder:
    """Makes unit vectors of texts by their hash, and remembers how many it was given.

    Args:
        model: whose vectors they are; another one makes others.
    """

    commit_texts = COMMIT_TEXTS
    billed_tokens = 0

    def __init__(self, model: EmbeddingModel, given: dict[str, int]) -> None:
        self._model = model
        self._given = given

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self._given[self._model.fingerprint] = self._given.get(self._model.fingerprint, 0) + len(texts)
        return np.stack([vector(self._model.fingerprint, self._model.dimension, text) for text in texts])

    encode_questions = encode


@lru_cache(maxsize=100_000)
def vector(fingerprint: str, dimension: int, text: str) -> np.ndarray:
    """Returns a text's vector of shape (dimension,)."""
    digest = hashlib.blake2b(text.encode(), key=fingerprint.encode(), digest_size=64).digest()
    numbers = np.frombuffer(digest, np.uint8)[: dimension * 2].astype(np.float32) - 127.5
    unit: np.ndarray = numbers[:dimension] / np.linalg.norm(numbers[:dimension])
    return unit


def opener(given: dict[str, int]) -> "type[HashEncoder] | object":
    """Returns what takes the place of `open_encoder`."""

    def open_encoder(model: EmbeddingModel, _settings: Settings) -> HashEncoder:
        return HashEncoder(model, given)

    return open_encoder
