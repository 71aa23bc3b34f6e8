"""Encodes questions inside a web server: loaded at the first question, one thread, and never torch."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from include.errors import ModelError
from include.model import find_model
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

    from include.openvino_encoder import OpenVinoEncoder

THREADS = 1
"""A question takes 7 ms of one core; the server has other pages to answer."""


class EncoderUnavailable(ModelError):
    """Questions cannot be encoded here."""


class QueryEncoder:
    """The model of what is served, as OpenVINO converted it for the tasks; one at a time is kept."""

    def __init__(self, settings: Settings) -> None:
        self._settings = replace(settings, embedding_threads=THREADS)
        self._lock = Lock()
        self._name = ""
        self._encoder: OpenVinoEncoder | None = None

    def encode(self, model: str, question: str) -> "np.ndarray":
        """Normalised vector of a question: float32 of shape (dimension,).

        Raises:
            EncoderUnavailable: the model is not there in a form that is light enough for a web server.
        """
        with self._lock:
            if self._encoder is None or self._name != model:
                self._encoder, self._name = self._open(model), model
            vector: np.ndarray = self._encoder.encode([question])[0]
        return vector

    def _open(self, name: str) -> "OpenVinoEncoder":
        try:
            from include.openvino_encoder import open_converted

            return open_converted(find_model(name), THREADS, Path(self._settings.model_cache), convert=False)
        except ImportError as error:
            raise EncoderUnavailable(f"OpenVINO is not installed here: {error}") from error
        except ModelError as error:
            raise EncoderUnavailable(str(error)) from error


@lru_cache(maxsize=1)
def shared_encoder(settings: Settings) -> QueryEncoder:
    """The one encoder of this process, whatever is searched."""
    return QueryEncoder(settings)
