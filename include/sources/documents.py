"""The document source: a folder or an S3 prefix, listed, read and written.

A document's id is its path relative to the source, with `/`, in Unicode NFC.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from include.document_names import (
    TEXT_SUFFIXES,
    check_name,
    is_document,
    media_type,
)
from include.errors import DocumentNameError, SettingsError
from include.settings import Settings


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
    """Times, size and inode of a file: while they stay, so does the content. An object has an ETag instead."""
    modified: datetime | None = None
    """When the source stored it, as far as the source knows; for reports, nothing is decided by it."""

    @property
    def placed(self) -> datetime | None:
        """When it was put there, as far as the source knows: a copy that kept its old time is still new there."""
        return moment(self.stamp[1] / 1e9) if self.stamp else self.modified


Wanted = Callable[[str], bool]
"""Says of a path relative to the source whether it belongs to it."""


class DocumentSource(Protocol):
    """Where documents come from."""

    def list(self) -> list[Listed]:
        """Returns all documents of a known type, sorted by id; hidden files and lock files are passed over."""

    @property
    def left_out(self) -> Mapping[str, int]:
        """What the last listing passed over, by kind or ending; see `left_out`."""

    def read(self, document: str) -> bytes:
        """Returns the content of one document; `UnreadableDocument` when it is gone or cannot be read."""

    def write(self, document: str, data: bytes) -> None:
        """Add or replace one document."""

    def remove(self, document: str) -> None:
        """Remove one document; `SourceError` when there is none."""


def open_source(uri: str, largest_bytes: int, wanted: Wanted | None = None) -> DocumentSource:
    """Returns the source behind a path or `s3://` URI; without `wanted` it holds documents of the known types.

    Raises:
        SourceError: it does not exist.
    """
    if uri.startswith("s3://"):
        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        from include.s3_documents import S3Source

        return S3Source(bucket, prefix, largest_bytes, wanted or is_document)
    from include.folder_documents import FolderSource

    return FolderSource(Path(uri), largest_bytes, wanted or is_document)


def edit_source(settings: Settings, action: str, name: str | None, text: str | None, again: bool = False) -> None:
    """Do what the trigger form asks for: `add` or `remove` a document; other actions leave the source as it is.

    Args:
        again: it may have been done before; then what is to be removed need not be there.

    Raises:
        DocumentNameError: the name must not be used as a path, or its type is not text.
        SettingsError: there is nothing to add.
        SourceError: the source cannot be written, or there is no such document.
    """
    if action not in ("add", "remove"):
        return
    document = check_name(name or "")
    source = open_source(settings.documents_uri, settings.max_document_bytes)
    if action == "remove":
        if not again or any(item.id == document for item in source.list()):
            source.remove(document)
        return
    if not media_type(document).startswith("text/"):
        raise DocumentNameError(
            f"document name {document!r}: only text can be added, ending in {' '.join(TEXT_SUFFIXES)}"
        )
    if not text or not text.strip():
        raise SettingsError(f"the text of {document} is empty; nothing was added")
    source.write(document, text.encode())


def distinct(found: list[Listed]) -> list[Listed]:
    """Returns ids in NFC, sorted. Of two names that become equal the second keeps its own form and is not read."""
    distinct: dict[str, Listed] = {}
    for item in sorted(found, key=lambda item: (_nfc(item.id), item.id != _nfc(item.id), item.id, item.problem)):
        if item.id in distinct:
            continue  # a name that is not UTF-8 is shown as another file is really called
        if _nfc(item.id) in distinct:
            item = replace(
                item, problem="its name equals another document's name after Unicode normalisation; rename it"
            )
        elif item.id != _nfc(item.id):
            item = replace(item, id=_nfc(item.id))
        distinct[item.id] = item
    return sorted(distinct.values(), key=lambda item: item.id)


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
