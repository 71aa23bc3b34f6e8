"""Decides by names: which types of documents are read, and which names must not be used as a path."""

import re
import unicodedata

from include.errors import DocumentNameError

MEDIA_TYPES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".rst": "text/x-rst",
    ".adoc": "text/asciidoc",
    ".asciidoc": "text/asciidoc",
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".ipynb": "application/x-ipynb+json",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".epub": "application/epub+zip",
    ".eml": "message/rfc822",
}
TEXT_SUFFIXES = tuple(suffix for suffix, media_type in MEDIA_TYPES.items() if media_type.startswith("text/"))
LONGEST_NAME_BYTES = 512
_LOCK_FILE = re.compile(r"(?:~\$|\.~lock\.|~WR[A-Z]\d{4}\.)[^/]*\Z")
"""What Word and LibreOffice keep beside a document while it is open; it can have the document's own ending."""


def media_type(document: str) -> str:
    """Returns the media type of a document, by the ending of its id.

    Empty for a type that is not read: the tables may have documents of one that another release read.
    """
    return MEDIA_TYPES.get(ending(document), "")


def is_document(name: str) -> bool:
    """Says whether a file of that name is read: of a known type, not hidden, and no lock file."""
    return ending(name) in MEDIA_TYPES and not is_hidden(name) and not is_lock_file(name)


def ending(name: str) -> str:
    """Returns the ending of a path in small letters, with its dot; what `PurePath.suffix` says, ten times as fast."""
    start, _, end = name[name.rfind("/") + 1 :].rpartition(".")
    return f".{end.lower()}" if start.strip(".") and end else ""


def is_lock_file(name: str) -> bool:
    """Says whether an office program keeps a file of that name beside a document that somebody has open."""
    return bool(_LOCK_FILE.match(name, name.rfind("/") + 1))


def is_hidden(name: str) -> bool:
    """Says whether a part of a path begins with a dot."""
    return "/." in f"/{name}"


def is_text(name: str) -> bool:
    """Says whether a name is valid Unicode; a file system may hold any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_name(name: str) -> str:
    """Returns a document name that a person typed, as an id.

    Raises:
        DocumentNameError: it could leave the source, hide, or is of an unknown type.
    """
    name = check_path(name)
    if ending(name) not in MEDIA_TYPES:
        raise DocumentNameError(f"document name {name!r}: the ending must be one of {' '.join(MEDIA_TYPES)}")
    return name


def check_path(name: str) -> str:
    """Returns the name of a file in a source, as an id.

    Raises:
        DocumentNameError: it could leave the source, or hide.
    """
    name = unicodedata.normalize("NFC", name).strip()
    parts = name.split("/")
    if not name:
        raise DocumentNameError("the document needs a name, for example guides/backup.md")
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        raise DocumentNameError(f"document name {name!r}: control characters are not allowed")
    if name.startswith("/") or "\\" in name or parts[0].endswith(":"):
        raise DocumentNameError(f"document name {name!r}: give a path inside the source, with / and not absolute")
    if any(part in ("", ".", "..") for part in parts):
        raise DocumentNameError(f"document name {name!r}: empty parts, . and .. are not allowed")
    if any(part.startswith(".") for part in parts):
        raise DocumentNameError(f"document name {name!r}: hidden files are not part of the source")
    if is_lock_file(name):
        raise DocumentNameError(f"document name {name!r}: lock files of office programs are not part of the source")
    if len(name.encode()) > LONGEST_NAME_BYTES or any(len(part.encode()) > 255 for part in parts):
        raise DocumentNameError(
            f"document name {name[:40]!r}…: too long (255 bytes a part, {LONGEST_NAME_BYTES} in all)"
        )
    return name


def control_problem(name: str) -> str:
    """Says why a document of that name is not read; empty when it is."""
    control = not name.isprintable() and any(unicodedata.category(letter) == "Cc" for letter in name)
    return "the file name has control characters; rename it" if control else ""
