"""Rated answers as examples: sets for fine-tuning and evaluation, and questions that are asked from then on.

An example is an answer of which its readers say one thing. Of rated answers to one question the newest counts; it stays
an example when its evidence has changed, and says so: the question is as good as it was, the words are not.
"""

from collections.abc import Sequence

from include.answers.answers import Answer, rows_where
from include.answers.retrieval import digest
from include.knowledge.answer_rows import ANSWERED, DOCUMENT, citations_json, read_citations
from include.knowledge.answer_rows import TABLE as ANSWERS
from include.knowledge.doubts import RIGHT, agreed, normal
from include.lake.known_documents import READY
from include.lake.queries import Row, among, read_rows
from include.lake.refresh import RefreshReport, bring
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.pipeline.golden import GoldenQuestion
from include.provenance import Provenance

TABLE = "answer_examples"
TRAINING, EVALUATION = "training", "evaluation"
HELD_OUT = 5
"""One question in so many is for evaluation and never for training; which, its own words decide, once for all."""


def refresh_examples(lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the table `answer_examples` to the answers and their ratings.

    Raises:
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake, ANSWERS):  # so that nothing comes back while a user is forgotten
        return bring(TABLE, lambda: examples(lake), lake, provenance)


def examples(lake: Lake) -> list[Row]:
    """Returns the rows that the table should have.

    Raises:
        LakeError: the tables cannot be read.
    """
    said = agreed(lake)
    rows = rows_where(lake, f"verdict = '{ANSWERED}' AND {among('id', sorted(said))}")
    found = {normal(row["question"]): _row(Answer.of(row), said[row["id"]]) for row in rows}  # the newest is last
    return list(found.values())


def confirmed(documents: Lake, lake: Lake, golden: Sequence[GoldenQuestion]) -> list[GoldenQuestion]:
    """Returns what an evaluation asks beside the golden questions: what readers say was answered rightly.

    A question that somebody asked as themselves is not among them: it can be personal, and an evaluation is not.

    Args:
        documents: the lake of the documents; a page that is gone is not asked for.
    """
    known = {normal(one.question) for one in golden}
    found = []
    for row in examples(lake):
        cited = read_citations(row["citations"])
        is_public = bool(cited) and not row["asked_by"] and all(one.kind == DOCUMENT for one in cited)
        if row["verdict"] == RIGHT and is_public and normal(row["question"]) not in known:
            found.append(GoldenQuestion(row["question"], cited[0].source))
    wanted = f"status = '{READY}' AND {among('id', sorted({one.document for one in found}))}"
    there = {row["id"] for row in read_rows(documents.open("documents"), "id", where=wanted)}
    return [one for one in found if one.document in there]


def _row(answer: Answer, said: Sequence[str]) -> Row:
    key = digest(normal(answer.question))
    return {
        "id": key,
        "part": EVALUATION if int(key, 16) % HELD_OUT == 0 else TRAINING,
        "question": answer.question,
        "text": answer.text,
        "citations": citations_json(answer.citations),
        "verdict": said[0],
        "ratings": len(said),
        "answer": answer.id,
        "status": answer.status,
        "asked_by": answer.asked_by,
        "model": answer.model,
        "corpus_version": answer.corpus_version,
        "answered_at": answer.asked_at,
    }
