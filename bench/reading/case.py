"""One small document, and how far a reader is from what a person reads in it."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from include.sources.markup import MARKDOWN, find_blocks

OURS = "ours"
_MARKS = frozenset({"*", ">", "***", *("#" * level for level in range(1, 7))})
"""Words that are nothing but structure in Markdown; numbers of a list are words, because a person sees them."""


@dataclass(frozen=True, slots=True)
class Case:
    """A document and what is in it."""

    name: str
    data: bytes
    words: str
    """All that a person reads, in order; white space does not count."""
    headings: tuple[tuple[int, str], ...] = ()
    """Level and text of each, in order."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a document."""

    text: str
    markup: str = MARKDOWN
    """Media type that `sources.markup.find_blocks` takes."""


Reader = Callable[[bytes], Read]
"""From the bytes of a document; raises whatever it likes where it cannot read them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that are missing, words that nobody wrote, and whether all headings are right. Moved words are both."""

    lost: tuple[str, ...]
    invented: tuple[str, ...]
    headings_right: bool


def difference(case: Case, read: Read) -> Difference:
    """What a person would miss, and what a person would wonder about."""
    wanted, found = _words(case.words), _words(read.text)
    lost, invented = [], []
    for kind, a, b, c, d in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if kind != "equal":
            lost += wanted[a:b]
            invented += found[c:d]
    return Difference(tuple(lost), tuple(invented), headings(read) == case.headings)


def headings(read: Read) -> tuple[tuple[int, str], ...]:
    """Level and text of each heading, as chunks will know them."""
    return tuple((block.level, block.heading) for block in find_blocks(read.text, read.markup) if block.level)


def _words(text: str) -> list[str]:
    return [word for word in text.split() if word not in _MARKS and word.strip("|-:`")]
