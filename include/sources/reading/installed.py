"""What reads a document here: our reader and the versions of the libraries that it stands on.

A verdict that a document cannot be read is one of an installation. It is kept with what gave it, and looked at again
when that is another. No library is imported for it.
"""

import re
from collections.abc import Collection
from functools import cache

from include.sources.names import media_type
from include.sources.reading import READERS, REVISION

MISSING = "missing"
_LIBRARIES = {
    "asciidoc": (),
    "delimited": (),
    "docx": (),
    "eml": ("turbohtml",),
    "epub": ("turbohtml",),
    "html": ("turbohtml",),
    "markdown": ("markdown-it-py", "PyYAML"),
    "notebook": ("markdown-it-py", "PyYAML"),
    "pptx": (),
    "pdf": ("pypdfium2", "pypdf", "cryptography"),
    "restructuredtext": ("docutils",),
    "text": (),
    "xlsx": (),
}
"""Distributions that a reader stands on."""
_READER_OF = {
    "application/x-ipynb+json": "notebook",
    "text/csv": "delimited",
    "text/tab-separated-values": "delimited",
    "text/html": "html",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/epub+zip": "epub",
    "message/rfc822": "eml",
    "text/asciidoc": "asciidoc",
    "text/markdown": "markdown",
    "text/x-rst": "restructuredtext",
}
_NEEDED = re.compile(r"needs the library ([\w.-]+)")


def reader_of(document: str, missing: Collection[str] = ()) -> str:
    """Returns what reads documents of that type, in one line that is another when a part of it is.

    Args:
        document: id.
        missing: libraries that could not be used, whatever is installed.
    """
    reader = _READER_OF.get(media_type(document), "text")
    parts = [f"{reader} {READERS[reader]}.{REVISION}"]
    for name in dict.fromkeys((*_LIBRARIES[reader], *sorted(missing))):
        parts.append(f"{name} {MISSING if name in missing else _version(name)}")
    return "; ".join(parts)


def missing_library(error: BaseException) -> str:
    """Returns the library for want of which a document could not be read; empty where it was not for that."""
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
    """Says why a document could not be read then, and what to do."""
    return f"reading it needs the library {library}, which is not installed; after `pip install {library}` it is read"


@cache
def _version(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return MISSING
