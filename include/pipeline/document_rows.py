"""The row of one document in the table `documents`: what of it is served, and what is the matter with it now.

A document that cannot be read now keeps what was read of it last, and its row says why and since when. Only one that
never was read has nothing to serve: it is quarantined.
"""

import hashlib
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from include.embedding.bounded_reader import BoundedReader
from include.errors import UnreadableDocument
from include.lake.known_documents import GONE, QUARANTINED, READY, is_gone
from include.lake.queries import Row
from include.sources.documents import DocumentSource
from include.sources.listing import Listed
from include.sources.names import media_type
from include.sources.observation import content
from include.sources.reading.installed import missing_library, needs, reader_of
from include.sources.seen_files import SeenFiles

FRESH = {"stale_since": "", "stale_reason": "", "stale_sha256": "", "deletion_declined": ""}
"""What a row says that is as the source has it."""


@dataclass(frozen=True, slots=True)
class ReaderVerdict:
    """What a reader made of some bytes."""

    title: str
    reason: str
    """Why it could not read them; empty where it could."""
    reader: str
    """What gave the verdict, see `reader_of`; empty for a good one: that stays, whatever is installed later."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """One look at a source, document by document."""

    source: DocumentSource
    reader: BoundedReader
    budget: str
    """What a document may cost, see `budget_name`."""
    now: datetime
    """Aware, UTC."""
    again: bool = False
    """Do not take an old verdict that a document cannot be read, though its content is the same."""
    seen: SeenFiles = field(default_factory=SeenFiles)
    """Files that stay as they were are not read again."""

    def reader_of(self, document: str, missing: Collection[str] = ()) -> str:
        """Returns what gives a verdict now."""
        return f"{reader_of(document, missing)}; {self.budget}"

    def judged(self, data: bytes, document: str) -> ReaderVerdict:
        """Returns the title of a document, or why it has none."""
        try:
            return ReaderVerdict(self.reader.title(data, document), "", "")
        except UnreadableDocument as error:
            library = missing_library(error)
            reason = needs(library) if library else str(error)
        return ReaderVerdict("", reason, self.reader_of(document, {library} - {""}))


def current_row(reading: SourceReading, item: Listed, known: Row | None) -> Row:
    """Returns the document's row as it should be; what the table knows of the same content is taken from there."""
    if item.problem:
        return _failed(item, known, reading.now, ReaderVerdict("", item.problem, ""))
    if known and item.etag and (known["etag"], known["size_bytes"]) == (item.etag, item.size_bytes):
        seen = known["stale_sha256"] or ("" if _is_unread(known) else known["sha256"])
        if row := _same_content(reading, item, known, seen):
            return row
    if known and (row := _same_content(reading, item, known, reading.seen.sha256(item))):
        return row
    begun = time.time_ns()
    try:
        data = reading.source.read(item.id)
    except UnreadableDocument as error:
        return _failed(item, known, reading.now, ReaderVerdict("", str(error), ""))
    sha256 = hashlib.sha256(data).hexdigest()
    reading.seen.note(item, sha256, begun)
    if known and (row := _same_content(reading, item, known, sha256)):
        return row
    verdict = reading.judged(data, item.id)
    if verdict.reason:
        return _failed(item, known, reading.now, verdict, sha256)
    return _row(item, sha256, title=verdict.title)


def published_content(row: Row) -> str:
    """Returns what stands for a document's content in its row, as an observation of the source says it."""
    if row["stale_reason"]:
        return content(row["etag"], row["size_bytes"], row["stale_sha256"], row["stale_reason"])
    return content(row["etag"], row["size_bytes"], row["sha256"], row["reason"])


def gone(row: Row, now: datetime) -> Row:
    """Returns the row of a document that is no longer listed and is not to be deleted yet."""
    if is_gone(row):
        return row
    etag = "" if row["stale_reason"] else row["etag"]  # of what could not be read; it says nothing of what is served
    return {**row, **FRESH, "etag": etag, "stale_reason": GONE, "stale_since": stamp(now)}


def differs(old: Row, new: Row) -> bool:
    """Says whether the document changed; a new ETag alone, or a mark that it cannot be read now, is no change."""
    names = ["sha256", "status", "reason"]
    if not (old["stale_reason"] or new["stale_reason"]):
        names.append("size_bytes")
    return any(old[name] != new[name] for name in names)


def stamp(time: datetime) -> str:
    """Returns a time as rows have it: sorted as texts, the later one is the larger."""
    return time.isoformat(timespec="microseconds")


def _is_unread(row: Row) -> bool:
    """Whether what the source has could not be read when it was looked at last; then nobody knows what it is."""
    return bool(row["stale_reason"]) and not is_gone(row)


def _same_content(reading: SourceReading, item: Listed, known: Row, sha256: str) -> Row | None:
    """The known row, where the content is known; None where it has to be judged."""
    now = {"etag": item.etag, "size_bytes": item.size_bytes}
    if not sha256:
        return None
    if known["status"] == READY and known["sha256"] == sha256:
        return {**known, **FRESH, **now, "reader": ""}
    judged_before = known["stale_sha256"] == sha256 or (known["status"] == QUARANTINED and known["sha256"] == sha256)
    if judged_before and not reading.again and known["reader"] == reading.reader_of(item.id):
        return {**known, **now}
    return None


def _failed(item: Listed, known: Row | None, now: datetime, verdict: ReaderVerdict, sha256: str = "") -> Row:
    """Of a document that was read before: what was read of it, marked; else a quarantined one."""
    if known is None or known["status"] != READY:
        return _row(item, sha256, reason=verdict.reason, reader=verdict.reader)
    return {
        **known,
        **FRESH,
        "etag": item.etag,
        "size_bytes": item.size_bytes,
        "stale_since": known["stale_since"] if _is_unread(known) else stamp(now),
        "stale_reason": verdict.reason,
        "stale_sha256": sha256,
        "reader": verdict.reader,
    }


def _row(item: Listed, sha256: str, title: str = "", reason: str = "", reader: str = "") -> Row:
    return {
        "id": item.id,
        "sha256": sha256,
        "size_bytes": item.size_bytes,
        "media_type": media_type(item.id),
        "title": title,
        "status": QUARANTINED if reason else READY,
        "reason": reason,
        "etag": item.etag,
        "reader": reader,
        **FRESH,
    }
