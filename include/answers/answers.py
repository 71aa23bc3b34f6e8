"""One answer as it is kept, and the reading of what is kept."""

from dataclasses import dataclass
from datetime import datetime

from include.knowledge.answer_rows import TABLE, Citation, Evidence, read_citations, read_evidence
from include.lake.queries import Row, among
from include.lake.tables import Lake

CURRENT, STALE = "current", "stale"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to a question, and where it stands written."""

    id: str
    question: str
    asked_by: str
    verdict: str
    text: str
    """Words of an answered question; else what to tell the asker."""
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    """What was found, best first, without the texts."""
    corpus_version: str
    model: str
    status: str
    asked_at: str
    expires_at: str
    run: str
    reason: str
    """Why a reply was refused, or why the answer is not current any more."""

    @classmethod
    def of(cls, row: Row) -> "Answer":
        """Returns a row of the table."""
        plain = {name: row[name] for name in cls.__slots__ if name not in ("citations", "evidence")}
        told = tuple(read_citations(row["citations"])), tuple(read_evidence(row["evidence"]))
        return cls(citations=told[0], evidence=told[1], **plain)


def rows_where(lake: Lake, where: str) -> list[Row]:
    """Returns whole rows of answers, oldest first."""
    rows = lake.rows(TABLE, where)
    return sorted(rows, key=lambda row: (str(row["asked_at"]), str(row["id"])))


def current_rows(lake: Lake, column: str, values: list[str]) -> dict[str, Row]:
    """Returns current answers by a column that is `key` or `asked`."""
    rows = rows_where(lake, f"status = '{CURRENT}' AND {among(column, values)}")
    return {row[column]: row for row in rows}


def find_answer(lake: Lake, id_: str) -> Answer | None:
    """Returns one answer by what it is known by."""
    return next((Answer.of(row) for row in rows_where(lake, among("id", [id_]))), None)


def is_alive(row: Row, now: datetime) -> bool:
    """Says whether its lifetime has not passed."""
    return datetime.fromisoformat(row["expires_at"]) > now
