"""Which documents that the source no longer lists are deleted at once, and which wait for a person.

Deleting is planned like spending. A mount that is away, a prefix with a typing error and an emptied folder all look
alike: a listing without documents. So more than `DELETION_THRESHOLD` waits for a Yes, and meanwhile stays as it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from include.deletion_threshold import DeletionThreshold
from include.lake.known_documents import READY, is_gone
from include.lake.queries import Row
from include.pipeline.document_rows import gone
from include.search.passage import folder_of


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person has agreed to delete."""

    everything: bool = False
    """Whatever is gone."""
    until: str = ""
    """Key of a question that was answered with Yes: what was gone by then, and still is."""
    documents: frozenset[str] = field(default_factory=frozenset)
    """Removed by name."""


NOTHING = Consent()
"""Nobody was asked."""


@dataclass(frozen=True, slots=True)
class Deletions:
    """What becomes of the documents that are no longer listed."""

    removed: tuple[str, ...]
    """Ids, deleted now."""
    held: Mapping[str, Row]
    """Rows that stay, by id, marked."""
    of: int
    """Documents that can be served, before."""


def plan_deletions(
    known: Mapping[str, Row],
    listed: Mapping[str, Row],
    threshold: DeletionThreshold,
    consent: Consent,
    now: datetime,
) -> Deletions:
    """Divide what is gone. The same for folders and S3, for `sync` and for a DAG.

    Of a document that never could be read nothing is lost, nor of one whose content is listed under another name: that
    is a rename.

    Args:
        known: rows of the table.
        listed: rows of what the source has now.
    """
    present = {row["sha256"] for row in listed.values() if row["status"] == READY and not row["stale_reason"]}
    missing = {id_: row for id_, row in known.items() if id_ not in listed}
    lost = {
        id_: row
        for id_, row in missing.items()
        if row["status"] == READY and row["sha256"] not in present and id_ not in consent.documents
    }
    readable = sum(row["status"] == READY and id_ not in consent.documents for id_, row in known.items())
    held = _held(lost, readable, threshold, consent)
    removed = tuple(id_ for id_ in missing if id_ not in held)
    return Deletions(removed, {id_: gone(missing[id_], now) for id_ in sorted(held)}, readable)


def _held(lost: Mapping[str, Row], readable: int, threshold: DeletionThreshold, consent: Consent) -> set[str]:
    if consent.everything:
        return set()
    if consent.until:  # exactly what was asked about
        return {id_ for id_, row in lost.items() if not _was_asked_about(row, consent.until)}
    if threshold.is_exceeded(len(lost), readable):
        return set(lost)
    # What waits for an answer, or got a No, goes on waiting, however many documents have been added since.
    return {id_ for id_, row in lost.items() if is_gone(row)}


def _was_asked_about(row: Row, until: str) -> bool:
    return is_gone(row) and bool(row["stale_since"] <= until)


def question_about(held: Mapping[str, Row]) -> str:
    """Returns the key of the question, which says when the last document was missed; empty where nothing is asked.

    A set that is larger, or has others, has a later one; one from which some came back has the same or an earlier one.
    """
    if all(row["deletion_declined"] for row in held.values()):
        return ""
    return max(str(row["stale_since"]) for row in held.values())


def folders(ids: Iterable[str]) -> dict[str, int]:
    """Returns uppermost folders with how many of the documents are in each, most first."""
    counted = Counter(map(folder_of, ids))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
