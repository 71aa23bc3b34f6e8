"""What a listing of documents is made of, wherever they lie."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One document as the listing shows it."""

    id: str
    location: str
    """What the source reads it by: a path or an object key."""
    size_bytes: int
    etag: str = ""
    """Changes with the content, where the source has such a thing (S3)."""
    problem: str = ""
    """Why it must not be read; empty when it may be."""
    stamp: tuple[int, ...] = ()
    """Of a file the times when it was modified and changed, in nanoseconds, its size and its inode: while they stay, so
    does the content. An object has an ETag instead."""
    stored: datetime | None = None
    """When an object was stored."""

    @property
    def modified(self) -> datetime | None:
        """When it was written, as far as the source knows; for reports, nothing is decided by it."""
        return moment(self.stamp[0] / 1e9) if self.stamp else self.stored

    @property
    def placed(self) -> datetime | None:
        """When it was put there, as far as the source knows: a copy that kept its old time is still new there."""
        return moment(self.stamp[1] / 1e9) if self.stamp else self.stored


Wanted = Callable[[str], bool]
"""Says of a path relative to the source whether it belongs to it."""


def distinct(found: list[Listed]) -> list[Listed]:
    """Returns ids in NFC, sorted. Of two names that become equal the second keeps its own form and is not read."""
    if all(item.id.isascii() for item in found) and len({item.id for item in found}) == len(found):
        return sorted(found, key=lambda item: item.id)  # nothing to normalise: a third of the time of 100,000 names
    distinct: dict[str, Listed] = {}
    for item in sorted(found, key=_precedence):
        if item.id in distinct:
            continue  # a name that is not UTF-8 is shown as another file is really called
        name = _nfc(item.id)
        if name in distinct:
            item = replace(
                item, problem="its name equals another document's name after Unicode normalisation; rename it"
            )
        elif item.id != name:
            item = replace(item, id=name)
        distinct[item.id] = item
    return sorted(distinct.values(), key=lambda item: item.id)


def _precedence(item: Listed) -> tuple[str, bool, str, str]:
    name = _nfc(item.id)
    return name, item.id != name, item.id, item.problem


def moment(seconds: float) -> datetime | None:
    """Returns a time of a file; None where no calendar has it: tools write milliseconds, or -1, for seconds."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds >= 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def too_large(size_bytes: int, largest_bytes: int) -> str:
    """Says why a document of that size is not read; empty when it is."""
    if size_bytes <= largest_bytes:
        return ""
    return f"it has more than {largest_bytes:,} bytes; raise MAX_DOCUMENT_BYTES or split it"
