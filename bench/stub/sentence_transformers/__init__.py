"""Stands in for sentence-transformers where only counts matter: the calls the peers make, vectors from hashes."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

DIMENSION = 384


class SentenceTransformer:
    """Takes what the real one takes and loads nothing."""

    max_seq_length = 256

    def __init__(self, *_arguments: Any, **_options: Any) -> None:
        return

    def get_sentence_embedding_dimension(self) -> int:
        return DIMENSION

    get_embedding_dimension = get_sentence_embedding_dimension

    def encode(self, sentences: str | Sequence[str], **_options: Any) -> np.ndarray:
        """Unit vectors that depend on the text alone: float32 of shape (texts, 384), or (384,) for one text."""
        texts = [sentences] if isinstance(sentences, str) else sentences
        seeds = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts]
        vectors = np.stack([np.random.default_rng(seed).standard_normal(DIMENSION, np.float32) for seed in seeds])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: np.ndarray = vectors[0] if isinstance(sentences, str) else vectors
        return unit
