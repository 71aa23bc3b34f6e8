"""The facts in the API server: read again only when the table has a new version, compared by the page's own encoder."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from include.embedding.model import find_model
from include.errors import ModelError
from include.knowledge.fact_vectors import FactVectors
from include.knowledge.facts import described
from include.knowledge.questions import Knowledge
from include.knowledge.tables import knowledge_lake
from include.lake.queries import Row
from include.renewed import Renewed
from include.search.query_encoder import QueryEncoder
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

NEW_AT_ONCE, PAID_AT_ONCE = 200, 8
"""Facts without a vector that a question waits for, at some 6 ms each; a provider takes longer. More are the task's."""


class KnownFacts:
    """Facts as the tables have them; may be used by many threads.

    Args:
        encoder: of the page's questions; no other model is loaded.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder) -> None:
        self._settings, self._encoder = settings, encoder
        self._lake = knowledge_lake(settings)
        # Nobody goes on with the facts of before: what is forgotten is gone with the next question.
        self._knowledge: Renewed[Knowledge] = Renewed()

    def now(self) -> tuple[int, Knowledge]:
        """Returns the version of `user_facts` (-1: there is none yet), and what it says.

        Raises:
            LakeError: the tables cannot be read.
        """
        table = self._lake.open("user_facts")
        # A table that was made anew begins again at version 0.
        seen = ("", -1) if table is None else (str(table.metadata().id), table.version())
        return seen[1], self._knowledge.get(self._read, seen)

    def _read(self) -> Knowledge:
        knowledge = Knowledge(self._settings, self._lake)
        knowledge.near = Nearness(self._settings, self._encoder, knowledge.rows)
        return knowledge

    def at(self, moment: datetime) -> Knowledge:
        """Returns what the tables said at a moment.

        Raises:
            LakeError: they cannot be read, or their history does not reach back so far.
        """
        return Knowledge(self._settings, self._lake, moment)


class Nearness:
    """How near facts are to a question; their vectors are read at the first one.

    Args:
        encoder: of the question, and of what the task has not written down yet.
        rows: the facts.
    """

    def __init__(self, settings: Settings, encoder: QueryEncoder, rows: Iterable[Row]) -> None:
        self._settings, self._encoder = settings, encoder
        self._texts = sorted({described(row) for row in rows})
        self._vectors: Renewed[np.ndarray] = Renewed()

    def __call__(self, question: str, texts: Iterable[str]) -> Mapping[str, float]:
        """Cosine similarity of each text with the question.

        Raises:
            EncoderUnavailable: questions cannot be encoded here.
            ModelError: too many facts have no vector of this model yet.
        """
        if not self._texts:
            return {}
        scores = self._vectors.get(self._read) @ self._encode(question)
        by_text = dict(zip(self._texts, scores.tolist(), strict=True))
        return {text: by_text[text] for text in texts}

    def _read(self) -> "np.ndarray":
        """Vectors of shape (texts, dimension)."""
        import numpy as np

        model = find_model(self._settings.embedding_model)
        known = FactVectors(model, self._settings, knowledge_lake(self._settings), self._encode_new)
        known.learn(self._texts)
        return np.stack([known.of(text) for text in self._texts])

    def _encode_new(self, texts: Sequence[str]) -> "np.ndarray":
        import numpy as np

        is_paid = find_model(self._settings.embedding_model).is_paid
        if len(texts) > (PAID_AT_ONCE if is_paid else NEW_AT_ONCE):
            raise ModelError(f"{len(texts):,} facts are not embedded with this model yet; trigger derive_user_facts")
        return np.stack([self._encode(text) for text in texts])

    def _encode(self, text: str) -> "np.ndarray":
        return self._encoder.encode(self._settings.embedding_model, text)
