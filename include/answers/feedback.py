"""What a reader says of an answer: right or wrong. Of one reader the newest word counts."""

from datetime import UTC, datetime

from include.answers.retrieval import digest
from include.errors import SettingsError
from include.knowledge.answer_rows import TABLE as ANSWERS
from include.knowledge.doubts import RATINGS as TABLE
from include.knowledge.doubts import RIGHT, WRONG, question_hash
from include.lake.queries import among, read_rows
from include.lake.refresh import Difference, RefreshReport, bring
from include.lake.tables import Lake
from include.provenance import Event, Provenance

LONGEST_COMMENT = 2000
"""Characters."""


def rate(
    lake: Lake,
    provenance: Provenance,
    answer: str,
    verdict: str,
    comment: str = "",
    user: str = "",
    said_at: datetime | None = None,
) -> RefreshReport:
    """Keep what somebody says of an answer; nothing changes where the same was said before, or another word later.

    Args:
        answer: what it is known by.
        verdict: `RIGHT` or `WRONG`.
        user: who says so; empty: somebody.
        said_at: aware; None: now.

    Raises:
        SettingsError: there is no such answer, verdict, or so long a comment.
        LakeError: the table cannot be read or written.
    """
    if verdict not in (RIGHT, WRONG):
        raise SettingsError(f"the verdict is {verdict!r}; it can be {RIGHT} or {WRONG}")
    if len(comment) > LONGEST_COMMENT:
        raise SettingsError(f"the comment is longer than {LONGEST_COMMENT:,} characters; shorten it")
    rated = read_rows(lake.open(ANSWERS), "question", where=among("id", [answer]))
    if not rated:
        raise SettingsError(f"there is no answer {answer!r}; its page and the event of `answers` say its key")
    id_ = digest(answer, user)
    known = lake.rows(TABLE, among("id", [id_]))
    said = {"verdict": verdict, "comment": comment.strip()}
    row = {"id": id_, "answer": answer, **said, "rated_by": user, "run": provenance.run}
    said_at = said_at or provenance.time
    row["asked"] = question_hash(rated[0]["question"])
    row["rated_at"] = said_at.astimezone(UTC).isoformat(timespec="seconds")
    newer = bool(known) and datetime.fromisoformat(known[0]["rated_at"]) > said_at
    unchanged = newer or (bool(known) and {name: known[0][name] for name in said} == said)

    def tell(_: Difference) -> Event:
        return {"answer": answer, "verdict": verdict, "commented": int(bool(row["comment"]))}

    return bring(TABLE, lambda: known if unchanged else [row], lake, provenance, within=among("id", [id_]), tell=tell)


def ratings(lake: Lake, answers: list[str]) -> dict[str, int]:
    """Says how many ratings say right and how many wrong, of these answers."""
    rows = read_rows(lake.open(TABLE), "verdict", where=among("answer", answers))
    verdicts = [row["verdict"] for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in (RIGHT, WRONG)}
