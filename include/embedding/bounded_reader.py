"""Reads each document in a process of its own, which has a limit of seconds and of memory.

The process (`reader_worker`) reads one document after the other: it is started once, and again after a document has
broken it. Short text is read here: its cost is bounded by its size, and a process would cost more.

The seconds are CPU seconds (RLIMIT_CPU), so that a busy machine is not taken for a slow document; for one that waits
there is a limit of `PATIENCE` times as many by the clock. The memory is limited by the system (RLIMIT_DATA) on Linux.
macOS has no limit that holds, so there the process is looked at while it works.
"""

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from include.embedding.chunking import Chunk, Chunker
from include.embedding.model import EmbeddingModel
from include.embedding.reader_process import Broken, ReaderProcess
from include.errors import BundleError, UnreadableDocument
from include.settings import Settings
from include.sources.extraction import extract
from include.sources.names import media_type

log = logging.getLogger(__name__)

PATIENCE = 10
"""Seconds by the clock for each CPU second that is allowed."""
SHORT_TEXT_BYTES = 64 * 1024
"""The worst of 22 kinds of nasty Markdown of that size takes 1.5 CPU seconds, or 78 MB; ordinary text 0.1 s, 12 MB."""
PLAIN_TYPES = ("text/plain", "text/markdown", "text/x-rst")
T = TypeVar("T")
CUT_SHARE = 2
"""Reading and cutting have so many times the seconds of reading alone: what was read once can be read again."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one document may cost."""

    seconds: int
    """CPU seconds; 0: any number."""
    memory_mb: int
    """Megabytes; 0: any number."""

    def exceeded(self, what: str) -> str:
        """Says why a document is given up, for a person."""
        limits = {
            "seconds": f"more than {self.seconds:,} s of CPU time; raise DOCUMENT_SECONDS",
            "clock": f"more than {self.seconds * PATIENCE:,} s, {PATIENCE} times DOCUMENT_SECONDS; raise that",
            "memory": f"more than {self.memory_mb:,} MB of memory; raise DOCUMENT_MEMORY_MB",
        }
        return f"reading it takes {limits[what]} or split it" if what in limits else f"it crashes its reader ({what})"


def budget_of(settings: Settings) -> Budget:
    """Returns what a document may cost by the settings."""
    return Budget(settings.document_seconds, settings.document_memory_mb)


def budget_name(settings: Settings) -> str:
    """Names the budget in a verdict: with another one, a document that went past it is worth another look."""
    budget = budget_of(settings)
    return f"{budget.seconds} s {budget.memory_mb} MB"


def is_short_text(data: bytes, document: str) -> bool:
    """Says whether a document is read here."""
    return len(data) <= SHORT_TEXT_BYTES and media_type(document) in PLAIN_TYPES


class BoundedReader:
    """Reads and cuts documents, each within its budget. The process is started when it is needed first.

    Used in a `with` statement, at whose end the process ends.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._process: ReaderProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def title(self, data: bytes, document: str) -> str:
        """Returns the title of a document, which is read to its end for it.

        Raises:
            UnreadableDocument: it cannot be read, or not within its budget.
        """
        if is_short_text(data, document):
            return _guarded(document, lambda: extract(data, document).title)
        return str(self._ask({"document": document, "seconds": self._budget.seconds}, data)["title"])

    def cut(self, data: bytes, document: str, model: EmbeddingModel, chunker: Chunker) -> list[Chunk]:
        """Returns the chunks of a document.

        Args:
            model: whose chunker it is.

        Raises:
            UnreadableDocument: it cannot be read and cut, or not within its budget.
        """
        if is_short_text(data, document):
            extracted = _guarded(document, lambda: extract(data, document))
            return _guarded(document, lambda: chunker.split(extracted.text, extracted.markup, extracted.marks))
        seconds = self._budget.seconds * CUT_SHARE
        wanted = {
            "document": document,
            "seconds": seconds,
            "model": [model.name, str(model.folder), chunker.max_tokens],
        }
        return [Chunk(*piece) for piece in self._ask(wanted, data)["chunks"]]

    def _ask(self, wanted: dict[str, Any], data: bytes) -> dict[str, Any]:
        """The process's answer. What breaks one that has read other documents is tried in a new one."""
        used = self._process is not None
        try:
            return self._answer(wanted, data)
        except Broken as broken:
            if not used or broken.what in ("seconds", "clock"):
                raise UnreadableDocument(self._budget.exceeded(broken.what)) from None
        try:
            return self._answer(wanted, data)
        except Broken as broken:
            raise UnreadableDocument(self._budget.exceeded(broken.what)) from None

    def _answer(self, wanted: dict[str, Any], data: bytes) -> dict[str, Any]:
        self._process = self._process or ReaderProcess(self._budget.memory_mb)
        try:
            answer = self._process.ask(wanted, data, wanted["seconds"] * PATIENCE or math.inf)
        except BaseException:
            self._end()
            raise
        if answer.get("full"):  # the next document gets a process with all its memory
            self._end()
        if "trace" in answer:
            log.error("%s\n%s", wanted["document"], answer["trace"])
        if "unreadable" in answer:
            raise UnreadableDocument(str(answer["unreadable"])) from _cause(answer["causes"])
        return answer

    def _end(self) -> None:
        if self._process:
            self._process.end()
            self._process = None


def _cause(causes: Sequence[Sequence[str]]) -> Exception | None:
    """What an error of the process comes from, as it would stand here."""
    cause: Exception | None = None
    for kind, text, library in reversed(causes):
        this = ModuleNotFoundError(text, name=library) if library else type(kind, (Exception,), {})(text)
        this.__cause__ = cause
        cause = this
    return cause


def _guarded(document: str, read: Callable[[], T]) -> T:
    """What a reader finds; what it stumbles over is the document's fault, not the run's."""
    try:
        return read()
    except BundleError:
        raise
    except Exception as error:
        log.exception("%s", document)
        raise UnreadableDocument(f"its reader fails ({type(error).__name__})") from error
