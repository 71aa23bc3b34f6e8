"""Forgetting a user: every answer that was asked by one or stands on a fact of one, its page and its ratings."""

from dataclasses import dataclass

from include.knowledge.answer_rows import FACT, Citation, Evidence, page_of, read_citations, read_evidence
from include.knowledge.answer_rows import TABLE as ANSWERS
from include.knowledge.tables import TABLES
from include.lake.queries import among, read_rows
from include.lake.reports import remove_report, report_uri
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.provenance import Provenance

FEEDBACK, EVALUATIONS, EXAMPLES = "answer_feedback", "answer_evaluations", "answer_examples"


@dataclass(frozen=True, slots=True)
class ForgottenAnswers:
    """How much was removed. The former files of the tables still have it until they are vacuumed."""

    answers: int
    feedback: int
    evaluations: int
    """Evaluations that do not say any more who started them."""


def keys_of_user(lake: Lake, user: str) -> list[str]:
    """Answers, current and stale, that were asked by a user or stand on a fact of one."""
    rows = read_rows(lake.open(ANSWERS), "id", "asked_by", "evidence", "citations")
    return sorted(row["id"] for row in rows if row["asked_by"] == user or _stands_on(row, user))


def forget_answers(lake: Lake, user: str, provenance: Provenance, lake_uri: str = "") -> ForgottenAnswers:
    """Remove what `keys_of_user` names, ratings and examples of it, and what the user has rated.

    Run again, it finds nothing.

    Args:
        lake: of the knowledge.
        user: id; never empty.
        lake_uri: where the pages lie (`Settings.lake_uri`); empty: the folder that the lake is in.

    Raises:
        ValueError: no user is named; that would be everybody who gave no name.
        LakeError: the tables cannot be read or written.
    """
    if not user:
        raise ValueError("no user is named")
    with writer_lock(lake, "answers"):
        keys = keys_of_user(lake, user)
        pages = [report_uri(lake_uri or lake.uri.rsplit("/", 1)[0], page_of(key)) for key in keys]
        for page in pages:  # first: once its row is gone nobody would know of the page
            remove_report(page)
        rated = read_rows(lake.open(FEEDBACK), "answer", where=among("rated_by", [user]))
        # One that others have rated, too, is an example again with the next rating or evaluation.
        _remove(lake, EXAMPLES, among("answer", sorted({*keys, *(row["answer"] for row in rated)})), provenance)
        feedback = _remove(lake, FEEDBACK, f"{among('answer', keys)} OR {among('rated_by', [user])}", provenance)
        answers = _remove(lake, ANSWERS, among("id", keys), provenance)
        for page in pages:  # again: a run that had just found the answer may have written it meanwhile
            remove_report(page)
        return ForgottenAnswers(answers, feedback, _unname(lake, user, provenance))


def _stands_on(row: dict[str, str], user: str) -> bool:
    told: list[Evidence | Citation] = [*read_evidence(row["evidence"]), *read_citations(row["citations"])]
    return any(each.kind == FACT and each.source == user for each in told)


@replan_on_conflict
def _remove(lake: Lake, name: str, where: str, provenance: Provenance) -> int:
    table = lake.open(name)
    if table is None:
        return 0
    ids = [row["id"] for row in read_rows(table, "id", where=where)]
    lake.change(table, name, [], ids, {"run": provenance.run})
    return len(ids)


@replan_on_conflict
def _unname(lake: Lake, user: str, provenance: Provenance) -> int:
    table = lake.open(EVALUATIONS)
    if table is None:
        return 0
    rows = TABLES[EVALUATIONS].rows(table, among("evaluated_by", [user]))
    lake.change(table, EVALUATIONS, [row | {"evaluated_by": ""} for row in rows], [], {"run": provenance.run})
    return len(rows)
