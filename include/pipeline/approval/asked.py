"""What a person was asked before costly work, and what became of it.

Airflow's state store of the asset `documents` keeps it, in plain types: one list of what was asked, written by
`generate_embeddings` alone, and of each answer an entry of its own, written by the run that asked. So nobody ever
writes over what another run has just noted. Lost, it only means that somebody is asked again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

ASKING_DAG = "approve_embeddings"
"""Its runs hold the questions, one each, however long nobody answers."""
DELETING_DAG = "approve_deletions"
"""The same, of questions about deletions."""
DELETION = "asked about deletions"
"""Key in the state store of the one open question about deletions; `publish_documents` writes it."""
DELETIONS_UNTIL = "deletions until "
"""The key of such a question begins so; the moment follows at which the last document was missed."""
QUESTIONS = "asked for approval"
"""Key of the list in the state store."""
APPROVED, REJECTED = "approved", "rejected"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put to a person."""

    key: str
    """What it is about: a batch, or a model with its chunker."""
    run: str
    """Id of the run of `dag` in which it is asked; there it is answered."""
    since: datetime | None = None
    """When it was asked, aware; None where that was noted by hand."""
    asked_by: str = ""
    """Id of the run of `generate_embeddings` that wanted to know."""
    answer: str = ""
    """`APPROVED`, `REJECTED`, or empty: nobody has answered yet."""
    answered_by: str = ""
    """Who answered; empty where nobody answered in time, which is a No."""
    answered_at: datetime | None = None
    """When it was answered, aware."""
    table: str = ""
    """Id of the table `documents` that it is about: one that is made anew begins with batch 1 again."""

    @property
    def is_deletion(self) -> bool:
        """Whether it is about documents that are gone from the source."""
        return self.key.startswith(DELETIONS_UNTIL)

    @property
    def dag(self) -> str:
        """In whose run it is asked."""
        return DELETING_DAG if self.is_deletion else ASKING_DAG

    @property
    def stored(self) -> dict[str, str]:
        """As it is listed in the state store; the answer is not in it."""
        since = self.since.isoformat() if self.since else ""
        return {"run": self.run, "since": since, "asked_by": self.asked_by, "table": self.table}


def read_asked(get: Callable[[str], Any]) -> dict[str, Asked]:
    """Returns everything that is remembered, by what was asked about.

    Args:
        get: the value at a key of the state store of the asset `documents`, None where there is none. What is not of
            the right kind, written by hand or by an older version, counts as a question that has to be asked again.
    """
    listed = get(QUESTIONS)
    if not isinstance(listed, Mapping):
        return {}
    return {str(key): _answered(_question(str(key), stored), get) for key, stored in listed.items()}


def read_deletion(get: Callable[[str], Any]) -> Asked | None:
    """Returns the question about deletions that was put last; its answer stands in the table `documents`."""
    match get(DELETION):
        case {"key": str(key), **stored} if key.startswith(DELETIONS_UNTIL):
            return _question(key, stored)
    return None


def answer_key(run: str) -> str:
    """Says where the answer to the question of a run is kept."""
    return f"answer in {run}"


def stored_answer(answer: str, by: str, at: datetime) -> dict[str, str]:
    """Returns an answer as it is kept at `answer_key`.

    Args:
        answer: `APPROVED` or `REJECTED`.
        by: who; empty where nobody answered in time.
        at: aware.
    """
    return {"answer": answer, "by": by, "at": at.isoformat()}


def _question(key: str, stored: Any) -> Asked:
    match stored:
        case {"run": str(run), "since": str(since), "asked_by": str(asked_by), "table": str(table)}:
            return Asked(key, run, _time(since), asked_by, table=table)
    return Asked(key, run="")


def _answered(question: Asked, get: Callable[[str], Any]) -> Asked:
    match get(answer_key(question.run)) if question.run else None:
        case {"answer": "approved" | "rejected" as answer, "by": str(by), "at": str(at)}:
            return replace(question, answer=answer, answered_by=by, answered_at=_time(at))
    return question


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None
