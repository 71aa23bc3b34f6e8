"""Vectors from a model that a provider runs. One call of up to `PAID_TEXTS` texts is one request, which is paid.

What may pass (too many calls, a server that fails or is away, an answer that is no good) is asked again a few times,
after the wait that the provider asks for; the rest is one line for a person. What it sends, `provider_answers` checks.
"""

import asyncio
import logging
import weakref
from collections.abc import Coroutine, Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from include.embedding.model import EmbeddingModel
from include.embedding.provider_answers import Passing, ProviderAnswers
from include.embedding.provider_client import open_client
from include.embedding.vectors import batches
from include.errors import ModelRefused
from include.model_names import ModelName
from include.provider_faults import fault
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from pydantic_ai.embeddings import EmbeddingResult
    from tenacity import RetryCallState

log = logging.getLogger(__name__)

PAID_TEXTS = 64
"""Texts of one request, whose vectors are kept before the next one: what a crash has paid again. Some 16,000 tokens;
Cohere takes 96 texts, OpenAI 300,000 tokens."""
ANSWER_SECONDS = 120.0
"""A request is given up after so long; it may be paid all the same."""
TRIES = 5
LONGEST_WAIT = 60.0
"""Seconds between two tries. Who asks to wait longer is asked again by the task's own retries, or by a person."""
PROBE = "dimension"
"""A text of one token, which is embedded to see how long vectors are; what was seen is kept in MODEL_CACHE."""
ADVICE = {
    "key": "the password of EMBEDDING_CONNECTION (or EMBEDDING_API_KEY)",
    "host": "the host of EMBEDDING_CONNECTION (or EMBEDDING_URL)",
    "too_long": "a text is longer than it reads; lower CHUNK_TOKENS",
    "rejected": "the call was rejected; it may not know EMBEDDING_DIMENSIONS, or read fewer tokens than CHUNK_TOKENS",
    "too_many": "too many calls; give the pool EMBEDDING_POOL fewer slots if that goes on",
    "too_slow": "no answer in time; try again",
}


class ProviderEncoder:
    """Asks a provider; may be used by many threads.

    Args:
        model: whose vectors.
        settings: with the key.
        seconds: that an answer may take.
        tries: that a call has, whatever goes wrong.

    Raises:
        ModelRefused: the model cannot be asked with these settings.
    """

    commit_texts = PAID_TEXTS

    def __init__(
        self, model: EmbeddingModel, settings: Settings, seconds: float = ANSWER_SECONDS, tries: int = TRIES
    ) -> None:
        self._name = ModelName.read(model.name)
        self._where = f"model {model.name}"
        self._seconds, self._tries = seconds, tries
        self._client = open_client(self._name, settings)
        self._answers = ProviderAnswers(self._name, Path(settings.model_cache) / f"{model.fingerprint}-dimension.json")
        self._billed, self._counting = 0, Lock()
        self._loop = asyncio.new_event_loop()
        Thread(target=self._loop.run_forever, name=self._where, daemon=True).start()
        weakref.finalize(self, self._loop.call_soon_threadsafe, self._loop.stop)

    @property
    def billed_tokens(self) -> int:
        """Tokens that the provider has counted so far; 0 where it does not tell."""
        return self._billed

    @property
    def dimension(self) -> int:
        """Length of a vector; a word is embedded where nobody has seen one of this model here.

        Raises:
            ModelError: it cannot be asked now.
        """
        return self._answers.dimension or self.encode([PROBE]).shape[1]

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Returns normalised vectors of texts that are searched: float32 of shape (texts, dimension).

        Raises:
            ModelError: the provider does not answer, or not well, also when it is asked again.
            ModelRefused: it will not answer before somebody has done what the line says.
        """
        return self._encode(texts, "document")

    def encode_questions(self, questions: Sequence[str]) -> "np.ndarray":
        """Returns the same of questions, which some models encode otherwise."""
        return self._encode(questions, "query")

    def _encode(self, texts: Sequence[str], kind: str) -> "np.ndarray":
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.concatenate([self._tried(batch, kind) for batch in batches(texts, PAID_TEXTS)])

    def _tried(self, texts: Sequence[str], kind: str) -> "np.ndarray":
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

        backoff = wait_random_exponential(multiplier=1, max=LONGEST_WAIT)

        def wait(state: "RetryCallState") -> float:
            error = state.outcome.exception() if state.outcome else None
            return (error.seconds if isinstance(error, Passing) else 0.0) or backoff(state)

        def tell(state: "RetryCallState") -> None:
            log.warning("%s; asked again in %.1f s", state.outcome and state.outcome.exception(), state.upcoming_sleep)

        def passes(error: BaseException) -> bool:
            return isinstance(error, Passing) and error.seconds <= LONGEST_WAIT

        retrying = Retrying(
            retry=retry_if_exception(passes),
            stop=stop_after_attempt(self._tries),
            wait=wait,
            before_sleep=tell,
            reraise=True,
        )
        return retrying(self._asked, texts, kind)

    def _asked(self, texts: Sequence[str], kind: str) -> "np.ndarray":
        """One request, and what is wrong with its answer."""
        from pydantic_ai.exceptions import ModelAPIError, UserError

        try:
            result = self._run(self._call(texts, kind))
        except ModelAPIError as error:
            found = fault(error, ADVICE)
            line = f"{self._where}: {found.said}"
            # Not `from error`: a provider's answer can quote the key, and a traceback shows it.
            raise (ModelRefused(line) if found.lasts else Passing(line, found.seconds)) from None
        except TimeoutError:
            raise Passing(f"{self._where}: no answer within {self._seconds:g} s") from None
        except UserError as error:
            raise ModelRefused(f"{self._where}: it cannot be used: {' '.join(str(error).split())}") from None
        except Exception as error:
            what = type(error).__name__  # its words can quote the answer, and that the key
            raise Passing(f"{self._where}: its answer cannot be read ({what}); check {ADVICE['host']}") from None
        with self._counting:
            self._billed += result.usage.input_tokens
        return self._answers.checked(result.embeddings, len(texts))

    async def _call(self, texts: Sequence[str], kind: Any) -> "EmbeddingResult":
        settings: Any = {"dimensions": self._name.dimensions} if self._name.dimensions else None
        asked = self._client.embed([text or " " for text in texts], input_type=kind, settings=settings)
        return await asyncio.wait_for(asked, self._seconds)

    def _run(self, call: "Coroutine[Any, Any, EmbeddingResult]") -> "EmbeddingResult":
        """Its connections belong to one loop of events, whichever thread asks."""
        return asyncio.run_coroutine_threadsafe(call, self._loop).result()
