"""Makes vectors of texts."""

import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from include.embedding.model import EmbeddingModel
from include.embedding.vectors import CPU_COMMIT, GPU_COMMIT, normalised
from include.errors import ModelRefused
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

GPU = Path("/dev/nvidiactl")
"""There when NVIDIA's driver is; asking torch would cost its import."""
log = logging.getLogger(__name__)
CPU_BATCH, GPU_BATCH = 8, 256
"""Texts encoded together. On a CPU small batches stay in the cache and pad less; a GPU wants many."""


class Encoder(Protocol):
    """Makes vectors of one model."""

    @property
    def commit_texts(self) -> int:
        """How many texts a call should bring."""

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Returns normalised vectors: float32 of shape (texts, dimension); threads that share an encoder take turns.

        What the model's window cannot hold is left out, and a text's vector does not depend on the texts beside it.
        """


def open_encoder(model: EmbeddingModel, settings: Settings) -> Encoder:
    """Opens the encoder that `EMBEDDING_RUNTIME` says; torch where there is a GPU or OpenVINO cannot have the model.

    A process loads a model once: whoever asks for it again gets the same encoder.

    Raises:
        ModelError: the weights are not what was published, or OpenVINO was demanded and cannot have the model.
    """
    threads = settings.embedding_threads or os.cpu_count() or 1
    log.info("model %s (%s)", model.name, model.fingerprint)
    return _loaded(model, model.fingerprint, settings.embedding_runtime, threads, Path(settings.model_cache))


def open_light_encoder(model: EmbeddingModel, settings: Settings, threads: int) -> Encoder:
    """Opens an encoder that is light enough for a web server: never torch, and nothing is converted for it.

    Raises:
        ModelError: the model is not there in such a form yet, or cannot be.
        ImportError: OpenVINO is not installed.
    """
    from include.embedding.openvino_encoder import open_converted

    return open_converted(model, threads, Path(settings.model_cache), convert=False)


@lru_cache(maxsize=1)
def _loaded(model: EmbeddingModel, _fingerprint: str, runtime: str, threads: int, cache: Path) -> Encoder:
    """To load it takes 0.5 s; the fingerprint tells files that were replaced."""
    if runtime == "openvino" or (runtime == "auto" and not GPU.exists()):
        from include.embedding.openvino_encoder import NotConvertibleError, open_converted

        try:
            return open_converted(model, threads, cache)
        except NotConvertibleError as error:
            if runtime == "openvino":
                raise
            log.warning("%s; sentence-transformers encodes", error)
    return TorchEncoder(model, threads)


class TorchEncoder:
    """`sentence-transformers`: on a GPU, where there is one, in fp16; on the CPU in fp32."""

    def __init__(self, model: EmbeddingModel, threads: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        _silence_loading()
        torch.set_num_threads(threads)
        self._dimension = model.dimension
        try:
            self.model = SentenceTransformer(str(model.folder), local_files_only=True)
        except Exception as error:  # each of its libraries raises kinds of its own for broken files
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelRefused(
                f"model {model.name} cannot be loaded from {model.folder}: {reason}; fetch it again"
            ) from error
        on_cpu = self.model.device.type == "cpu"
        self._batch, self.commit_texts = (CPU_BATCH, CPU_COMMIT) if on_cpu else (GPU_BATCH, GPU_COMMIT)
        if self.model.device.type == "cuda":
            self.model.half()

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Returns normalised vectors: float32 of shape (texts, dimension). Sorting by length pads little."""
        vectors: np.ndarray = self.model.encode(
            list(texts), batch_size=self._batch, show_progress_bar=False, convert_to_numpy=True
        )
        # Of no texts it makes an array of no shape.
        return normalised(vectors.astype("float32", copy=False).reshape(len(texts), self._dimension))


def _silence_loading() -> None:
    """No progress bars and advice on loading: in a task they would end up as error lines."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
