"""Makes vectors of texts."""

import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from include.embedding.model import EmbeddingModel, ProviderModel, find_model
from include.embedding.vectors import CPU_COMMIT, GPU_COMMIT, normalised
from include.errors import ModelRefused
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from include.embedding.provider_encoder import ProviderEncoder

GPU = Path("/dev/nvidiactl")
"""There when NVIDIA's driver is; asking torch would cost its import."""
log = logging.getLogger(__name__)
QUESTION_SECONDS = 5.0
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
        A provider refuses what its model's window cannot hold.

        Raises:
            ModelError: a provider does not answer, or not well.
        """

    def encode_questions(self, questions: Sequence[str]) -> "np.ndarray":
        """Returns the same of questions, which some models of providers encode otherwise."""

    @property
    def billed_tokens(self) -> int:
        """Tokens that a provider has counted so far; 0 for a model that runs here."""


def open_encoder(model: EmbeddingModel, settings: Settings) -> Encoder:
    """Opens the encoder that `EMBEDDING_RUNTIME` says; torch where there is a GPU or OpenVINO cannot have the model.

    Where a provider runs the model, the encoder asks the provider. A process loads a model once: whoever asks for it
    again gets the same encoder.

    Raises:
        ModelError: the weights are not what was published, or OpenVINO was demanded and cannot have the model.
    """
    if isinstance(model, ProviderModel):
        return _asked(model.name, settings, os.getpid())
    threads = settings.embedding_threads or os.cpu_count() or 1
    log.info("model %s (%s)", model.name, model.fingerprint)
    return _loaded(model, model.fingerprint, settings.embedding_runtime, threads, Path(settings.model_cache))


def open_light_encoder(model: EmbeddingModel, settings: Settings, threads: int) -> Encoder:
    """Opens an encoder that is light enough for a web server: never torch, and nothing is converted for it.

    A provider is asked once, and given up after `QUESTION_SECONDS`: somebody is waiting.

    Raises:
        ModelError: the model is not there in such a form yet, or cannot be.
        ImportError: OpenVINO is not installed.
    """
    if isinstance(model, ProviderModel):
        from include.embedding.provider_encoder import ProviderEncoder

        return ProviderEncoder(model, settings, seconds=QUESTION_SECONDS, tries=1)
    from include.embedding.openvino_encoder import open_converted

    return open_converted(model, threads, Path(settings.model_cache), convert=False)


def dimension_of(model: EmbeddingModel, settings: Settings) -> int:
    """Returns the length of a model's vectors; a provider is asked for one where nobody has seen any yet.

    Raises:
        ModelError: it does not answer.
    """
    if model.dimension or not isinstance(model, ProviderModel):
        return model.dimension
    return _asked(model.name, settings, os.getpid()).dimension


@lru_cache(maxsize=2)
def _asked(name: str, settings: Settings, _process: int) -> "ProviderEncoder":
    """One a process and model: its connections are used again. They and their thread do not come along in a fork."""
    from include.embedding.provider_encoder import ProviderEncoder

    log.info("model %s", name)
    return ProviderEncoder(find_model(name), settings)


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

    billed_tokens = 0

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

    encode_questions = encode


def _silence_loading() -> None:
    """No progress bars and advice on loading: in a task they would end up as error lines."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
