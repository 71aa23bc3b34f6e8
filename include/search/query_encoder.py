"""Encodes questions inside a web server: loaded at the first question, one thread, and never torch.

A provider is asked for each question, with a limit of seconds; one that did not answer is left alone for a while, so
that the page answers by words at once.
"""

import time
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from include.embedding.encoder import Encoder, open_light_encoder
from include.embedding.model import find_model
from include.errors import ModelError
from include.renewed import Renewed
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

THREADS = 1
"""A question takes 7 ms of one core; the server has other pages to answer."""
UNUSED_SECONDS = 600
"""A model that nobody has asked for so long is let go: it takes some 220 MB. While a change of model is being decided,
passages and facts have different ones."""


AWAY_SECONDS = 30
"""A provider that did not answer is asked again after so long."""


class EncoderUnavailable(ModelError):
    """Questions cannot be encoded here."""


@dataclass(slots=True)
class _Loaded:
    """A model, once it is loaded: whoever asks first loads it, and the lock of the encoder is not held meanwhile."""

    encoder: Renewed[Encoder] = field(default_factory=Renewed)
    used_at: float = 0.0
    """On the monotonic clock."""
    away_until: float = 0.0
    """On the same, where a provider did not answer."""
    away: str = ""
    """Why, in one line."""


class QueryEncoder:
    """The models of what is served, in the form that tasks keep for a server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bookkeeping, self._encoding = Lock(), Lock()
        self._models: dict[str, _Loaded] = {}

    def encode(self, model: str, question: str) -> "np.ndarray":
        """Returns the normalised vector of a question: float32 of shape (dimension,).

        Raises:
            EncoderUnavailable: the model is not there in a form that is light enough for a web server, or its provider
                does not answer.
        """
        loaded = self._model(model)
        if time.monotonic() < loaded.away_until:
            raise EncoderUnavailable(loaded.away)
        encoder = loaded.encoder.get(lambda: self._open(model))
        if find_model(model).is_paid:
            return self._asked(loaded, encoder, question)
        with self._encoding:  # one at a time, so that one core is taken at most
            vector: np.ndarray = encoder.encode_questions([question])[0]
        return vector

    def _asked(self, loaded: _Loaded, encoder: Encoder, question: str) -> "np.ndarray":
        """What a provider says, who may be asked about several questions at once."""
        try:
            vector: np.ndarray = encoder.encode_questions([question])[0]
        except ModelError as error:
            loaded.away, loaded.away_until = str(error), time.monotonic() + AWAY_SECONDS
            raise EncoderUnavailable(loaded.away) from None
        return vector

    def _model(self, name: str) -> _Loaded:
        with self._bookkeeping:
            loaded = self._models.setdefault(name, _Loaded())
            loaded.used_at = time.monotonic()
            self._models = {
                known: each for known, each in self._models.items() if loaded.used_at - each.used_at <= UNUSED_SECONDS
            }
            return loaded

    def _open(self, name: str) -> Encoder:
        try:
            return open_light_encoder(find_model(name), self._settings, THREADS)
        except ImportError as error:
            raise EncoderUnavailable(f"OpenVINO is not installed here: {error}") from error
        except ModelError as error:
            raise EncoderUnavailable(str(error)) from error


@lru_cache(maxsize=1)
def shared_encoder(settings: Settings) -> QueryEncoder:
    """Returns the one encoder of this process, whatever is searched."""
    return QueryEncoder(settings)
