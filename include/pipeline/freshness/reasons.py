"""Why a document is not served as the source has it: a code that programs decide by, and its words for people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from include.lake.known_documents import GONE
from include.pipeline.approval.asked import Asked


class Reason(StrEnum):
    """Codes; reports and pages carry them beside the words."""

    PUBLISHING = "publishing"
    """The source has it otherwise than the tables: the watcher has not told yet, or `publish_documents` is paused.
    Since when, nobody knows for sure: a file may be older than its place in the source."""
    EMBEDDING = "embedding"
    STORE = "store"
    INDEX = "index"
    UNDECIDED = "undecided"
    DECLINED = "declined"
    UNREADABLE = "unreadable"
    KEPT = "kept"
    """It cannot be read now, but could be before."""
    QUARANTINED = "quarantined"

    @property
    def words(self) -> str:
        """For a person."""
        return _WORDS[self]

    @property
    def can_be_overdue(self) -> bool:
        """Whether somebody must be told when it takes too long: not where it is for a person to act."""
        return self in (Reason.EMBEDDING, Reason.STORE, Reason.INDEX, Reason.UNREADABLE)


_WORDS = {
    Reason.PUBLISHING: "waiting to be published",
    Reason.EMBEDDING: "waiting for its embeddings",
    Reason.STORE: "waiting for the vector store",
    Reason.INDEX: "waiting for the search index",
    Reason.UNDECIDED: "waiting for a decision",
    Reason.DECLINED: "rejected",
    Reason.UNREADABLE: "cannot be read now",
    Reason.KEPT: "served as it was read last",
    Reason.QUARANTINED: "quarantined",
}


@dataclass(frozen=True, slots=True)
class Stale:
    """A document that is not served as the source has it."""

    document: str
    reason: Reason
    since: datetime | None
    said: str = ""
    """By the reader that cannot read it, or by whoever refused its deletion."""
    asked: Asked | None = None
    """The question that it waits for, or that was answered with No."""
    is_gone: bool = False
    """Whether the source has it no more."""

    @property
    def detail(self) -> str:
        """What there is to say beside the words of the reason; may be empty."""
        if self.is_gone and self.reason == Reason.DECLINED:
            return f"{GONE}, and is kept: {self.said}"
        if self.asked and self.reason == Reason.DECLINED:
            who = f"by {self.asked.answered_by}" if self.asked.answered_by else "nobody answered in time"
            return f"{who}{_on(self.asked.answered_at)}"
        asked = f"asked{_on(self.asked.since)}" if self.asked else ""
        return "; ".join(filter(None, (GONE if self.is_gone else self.said, asked)))


def _on(time: datetime | None) -> str:
    return f", {time.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if time else ""
