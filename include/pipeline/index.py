"""Step 4: ask the new state the golden questions, then serve it."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from include.embedding.chunking import text_hash
from include.embedding.encoder import open_encoder
from include.embedding.model import EmbeddingModel, find_model
from include.errors import SettingsError, StoreError, StoreRefused
from include.lake.columns import embedding_columns
from include.lake.known_documents import READY
from include.lake.queries import among, read_rows, read_vectors
from include.lake.tables import Lake
from include.pipeline.store import current_collection
from include.polling import polled
from include.provenance import Event, Provenance
from include.search.replicate import is_replicated, replicate
from include.settings import Settings
from include.vector_store.collection import Notes
from include.vector_store.protocol import VectorStore
from include.vector_store.state import peek
from include.vector_store.store import open_store

if TYPE_CHECKING:
    import numpy as np

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
class IndexReport:
    """What step 4 did."""

    recall: float
    """Share of golden questions whose document is among the first `TOP` points, 0 to 1."""
    event: Event
    worked: bool


def rebuild_search_index(settings: Settings, lake: Lake, provenance: Provenance) -> IndexReport:
    """Check the collection that `update_vector_store` filled and point the alias at it.

    Raises:
        StoreError: it is not ready in time.
        StoreRefused: it answers too few golden questions to replace what is served.
    """
    state = peek(settings)
    collection = current_collection(lake.open("chunks"), state)
    found = state.collections.get(collection)
    notes = found.notes if found else Notes()
    # A collection that says no version was never filled to the end; it must not be served.
    if found is None or notes.version < 0 or (state.served == collection and notes.is_indexed):
        unsent = notes.index_event if notes.index_run == provenance.run else None
        idle: Event = {"collection": collection, "version": notes.version, "recall": notes.recall}
        if not is_replicated(settings, state):  # it was lost, or written by a release that made none
            with open_store(settings) as store:
                replicate(settings, lake, store, provenance)
        return IndexReport(notes.recall, unsent or idle, worked=bool(unsent))
    questions = golden_questions(settings, lake)
    model = find_model(notes.embedding_model or settings.embedding_model)
    vectors = _question_vectors(questions, model, settings, lake)
    with open_store(settings) as store:
        _wait_until_ready(store, collection)
        recall, asked = _recall(store, collection, questions, vectors, lake)
        if state.served not in ("", collection) and recall < settings.golden_recall_minimum:
            raise StoreRefused(
                f"{collection} answers {recall:.0%} of the golden questions, {settings.golden_recall_minimum:.0%} are "
                f"needed; {state.served} stays in service"
            )
        if state.served != collection:
            store.serve(collection, provenance.timestamp)
        uploaded = datetime.fromisoformat(notes.uploaded_at)
        event: Event = {
            "recall": round(recall, 3),
            "questions": asked,
            "collection": collection,
            "previous_collection": state.served,
            "version": notes.version,
            "seconds_since_upload": round((provenance.time - uploaded).total_seconds(), 1),
            "timestamp": provenance.timestamp,
        }
        replicate(settings, lake, store, provenance)  # before the note: a run that dies here is done again
        store.note(
            collection, indexed_version=notes.version, recall=recall, index_run=provenance.run, index_event=event
        )
    return IndexReport(recall, event, worked=True)


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
    hashes = {text_hash(item.question): item.question for item in questions}
    known = _stored_vectors(lake, model, list(hashes))
    if missing := {hash_: text for hash_, text in hashes.items() if hash_ not in known}:
        made = open_encoder(model, settings).encode(list(missing.values()))
        columns = embedding_columns(model.fingerprint, list(missing), list(missing.values()), made)
        lake.append("embeddings", columns, {"questions": str(len(missing))})
        known |= dict(zip(missing, made, strict=True))
    return {text: known[hash_] for hash_, text in hashes.items()}


def _stored_vectors(lake: Lake, model: EmbeddingModel, hashes: Sequence[str]) -> "dict[str, np.ndarray]":
    table = lake.open("embeddings")
    if table is None:
        return {}
    found, _, vectors = read_vectors(table, model.fingerprint, hashes)
    return dict(zip(found, vectors, strict=True))


def _recall(
    store: VectorStore,
    collection: str,
    questions: Sequence[GoldenQuestion],
    vectors: "dict[str, np.ndarray]",
    lake: Lake,
) -> tuple[float, int]:
    """Share of questions that are answered, and how many were asked."""
    if not questions:
        return _self_recall(store, collection, lake)
    answered = 0
    for item in questions:
        hits = store.search(collection, vectors[item.question], TOP)
        if any(hit.payload["document"] == item.document for hit in hits):
            answered += 1
        else:
            log.info("not among the first %d: %s (%s)", TOP, item.question, item.document)
    return answered / len(questions), len(questions)


def _self_recall(store: VectorStore, collection: str, lake: Lake) -> tuple[float, int]:
    """Without questions: do some chunks find themselves?"""
    # Hashes in order are texts in no order at all.
    sample = read_rows(lake.open("chunks"), "chunk_hash", "model", where=f"true ORDER BY chunk_hash LIMIT {PROBES}")
    table = lake.open("embeddings")
    if not sample or table is None:
        return 1.0, 0
    hashes, _, vectors = read_vectors(table, sample[0]["model"], {row["chunk_hash"] for row in sample})
    found = sum(
        any(hit.payload["chunk_hash"] == hash_ for hit in store.search(collection, vector, TOP))
        for hash_, vector in zip(hashes, vectors, strict=True)
    )
    return found / len(hashes), len(hashes)


def _wait_until_ready(store: VectorStore, collection: str) -> None:
    if not polled(lambda: store.is_ready(collection), READY_SECONDS, every=1):
        raise StoreError(
            f"{collection} was not ready after {READY_SECONDS} s; its status in Qdrant says why; run again"
        )
