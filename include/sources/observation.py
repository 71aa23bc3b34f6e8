"""What a source holds, as one fingerprint: it stays until a file is added, removed, renamed or changed.

For a folder or an S3 prefix, with documents or with files of any type. Nothing is kept on a disk.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from include.errors import UnreadableDocument
from include.sources.documents import DocumentSource, open_source
from include.sources.listing import Listed, Wanted
from include.sources.names import is_document, is_hidden, is_lock_file
from include.sources.seen_files import SeenFiles

Meaning = Callable[[Mapping[str, str], Callable[[str], bytes]], Mapping[str, str]]
"""Makes of what stands for each file's bytes, and of what reads a file, what stands for what the files say."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a source holds."""

    listed: tuple[Listed, ...]
    by_id: Mapping[str, str]
    """What stands for each document's content, see `content`."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a source."""

    fingerprint: str
    files: int
    cpu_seconds: float
    """What the look cost."""
    by_id: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What stands for each file's content."""


def fingerprint(items: Iterable[tuple[str, str]]) -> str:
    """Returns one hash over pairs of document id and content, in any order."""
    whole = hashlib.sha256()
    for pair in sorted(items):
        for part in pair:
            data = part.encode("utf-8", "surrogateescape")
            whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()


def content(etag: str, size_bytes: int, sha256: str, problem: str) -> str:
    """Returns what stands for a document's content: its ETag and size, else its hash, or why it has none."""
    return f"{etag} {size_bytes}" if etag else sha256 or problem


def wanted_files(include: Sequence[str]) -> Wanted:
    """Decides which files count: those that meet a pattern as in `.gitignore`; without any, documents of known types.

    `*.csv` is found at any depth, `concepts/*.md` from the source's root; `**` stands for any folders. Hidden files,
    files in hidden folders and lock files of office programs never belong to a source.
    """
    if not include:
        return is_document
    from pathspec import GitIgnoreSpec

    patterns = GitIgnoreSpec.from_lines(include)
    return lambda name: not is_hidden(name) and not is_lock_file(name) and patterns.match_file(name)


class Observation:
    """Looks at one source again and again; a file that stays as it was is read once.

    Args:
        uri: a folder or `s3://bucket/prefix`.
        largest_bytes: larger files are not read; their size problem stands for their content.
        include: patterns of the files that count; empty: documents of the known types.
        meaning: what of the files a look is about; none: their bytes.
    """

    def __init__(
        self, uri: str, largest_bytes: int, include: Sequence[str] = (), meaning: Meaning | None = None
    ) -> None:
        self._uri = uri
        self._largest = largest_bytes
        self._wanted = wanted_files(include)
        self._seen = SeenFiles()
        self._meaning = meaning
        self._meant: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
        """What stood for the files at the last look, and what they said."""
        self._last = Look("", 0, 0.0)

    def look(self) -> Look:
        """Returns the source as it is now.

        Raises:
            SourceError: it does not exist or cannot be listed.
        """
        begun = time.thread_time()
        found = self.contents().by_id
        said = self._said(found)
        is_same = bool(self._last.fingerprint) and said == self._last.by_id
        told = self._last.fingerprint if is_same else fingerprint(said.items())
        self._last = Look(told, len(found), time.thread_time() - begun, said)
        return self._last

    def _said(self, found: Mapping[str, str]) -> Mapping[str, str]:
        if self._meaning is None:
            return found
        if found != self._meant[0]:
            self._meant = found, self._meaning(found, open_source(self._uri, self._largest, self._wanted).read)
        return self._meant[1]

    def contents(self) -> Contents:
        """Returns the same, document by document.

        Raises:
            SourceError: it does not exist or cannot be listed.
        """
        # Opened each time: the root may be a symbolic link that now leads elsewhere.
        source = open_source(self._uri, self._largest, self._wanted)
        listed = source.list()
        self._seen = SeenFiles(self._seen.now)
        return Contents(tuple(listed), {item.id: self._content(source, item) for item in listed})

    def _content(self, source: DocumentSource, item: Listed) -> str:
        if item.etag or item.problem:
            return content(item.etag, item.size_bytes, "", item.problem)
        if seen := self._seen.sha256(item):
            return seen
        begun = time.time_ns()
        try:
            sha256 = hashlib.sha256(source.read(item.id)).hexdigest()
        except UnreadableDocument as error:
            return str(error)
        self._seen.note(item, sha256, begun)
        return sha256
