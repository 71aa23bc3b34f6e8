"""Golden questions, asked through the cache: what is unchanged costs nothing. Are the answers as good as they were?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from include.answers.answerer import Answerer
from include.answers.answers import Answer
from include.answers.cache import AskReport, ask
from include.answers.examples import confirmed
from include.answers.feedback import ratings
from include.answers.quality import Evaluation, QuestionOutcome, compare, failure_of
from include.answers.retrieval import UserQuestion, digest
from include.errors import Disagreement
from include.knowledge.answer_rows import ANSWERED, DOCUMENT, plain
from include.knowledge.doubts import RIGHT, WRONG
from include.lake.queries import Row, among, read_rows
from include.lake.tables import Lake, replan_on_conflict
from include.pipeline.golden import GoldenQuestion, golden_questions
from include.provenance import Event, Provenance
from include.settings import Settings

TABLE = "answer_evaluations"


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What an evaluation found, and against what."""

    evaluation: Evaluation
    worse: tuple[str, ...]
    """Questions, with what is worse than at the last evaluation that was accepted."""
    better: tuple[str, ...]
    failure: str
    """One line; empty: not worse by more than `MARGIN`, or somebody accepts it."""
    asked: AskReport
    event: Event
    worked: bool
    """Where corpus, model and outcomes are those of the last time nothing is committed and nobody is told."""


def evaluate(
    settings: Settings,
    documents: Lake,
    lake: Lake,
    provenance: Provenance,
    answerer: Answerer | None = None,
    accept: bool = False,
    user: str = "",
) -> EvaluationReport:
    """Ask the golden and the confirmed questions, and compare with the last evaluation that was accepted.

    Args:
        documents: the lake of the documents.
        lake: that of the knowledge.
        accept: it is as it should be, also where it is worse.
        user: who wants to know; empty: the clock.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
        ModelCallError: the language model does not answer.
        LakeError: the tables cannot be read or written.
    """
    golden = golden_questions(settings, documents)
    questions = [*golden, *confirmed(documents, lake, golden)]
    asked = ask(settings, lake, provenance, [UserQuestion(each.question) for each in questions], answerer)
    texts = current_texts(documents, asked.answers)
    outcomes = tuple(outcome(*pair, texts) for pair in zip(questions, asked.answers, strict=True))
    first = asked.answers[0] if asked.answers else None
    now = Evaluation(first.corpus_version if first else "", first.model if first else "", outcomes)
    rows = sorted(lake.rows(TABLE), key=lambda row: str(row["evaluated_at"]))
    others = [row for row in rows if row["run"] != provenance.run]
    former = next((_read(row) for row in reversed(others) if not row["failure"]), None)
    worse, better = compare(former, now)
    failure = "" if accept or former is None else failure_of(former, now, worse)
    rated = ratings(lake, [answer.id for answer in asked.answers])
    row = _row(now, rated, failure, user, provenance)
    is_news = bool(outcomes) and (not others or any(row[name] != others[-1][name] for name in _TELLING))
    if is_news:
        _keep(lake, row, provenance)
    return EvaluationReport(now, worse, better, failure, asked, _event(now, rated, worse, better, provenance), is_news)


def require_no_worse(lake: Lake) -> None:
    """Look at the newest evaluation.

    Raises:
        Disagreement: it was worse than the last accepted one.
    """
    rows = read_rows(lake.open(TABLE), "failure", "evaluated_at")
    newest = max(rows, key=lambda row: str(row["evaluated_at"]), default=None)
    if newest and newest["failure"]:
        raise Disagreement(newest["failure"])


def outcome(golden: GoldenQuestion, answer: Answer, texts: Mapping[str, Sequence[str]]) -> QuestionOutcome:
    """Judge one answer.

    Args:
        texts: of the passages of each document, as they are now.
    """
    found = any(each.kind == DOCUMENT and each.source == golden.document for each in answer.evidence)
    answered = answer.verdict == ANSWERED
    stands = all(
        any(plain(cited.quote) in plain(text) for text in texts.get(cited.source, ())) for cited in answer.citations
    )
    right = bool(answer.citations) and answer.citations[0].source == golden.document
    return QuestionOutcome(golden.question, golden.document, found, answered, answered and stands and right)


def current_texts(documents: Lake, answers: Sequence[Answer]) -> dict[str, list[str]]:
    """Returns texts of the passages that the cited documents have now, from the tables and not from the index."""
    cited = {each.source for answer in answers for each in answer.citations if each.kind == DOCUMENT}
    rows = read_rows(documents.open("chunks"), "document", "chunk_hash", where=among("document", sorted(cited)))
    hashes = sorted({row["chunk_hash"] for row in rows})
    kept = read_rows(documents.open("embeddings"), "chunk_hash", "text", where=among("chunk_hash", hashes))
    text = {row["chunk_hash"]: row["text"] for row in kept}
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["document"], []).append(text.get(row["chunk_hash"], ""))
    return found


_TELLING = ("corpus_version", "model", "failure", "outcomes", "rated_right", "rated_wrong")


def _row(now: Evaluation, rated: Mapping[str, int], failure: str, user: str, provenance: Provenance) -> Row:
    return {
        "id": digest(provenance.run),
        "corpus_version": now.corpus_version,
        "model": now.model,
        "evaluated_by": user,
        "failure": failure,
        "outcomes": json.dumps([asdict(each) for each in now.outcomes], ensure_ascii=False),
        "questions": len(now.outcomes),
        "answered": now.answered,
        "rated_right": rated[RIGHT],
        "rated_wrong": rated[WRONG],
        "recall": now.recall,
        "correctness": now.correctness,
        "run": provenance.run,
        "evaluated_at": provenance.time.isoformat(),
    }


def _read(row: Row) -> Evaluation:
    outcomes = tuple(QuestionOutcome(**each) for each in json.loads(row["outcomes"]))
    return Evaluation(row["corpus_version"], row["model"], outcomes)


@replan_on_conflict
def _keep(lake: Lake, row: Row, provenance: Provenance) -> None:
    lake.change(lake.open_or_create(TABLE), TABLE, [row], [], {"run": provenance.run})


def _event(
    now: Evaluation, rated: Mapping[str, int], worse: Sequence[str], better: Sequence[str], provenance: Provenance
) -> Event:
    return {
        "recall": round(now.recall, 3),
        "citation_correctness": round(now.correctness, 3),
        "questions": len(now.outcomes),
        "answered": now.answered,
        "unanswered": len(now.outcomes) - now.answered,
        "questions_worse": len(worse),
        "questions_better": len(better),
        "rated_right": rated[RIGHT],
        "rated_wrong": rated[WRONG],
        "corpus_version": now.corpus_version,
        "model": now.model,
        "timestamp": provenance.timestamp,
    }
