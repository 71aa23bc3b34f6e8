"""The document source: a folder or an S3 prefix, listed, read and written.

A document's id is its path relative to the source, with `/`, in Unicode NFC.
"""

import os
import shutil
import stat
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from include.document_names import (
    TEXT_SUFFIXES,
    check_name,
    check_path,
    control_problem,
    is_document,
    is_text,
    media_type,
)
from include.errors import (
    DocumentNameError,
    SettingsError,
    SourceError,
    SourceRefused,
    UnreadableDocument,
    is_refusal,
)
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
        return datetime.fromtimestamp(self.stamp[1] / 1e9, UTC) if self.stamp else self.modified


Wanted = Callable[[str], bool]
"""Says of a path relative to the source whether it belongs to it."""


class DocumentSource(Protocol):
    """Where documents come from."""

    def list(self) -> list[Listed]:
        """All documents of a known type, sorted by id; hidden files are passed over."""

    def read(self, document: str) -> bytes:
        """Content of one document; `UnreadableDocument` when it is gone or cannot be read."""

    def write(self, document: str, data: bytes) -> None:
        """Add or replace one document."""

    def remove(self, document: str) -> None:
        """Remove one document; `SourceError` when there is none."""


def open_source(uri: str, largest_bytes: int, wanted: Wanted | None = None) -> DocumentSource:
    """The source behind a path or `s3://` URI; without `wanted` it holds documents of the known types.

    Raises:
        SourceError: it does not exist.
    """
    if uri.startswith("s3://"):
        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        from include.s3_documents import S3Source

        return S3Source(bucket, prefix, largest_bytes, wanted or is_document)
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


class FolderSource:
    """Documents in a folder and its sub-folders."""

    def __init__(self, root: Path, largest_bytes: int, wanted: Wanted | None = None) -> None:
        if not root.is_dir():
            raise SourceRefused(f"the document source {root} is not a folder; set DOCUMENTS_URI to one that exists")
        self._root = root.resolve()
        self._largest = largest_bytes
        self._wanted = wanted or is_document

    def list(self) -> list[Listed]:
        found: list[Listed] = []
        for folder, folders, files in os.walk(self._root, onerror=self._refuse):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            below = folder[len(str(self._root)) :].strip("/")
            for file in files:
                name = f"{below}/{file}" if below else file
                if self._wanted(name):
                    found.append(self._describe(name, Path(folder, file)))
        return distinct(found)

    def _refuse(self, error: OSError) -> None:
        # A folder that cannot be listed must not look like a folder whose documents were all removed.
        raise _kind(error)(
            f"the folder {error.filename} cannot be listed: {error.strerror}; make it readable"
        ) from error

    def _describe(self, name: str, path: Path) -> Listed:
        listed = Listed(id=name, location=str(path), size_bytes=0)
        if not is_text(name):
            shown = os.fsencode(name).decode("utf-8", "backslashreplace")
            return replace(listed, id=shown, problem="the file name is not valid UTF-8; rename it")
        if problem := control_problem(name):
            return replace(listed, problem=problem)
        try:
            if path.is_symlink() and not path.resolve().is_relative_to(self._root):
                return replace(listed, problem="it is a symbolic link that leads out of the source")
            status = path.stat()
        except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle, up to Python 3.12
            return replace(listed, problem=f"it cannot be read: {getattr(error, 'strerror', None) or error}")
        stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        modified = datetime.fromtimestamp(status.st_mtime, UTC)
        listed = replace(listed, size_bytes=status.st_size, stamp=stamp, modified=modified)
        if not stat.S_ISREG(status.st_mode):
            return replace(listed, problem="it is not a regular file")
        return replace(listed, problem=too_large(status.st_size, self._largest))

    def read(self, document: str) -> bytes:
        path = self._path(document)
        if not path.resolve().is_relative_to(self._root):
            raise UnreadableDocument("it is a symbolic link that leads out of the source")
        try:
            with path.open("rb") as file:
                data = file.read(self._largest + 1)
        except OSError as error:
            raise UnreadableDocument(f"it cannot be read: {error.strerror}") from error
        if problem := too_large(len(data), self._largest):
            raise UnreadableDocument(problem)
        return data

    def write(self, document: str, data: bytes) -> None:
        path = self._path(check_path(document))
        part = path.with_name(f".{uuid4().hex}.part")
        self._stay_inside(document, path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():  # who could not read it before cannot read it now
                part.touch(mode=0o600)
                part.write_bytes(data)
                shutil.copymode(path, part)
            else:
                part.write_bytes(data)
            part.replace(path)  # A reader sees the old text or the new one, never half of it.
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise _kind(error)(f"{document} cannot be written to {self._root}: {error.strerror}") from error

    def remove(self, document: str) -> None:
        try:
            path = self._path(check_path(document))
            self._stay_inside(document, path)
            path.unlink()
        except FileNotFoundError:
            raise SourceRefused(f"there is no document {document!r} in {self._root}; nothing was removed") from None
        except OSError as error:
            raise _kind(error)(f"{document} cannot be removed from {self._root}: {error.strerror}") from error

    def _stay_inside(self, document: str, path: Path) -> None:
        if not path.parent.resolve().is_relative_to(self._root):
            raise DocumentNameError(f"document name {document!r}: its folder leads out of the source")

    def _path(self, document: str) -> Path:
        """The file of a document; the name on the disk may be composed differently from the id."""
        path = self._root / document
        if document.isascii() or path.exists():
            return path
        return next((Path(item.location) for item in self.list() if item.id == document), path)


def _kind(error: OSError) -> type[SourceError]:
    return SourceRefused if is_refusal(error) else SourceError


def distinct(found: list[Listed]) -> list[Listed]:
    """Ids in NFC, sorted. Of two names that become equal the second keeps its own form and is not read."""
    distinct: dict[str, Listed] = {}
    for item in sorted(found, key=lambda item: (_nfc(item.id), item.id != _nfc(item.id), item.id)):
        if _nfc(item.id) in distinct:
            item = replace(
                item, problem="its name equals another document's name after Unicode normalisation; rename it"
            )
        elif item.id != _nfc(item.id):
            item = replace(item, id=_nfc(item.id))
        distinct[item.id] = item
    return sorted(distinct.values(), key=lambda item: item.id)


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def too_large(size_bytes: int, largest_bytes: int) -> str:
    """Why a document of that size is not read; empty when it is."""
    if size_bytes <= largest_bytes:
        return ""
    return f"it has more than {largest_bytes:,} bytes; raise MAX_DOCUMENT_BYTES or split it"
