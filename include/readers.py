"""What reads a document here: our reader and the versions of the libraries that it stands on.

A verdict that a document cannot be read is one of an installation. It is kept with what gave it, and looked at again
when that is another. No library is imported for it.
"""

import re
from collections.abc import Collection
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from include.document_names import media_type

MISSING = "missing"
_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "application/pdf": (("pdf",), ("pypdf", "cryptography")),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        ("docx", "html"),
        ("mammoth", "beautifulsoup4", "markdownify"),
    ),
    "text/html": (("html", "text"), ("beautifulsoup4", "markdownify")),
}
"""Modules of `reading` and distributions, by media type. A module can say more: `VERSION`, `DISTRIBUTIONS`."""
_OF_TEXT = (("text",), ())
_NEEDED = re.compile(r"needs the library ([\w.-]+)")


def reader_of(document: str, missing: Collection[str] = ()) -> str:
    """What reads documents of that type, in one line that is another when a part of it is.

    Args:
        document: id.
        missing: libraries that could not be used, whatever is installed.
    """
    modules, distributions = _PARTS.get(media_type(document), _OF_TEXT)
    parts = [f"{name} {_own_version(name)}" for name in modules]
    named = (*distributions, *(name for module in modules for name in _declared(module)))
    for name in dict.fromkeys((*named, *sorted(missing))):
        parts.append(f"{name} {MISSING if name in missing else _version(name)}")
    return "; ".join(parts)


def missing_library(error: BaseException) -> str:
    """The library for want of which a document could not be read; empty where it was not for that."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ImportError):
            return (seen.name or str(seen)).partition(".")[0]
        if type(seen).__name__ == "DependencyError" and (named := re.match(r"[\w.-]+", str(seen))):  # of pypdf
            return named[0]
        if said := _NEEDED.search(str(seen)):
            return said[1]
        seen = seen.__cause__
    return ""


def needs(library: str) -> str:
    """Why a document could not be read then, and what to do."""
    return f"reading it needs the library {library}, which is not installed; after `pip install {library}` it is read"


@cache
def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return MISSING


def _own_version(module: str) -> str:
    return str(_told(module, "VERSION", 1))


def _declared(module: str) -> tuple[str, ...]:
    return tuple(_told(module, "DISTRIBUTIONS", ()))  # type: ignore[arg-type]


def _told(module: str, name: str, otherwise: object) -> object:
    try:
        return getattr(import_module(f"include.reading.{module}"), name, otherwise)
    except ImportError:
        return MISSING if name == "VERSION" else otherwise
