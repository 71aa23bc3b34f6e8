"""What should be true of the table `documents`: the rules of publishing in plain words, beside the pipeline's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from include.pipeline.approval.deletions import Consent
from tests.simulation.source import is_readable

SMALL_SOURCE, LARGEST_SHARE = 10, 0.2


@dataclass(frozen=True, slots=True)
class Published:
    """A document as it should be in the table."""

    text: str | None
    """As it was read last; None where it never could be."""
    kept: bool = False
    """Whether it cannot be read now."""
    gone_at: datetime | None = None
    """Since when the source has it no more."""
    declined: bool = False
    """Whether somebody wants to keep it."""


Documents = dict[str, Published]


def publish(
    known: Documents, files: Mapping[str, str], consent: Consent, now: datetime, ask_again: bool = False
) -> Documents:
    """Returns the documents after a batch.

    Args:
        files: what the source holds.
    """
    if ask_again:
        known = {name: replace(row, declined=False) for name, row in known.items()}
    listed = {name: _listed(known.get(name), content) for name, content in files.items()}
    present = {content for content in files.values() if is_readable(content)}
    missing = {name: row for name, row in known.items() if name not in files}
    lost = {name: row for name, row in missing.items() if row.text is not None and row.text not in present}
    readable = sum(row.text is not None for row in known.values())
    held = _held(lost, readable, consent)
    return listed | {
        name: missing[name] if missing[name].gone_at else Published(missing[name].text, gone_at=now) for name in held
    }


def _listed(known: Published | None, content: str) -> Published:
    if is_readable(content):
        return Published(content)
    text = known.text if known else None
    return Published(text, kept=text is not None)


def _held(lost: Mapping[str, Published], readable: int, consent: Consent) -> set[str]:
    if consent.everything:
        return set()
    if consent.until:
        until = datetime.fromisoformat(consent.until)
        return {name for name, row in lost.items() if row.gone_at is None or row.gone_at > until}
    every = len(lost) >= readable
    if lost and (every or (readable >= SMALL_SOURCE and len(lost) > LARGEST_SHARE * readable)):
        return set(lost)
    return {name for name, row in lost.items() if row.gone_at}


def question(documents: Documents) -> str:
    """Returns the moment until which documents are gone that somebody has to decide about; empty: none are."""
    gone = [row for row in documents.values() if row.gone_at]
    if all(row.declined for row in gone):
        return ""
    return max(row.gone_at for row in gone if row.gone_at).isoformat(timespec="microseconds")


def decline(documents: Documents, until: str) -> Documents:
    """Returns the documents after a No."""
    time = datetime.fromisoformat(until)
    return {
        name: replace(row, declined=True) if row.gone_at and row.gone_at <= time else row
        for name, row in documents.items()
    }
