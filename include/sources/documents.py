"""The document source: a folder or an S3 prefix, listed, read and written.

A document's id is its path relative to the source, with `/`, in Unicode NFC.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from include.errors import DocumentNameError, SettingsError
from include.settings import Settings
from include.sources.listing import Listed, Wanted
from include.sources.names import TEXT_SUFFIXES, check_name, is_document, media_type


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
        from include.sources.s3 import S3Source

        return S3Source(bucket, prefix, largest_bytes, wanted or is_document)
    from include.sources.folder import FolderSource

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
