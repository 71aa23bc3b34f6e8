"""Golden questions: what a collection is asked before it is served, and how many it answers."""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from include.embedding.chunking import text_hash
from include.embedding.encoder import open_encoder
from include.embedding.model import EmbeddingModel
from include.embedding.vectors import batches
from include.errors import SettingsError, StoreError
from include.lake.columns import embedding_columns
from include.lake.known_documents import READY
from include.lake.queries import among, read_rows, read_vectors
from include.lake.tables import Lake
from include.polling import polled
from include.search.modes import words_of
from include.search.passage import Filters
from include.search.replica import Replica
from include.settings import Settings
from include.vector_store.protocol import VectorStore

if TYPE_CHECKING:
    import numpy as np

Found = Sequence[tuple[str, str]]
"""Document and text of the best points, best first."""
Ask = Callable[[str, "np.ndarray"], Found]
"""Finds the first `TOP` points for a text and its vector."""
log = logging.getLogger(__name__)

TOP = 5
"""A golden question is answered when its document is among this many points."""
PROBES = 5
READY_SECONDS = 600


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A golden question and the document that answers it."""

    question: str
    document: str


@dataclass(frozen=True, slots=True)
class GoldenVectors:
    """Golden questions as a model asks them; without questions, some chunks that have to find themselves."""

    questions: Sequence[GoldenQuestion]
    vectors: "dict[str, np.ndarray]"
    """By question, or by the text of a chunk."""

    def recall(self, ask: Ask) -> float:
        """Returns the share that is answered, 0 to 1; 1 where there is nothing to ask."""
        if not self.vectors:
            return 1.0
        found = {text: ask(text, vector) for text, vector in self.vectors.items()}
        if not self.questions:
            return sum(any(hit == text for _, hit in hits) for text, hits in found.items()) / len(found)
        answered = 0
        for item in self.questions:
            if any(document == item.document for document, _ in found[item.question]):
                answered += 1
            else:
                log.info("not among the first %d: %s (%s)", TOP, item.question, item.document)
        return answered / len(self.questions)


def asking(store: VectorStore, collection: str) -> Ask:
    """A collection, asked itself."""
    notes = store.state().collections[collection].notes

    def ask(text: str, vector: "np.ndarray") -> Found:
        hits = store.search(collection, vector, TOP, words=words_of(text, notes))
        return [(hit.payload["document"], hit.payload["text"]) for hit in hits]

    return ask


def asking_replica(replica: Replica) -> Ask:
    """What is served, asked in its copy: that has loaded what it searches in, and no more."""

    def ask(text: str, vector: "np.ndarray") -> Found:
        passages = replica.search(vector, TOP, Filters(), words_of(text, replica.about))
        return [(passage.document, passage.text) for passage in passages]

    return ask


def golden_vectors(settings: Settings, lake: Lake, model: EmbeddingModel, hashes: Iterable[str]) -> GoldenVectors:
    """Returns what a collection of a model is to be asked.

    Args:
        hashes: of chunks of that collection, some of which are asked for where there are no questions.

    Raises:
        SettingsError: the file of the questions cannot be read.
        ModelError: a question has to be embedded, and the model cannot be loaded.
    """
    if questions := golden_questions(settings, lake):
        return GoldenVectors(questions, _question_vectors(questions, model, settings, lake))
    # Hashes in order are texts in no order at all.
    return GoldenVectors((), _stored_vectors(lake, model, sorted(set(hashes))[:PROBES]))


def golden_questions(settings: Settings, lake: Lake) -> list[GoldenQuestion]:
    """Returns golden questions whose document is in the table; of a source they were not written for, none.

    Raises:
        SettingsError: the file cannot be read, or is not a JSON list of objects with `question` and `document`.
    """
    path = Path(settings.golden_questions)
    if not path.is_file():
        return []
    try:
        questions = [
            GoldenQuestion(str(item["question"]), str(item["document"])) for item in json.loads(path.read_text("utf-8"))
        ]
    except OSError as error:
        raise SettingsError(f"GOLDEN_QUESTIONS {path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"GOLDEN_QUESTIONS {path}: a JSON list of question and document is needed ({error})"
        ) from error
    wanted = among("id", {question.document for question in questions})
    known = {row["id"] for row in read_rows(lake.open("documents"), "id", where=f"status = '{READY}' AND {wanted}")}
    return [question for question in questions if question.document in known]


def _question_vectors(
    questions: Sequence[GoldenQuestion], model: EmbeddingModel, settings: Settings, lake: Lake
) -> "dict[str, np.ndarray]":
    """Vectors of the questions by text. They are kept with the embeddings, so each is made once a model."""
    if not questions:
        return {}
    hashes = {item.question: text_hash(item.question) for item in questions}
    known = _stored_vectors(lake, model, list(hashes.values()))
    if missing := [text for text in hashes if text not in known]:
        encoder = open_encoder(model, settings)
        for batch in batches(missing, encoder.commit_texts):
            made = encoder.encode_questions(batch)
            columns = embedding_columns(model.fingerprint, [hashes[text] for text in batch], batch, made)
            lake.append("embeddings", columns, {"questions": str(len(batch))})
            known |= dict(zip(batch, made, strict=True))
    return known


def _stored_vectors(lake: Lake, model: EmbeddingModel, hashes: Sequence[str]) -> "dict[str, np.ndarray]":
    """Vectors by text."""
    table = lake.open("embeddings")
    if table is None:
        return {}
    _, texts, vectors = read_vectors(table, model.fingerprint, hashes)
    return dict(zip(texts, vectors, strict=True))


def wait_until_ready(store: VectorStore, collection: str) -> None:
    """Waits until what was written to a collection is indexed.

    Raises:
        StoreError: it is not ready in time.
    """
    if not polled(lambda: store.is_ready(collection), READY_SECONDS, every=1):
        raise StoreError(
            f"{collection} was not ready after {READY_SECONDS} s; its status in Qdrant says why; run again"
        )
