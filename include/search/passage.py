"""A passage that a search found, and what can be asked about it: from where, and by which run."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from textwrap import shorten

KINDS = {
    ".md": "Markdown",
    ".markdown": "Markdown",
    ".rst": "reStructuredText",
    ".txt": "Text",
    ".html": "HTML",
    ".htm": "HTML",
    ".pdf": "PDF",
    ".docx": "Word",
    ".csv": "CSV",
    ".tsv": "CSV",
    ".ipynb": "Jupyter",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".xlsx": "Excel",
    ".pptx": "PowerPoint",
    ".epub": "EPUB",
    ".eml": "E-mail",
}
HEADINGS = re.compile(r"\A(?:\s*(?:#{1,6} [^\n]*|[^\s#][^\n]*\n([=~^\"'*+-])\1{2,}[ ]*)(?:\n|\Z))+")
"""Headings at the beginning of a passage, as Markdown and reStructuredText write them."""
TOP = "."
"""Folder of a document that lies in none."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The run that brought a version of `chunks`."""

    time: datetime
    """Time of its commit, in UTC."""
    run: str
    """DAG and run id; or a command."""
    batches: str
    """Batches of documents that the version took in, separated by commas."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document."""

    document: str
    title: str
    heading: str
    ordinal: int
    """Place in the document, from 0."""
    text: str
    score: float | None = None
    """Cosine similarity to the query, -1 to 1; None where nothing was asked."""
    origin: Origin | None = None
    """None where nobody can tell any more."""
    place: str = ""
    """Where it stands in the document, as `sources.place` writes it; empty where nobody can tell."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must come from; empty: anything."""

    folder: str = ""
    kind: str = ""

    @property
    def empty(self) -> bool:
        return not (self.folder or self.kind)

    def admit(self, document: str) -> bool:
        """Says whether a document may be found."""
        return self.folder in ("", folder_of(document)) and self.kind in ("", kind_of(document))


def folder_of(document: str) -> str:
    """Returns the uppermost folder of a document: one source in a bucket or a shared drive."""
    return document.split("/", 1)[0] if "/" in document else TOP


def kind_of(document: str) -> str:
    """Returns the type of a document, in words."""
    suffix = PurePosixPath(document).suffix.lower()
    return KINDS.get(suffix, suffix.removeprefix("."))


def excerpt(text: str, characters: int) -> str:
    """Returns the beginning of a passage in one line, without the headings that it begins with."""
    return shorten(HEADINGS.sub("", text) or text, characters, placeholder=" …")
