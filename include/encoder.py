"""From texts to vectors."""

import logging
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from include.model import EmbeddingModel

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)
CPU_BATCH, GPU_BATCH = 8, 256
"""Texts encoded together. On a CPU small batches stay in the cache and pad less; a GPU wants many."""


class Encoder(Protocol):
    """Makes vectors of one model."""

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Normalised vectors: float32 of shape (texts, dimension)."""


def open_encoder(model: EmbeddingModel, threads: int = 0) -> Encoder:
    """An encoder for a model; this is what imports torch.

    Args:
        model: its fingerprint is checked before its weights are loaded.
        threads: of the CPU; 0 for all cores.
    """
    log.info("loading model %s (%s)", model.name, model.fingerprint)
    return TorchEncoder(model, threads or os.cpu_count() or 1)


class TorchEncoder:
    """`sentence-transformers` on a GPU where there is one, else on the CPU."""

    def __init__(self, model: EmbeddingModel, threads: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        _silence_loading()
        torch.set_num_threads(threads)
        # oneDNN's kernels: 1.8 times the speed of the default on a CPU with AVX-512, differences below 1e-6.
        torch.set_float32_matmul_precision("medium")
        self._model = SentenceTransformer(str(model.folder), local_files_only=True)
        self._batch = CPU_BATCH if self._model.device.type == "cpu" else GPU_BATCH

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        vectors: np.ndarray = self._model.encode(
            list(texts),
            batch_size=self._batch,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return vectors.astype("float32", copy=False)


def _silence_loading() -> None:
    """No progress bars and advice on loading: in a task they would end up as error lines."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
