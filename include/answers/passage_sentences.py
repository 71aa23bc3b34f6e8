"""Sentences of a passage, word for word, and the words and numbers that count in them."""

import re
from collections.abc import Iterator
from itertools import pairwise

_HEADING = re.compile(r"\s*(#{1,6}\s|([=~^\"'*+\-_.:|`])\2{2,}\s*$|\|?[\s:|+-]+\|?$)")
"""Markdown's headings, underlines, and the line between head and body of a table: nothing that answers."""
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)]|\|)\s*\S")
"""A line that begins an item of a list or a row of a table."""
_END = re.compile(r"(?<=[.!?])[\"'”’)\]*`]{0,2}\s+(?=[^a-zà-ÿ\s])|(?<=[。！？])\s*")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|\w+")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        a about after again all allowed also am an and any are as at be been before but by can could did do does for
        from get give had has have he her him his how i if in into is it its may me more most much many must my no not
        of on once one only or our out over same shall she should so some that the their them then there these they this
        those to under until up us was we were what when where which while who whom why will with would you your
        """,
    )
)
"""Words that nearly every text has."""
STEM_LETTERS = 5
"""So much of a word is compared: `reimburse` and `reimbursed` are one word, `five` and `fifth` are not."""
LONGEST = 400
"""Characters of a sentence; what is longer is a table or code and answers no question by itself."""


def passage_sentences(text: str) -> list[str]:
    """Returns sentences, list items and table rows of a passage; each is a piece of the text as it stands there."""
    found = (sentence for block in _blocks(text) for sentence in split(block))
    return [sentence for sentence in found if len(sentence) <= LONGEST and re.search(r"[^\W\d_]{2}", sentence)]


def split(text: str) -> list[str]:
    """Returns a text cut at the ends of its sentences; nothing is left out."""
    ends = [*(match.end() for match in _END.finditer(text)), len(text)]
    return [piece for start, end in pairwise([0, *ends]) if (piece := text[start:end].strip())]


def content_words(text: str) -> frozenset[str]:
    """Returns words that say something, cut to their beginnings, and numbers."""
    words = _WORD.findall(text.casefold())
    return frozenset(word[:STEM_LETTERS] for word in words if word not in _EMPTY and (len(word) > 1 or word.isdigit()))


def numbers(text: str) -> frozenset[str]:
    """Returns numbers as they are written, without thousands separators."""
    return frozenset(word.replace(",", "") for word in _WORD.findall(text) if word[0].isdigit())


def _blocks(text: str) -> Iterator[str]:
    """Runs of lines that belong together; a heading belongs to none."""
    lines = text.splitlines(keepends=True)
    block = ""
    for number, line in enumerate(lines):
        below = lines[number + 1].strip() if number + 1 < len(lines) else ""
        underlined = bool(re.fullmatch(r"([=~^\"'*+-])\1{2,}", below)) and len(below) >= len(line.strip()) > 0
        if not line.strip() or _HEADING.match(line) or underlined:
            yield block
            block = ""
        elif _ITEM.match(line):
            yield block
            block = line
        else:
            block += line
    yield block
