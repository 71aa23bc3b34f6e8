"""Tries a change of model or chunker: asks the one in force and the candidate about the same few documents.

The golden questions are asked over a small sample of the documents as they are, the same for both. What is in force has
its vectors already; the candidate embeds the sample now, and nothing of it is kept but what a provider was paid for. So
the trial costs what `PASSAGES` cost, whatever the size of the source. It tells which model finds the better document
among few; among many, the golden questions tell it after the change (`rebuild_search_index`), before anything is
served.
"""

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.embedding.chunking import text_hash
from include.embedding.encoder import open_encoder
from include.embedding.model import EmbeddingModel
from include.embedding.vectors import batches
from include.lake.columns import embedding_columns
from include.lake.queries import Row, read_rows, read_vectors
from include.lake.tables import Lake
from include.pipeline.golden import GoldenQuestion, golden_questions
from include.pipeline.plan import EmbeddingPlan
from include.settings import Settings

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)

QUESTIONS = 12
PASSAGES = 120
"""Passages that the candidate embeds for a trial at most, and never more than APPROVAL_THRESHOLD allows a batch. For a
model of 6 layers that is 2.4 s on two cores, for one ten times as large 25 s; before its first use it is converted, in
some 10 s, as it would be after a Yes."""
TRIED = {"made_for": "a trial"}
"""What the commit says of vectors of a trial."""
LARGEST_DOCUMENT = 40
"""Passages; a longer document would fill the sample by itself and stays out of it."""


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """What both find for one question: ids of documents, nearest first."""

    question: str
    wanted: str
    """Document that answers it."""
    live: tuple[str, ...]
    candidate: tuple[str, ...]

    @property
    def places(self) -> tuple[int, int]:
        """Place of the wanted document, from 1, live and with the candidate."""
        return self.live.index(self.wanted) + 1, self.candidate.index(self.wanted) + 1


@dataclass(frozen=True, slots=True)
class Trial:
    """How the candidate did beside what is in force."""

    live: str
    """Name of the model in force."""
    candidate: str
    answers: tuple[ComparedQuestion, ...]
    documents: int
    """In the sample."""
    passages: int
    """Passages of these documents, as the candidate's chunker cuts them."""
    embedded: int
    """Passages and questions that the candidate embedded for this."""
    seconds: float
    """What the trial took, loading the model included."""
    a_second: float
    """Passages that the candidate embeds in a second; 0 where it embedded none."""

    @property
    def first(self) -> tuple[int, int]:
        """Questions whose document comes first, live and with the candidate."""
        live, candidate = zip(*(answer.places for answer in self.answers), strict=True)
        return live.count(1), candidate.count(1)


def try_candidate(settings: Settings, lake: Lake, live: EmbeddingModel, plan: EmbeddingPlan) -> Trial | None:
    """Ask both the golden questions; None where there is nothing to ask, or nothing may be embedded without asking.

    Args:
        live: the model in force.
        plan: of the change, for every document.

    Raises:
        ModelError: the candidate cannot be loaded.
    """
    begun = time.perf_counter()
    questions = _spread(golden_questions(settings, lake))
    after = _by_document(plan.rows.values())
    before = _live_rows(lake, live, after)
    sample = _sample(questions, before, after, min(PASSAGES, settings.approval_threshold))
    asked = {item.question: item.document for item in questions if item.document in sample}
    if not asked:
        return None
    log.info("%s is tried on %d documents before anybody is asked", plan.model.name, len(sample))
    before, after = ({id_: rows[id_] for id_ in sample} for rows in (before, after))
    kept = _vectors(settings, lake, live, before, asked, {})
    made = _vectors(settings, lake, plan.model, after, asked, plan.texts)
    answers = (
        ComparedQuestion(
            question, wanted, _nearest(question, before, kept.by_hash), _nearest(question, after, made.by_hash)
        )
        for question, wanted in asked.items()
    )
    return Trial(
        live=live.name,
        candidate=plan.model.name,
        answers=tuple(answers),
        documents=len(sample),
        passages=sum(len(rows) for rows in after.values()),
        embedded=made.embedded,
        seconds=time.perf_counter() - begun,
        a_second=made.embedded / made.seconds if made.embedded else 0.0,
    )


@dataclass(frozen=True, slots=True)
class _Vectors:
    by_hash: "Mapping[str, np.ndarray]"
    embedded: int
    seconds: float


def _vectors(
    settings: Settings,
    lake: Lake,
    model: EmbeddingModel,
    rows: Mapping[str, Sequence[Row]],
    questions: Iterable[str],
    texts: Mapping[str, str],
) -> _Vectors:
    """Vectors of questions and chunks: from the table those it has, the others made now; a paid model's are kept.

    Args:
        rows: chunks by document.
        texts: of chunks that have no vector yet, by hash.
    """
    hashes = {row["chunk_hash"] for some in rows.values() for row in some}
    wanted = {text_hash(text): text for text in questions} | {key: texts[key] for key in hashes if key in texts}
    table = lake.open("embeddings")
    found: dict[str, np.ndarray] = {}
    if table is not None:
        known, _, vectors = read_vectors(table, model.fingerprint, sorted(hashes | wanted.keys()))
        found = dict(zip(known, vectors, strict=True))
    missing = {key: text for key, text in sorted(wanted.items()) if key not in found}
    if not missing:
        return _Vectors(found, 0, 0.0)
    encoder = open_encoder(model, settings)
    begun = time.perf_counter()
    asked = {text_hash(text) for text in questions}
    for encode, is_question in ((encoder.encode_questions, True), (encoder.encode, False)):
        some = [item for item in missing.items() if (item[0] in asked) == is_question]
        for batch in batches(some, encoder.commit_texts):
            keys, batch_texts = zip(*batch, strict=True)
            encoded = encode(batch_texts)
            if model.is_paid:  # what was paid is kept, whatever the answer will be
                lake.append("embeddings", embedding_columns(model.fingerprint, keys, batch_texts, encoded), TRIED)
            found |= dict(zip(keys, encoded, strict=True))
    return _Vectors(found, len(missing), time.perf_counter() - begun)


def _spread(questions: Sequence[GoldenQuestion]) -> list[GoldenQuestion]:
    """A few of the questions, from the whole list."""
    step = max(1, len(questions) / QUESTIONS)
    return [questions[int(number * step)] for number in range(min(QUESTIONS, len(questions)))]


def _live_rows(lake: Lake, live: EmbeddingModel, after: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Rows of `chunks` in force, of documents that the plan has with the same content."""
    columns = ("document", "chunk_hash", "document_sha256")
    rows = read_rows(lake.open("chunks"), *columns, where=f"model = '{live.fingerprint}'")
    contents = {id_: rows[0]["document_sha256"] for id_, rows in after.items()}
    return _by_document(row for row in rows if contents.get(row["document"]) == row["document_sha256"])


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["document"]].append(row)
    return dict(grouped)


def _sample(
    questions: Sequence[GoldenQuestion],
    before: Mapping[str, Sequence[Row]],
    after: Mapping[str, Sequence[Row]],
    limit: int,
) -> list[str]:
    """Documents that answer the questions, then others in an order that means nothing, until the sample is full."""
    wanted = dict.fromkeys(item.document for item in questions)
    others = sorted(before.keys() - wanted.keys(), key=lambda id_: hashlib.sha256(id_.encode()).digest())
    sample, passages = [], 0
    for id_ in (*wanted, *others):
        size = max(len(before.get(id_, ())), len(after.get(id_, ())))
        if id_ in before and id_ in after and size <= LARGEST_DOCUMENT and passages + size <= limit:
            sample.append(id_)
            passages += size
    return sample


def _nearest(question: str, rows: Mapping[str, Sequence[Row]], vectors: "Mapping[str, np.ndarray]") -> tuple[str, ...]:
    """All documents, by their passage nearest to the question."""
    asked = vectors[text_hash(question)]
    scores = {
        id_: max(
            (float(vectors[row["chunk_hash"]] @ asked) for row in some if row["chunk_hash"] in vectors), default=-1.0
        )
        for id_, some in rows.items()
    }
    return tuple(sorted(scores, key=lambda id_: (-scores[id_], id_)))
