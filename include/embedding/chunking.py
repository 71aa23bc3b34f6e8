"""Cuts a text into chunks that fit the model, at boundaries that stay where they are when the text is edited.

A text is first seen as units: headings, paragraphs, lists, tables, code blocks; a unit that is too long is cut at
lines, then sentences, words, characters. `cuts` says which of them are a chunk together.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from include.embedding.cuts import BODY, Context, Cuts, Unit
from include.embedding.pieces import TokenStarts, fits, pieces_of, with_head
from include.sources.markup import find_blocks
from include.sources.place import NO_MARKS, Marks, Places
from include.sources.reading import READING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VERSION = 3
LARGEST_CONTEXT_TOKENS = 48
LARGEST_COLUMNS_TOKENS = 80
"""Names of columns repeated above the rows of a long table: with the headings at most half of a chunk of 254 tokens."""
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document that is embedded as a whole."""

    ordinal: int
    heading: str
    """Path of headings to it, joined by ' › '."""
    text: str
    """What is embedded: the headings above it, then its part of the document."""
    hash: str
    """sha256 of the text, hexadecimal."""
    place: str = ""
    """Where its part of the document stands there, as `sources.place` writes it; empty: nobody can tell."""


class Chunker:
    """Cuts texts for one model.

    Args:
        tokenizer: the model's own, without truncation.
        max_tokens: content tokens a chunk may have; `model.LARGEST_CHUNK_TOKENS`, or less where the model reads less.
        tokenizer_hash: identifies the tokenizer in the fingerprint.
    """

    def __init__(self, tokenizer: "Tokenizer", max_tokens: int, tokenizer_hash: str) -> None:
        self._tokenizer = tokenizer
        self.max_tokens = max_tokens
        self.fingerprint = fingerprint(max_tokens, tokenizer_hash)

    def split(self, text: str, markup: str, marks: Marks = NO_MARKS) -> list[Chunk]:
        """Returns chunks of a text, in order; together they hold all of it but white space.

        Args:
            text: the whole document.
            markup: media type of the text, as `sources.markup.find_blocks` takes it.
            marks: where its lines stand in the document; no chunk is cut otherwise for it.
        """
        places = Places(text, marks)
        tokens = TokenStarts(self._tokenizer, text)
        units = list(self._units(text, markup, tokens))
        chunks: list[Chunk] = []
        for low, high in Cuts(text, units, tokens, self.max_tokens).chunks():
            start, body = _stripped(text, units[low].start, units[high - 1].end)
            context = units[low].context.text
            chunk = f"{context}\n\n{body}" if context else body
            leading = next((unit for unit in units[low:high] if _says_something(text, unit)), units[high - 1])
            place = places.between(start, start + len(body))
            chunks.append(Chunk(len(chunks), " › ".join(leading.path), chunk, text_hash(chunk), place))
        return chunks

    def count(self, text: str) -> int:
        """Returns content tokens of a text."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _units(self, text: str, markup: str, tokens: TokenStarts) -> Iterator[Unit]:
        path: dict[int, str] = {}
        context: Context | None = None
        for block in find_blocks(text, markup):
            if block.level:
                path = {level: heading for level, heading in path.items() if level < block.level}
            if context is None or block.level:
                context = self._context(path)
            if block.level:
                path[block.level] = block.heading
            later = context
            room = self.max_tokens - context.tokens
            if block.columns and not fits(tokens, block.start, block.end, room):
                later = self._with_columns(context, block.columns)
            pieces = with_head(pieces_of(text, block, tokens, self.max_tokens - later.tokens), block, tokens, room)
            for number, (start, end) in enumerate(piece for piece in pieces if text[slice(*piece)].strip()):
                rank = block.level if block.level and not number else BODY + min(number, 1)
                yield Unit(start, end, rank, tuple(path.values()), later if number else context)
            if block.level:
                context = None

    def _context(self, path: dict[int, str]) -> Context:
        """Headings to repeat above a chunk.

        The document's title (level 1) is left out: else an edit of the first line would change every chunk.
        """
        lines = [f"{'#' * level} {heading}" for level, heading in path.items() if level > 1]
        while lines and self.count("\n".join(lines)) > LARGEST_CONTEXT_TOKENS:
            lines.pop(0)
        context = "\n".join(lines)
        return Context(context, self.count(context))

    def _with_columns(self, context: Context, columns: str) -> Context:
        """The headings, and below them what the columns of a table are called; of very many, the first."""
        limit = min(LARGEST_COLUMNS_TOKENS, self.max_tokens // 3)
        offsets = self._tokenizer.encode(columns, add_special_tokens=False).offsets
        if len(offsets) > limit:
            columns = columns[: offsets[limit - 3][0]].rpartition("|")[0].rstrip(" |") + " …"
        text = f"{context.text}\n{columns}" if context.text else columns
        return Context(text, self.count(text))


def fingerprint(max_tokens: int, tokenizer_hash: str) -> str:
    """Identifies how documents are read and cut: with the same one, every document has the same chunks."""
    return hashlib.sha256(f"{VERSION}\n{READING}\n{max_tokens}\n{tokenizer_hash}".encode()).hexdigest()[:16]


def text_hash(text: str) -> str:
    """Returns sha256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _stripped(text: str, start: int, end: int) -> tuple[int, str]:
    """A part of a text without the white space around it, and where it begins."""
    part = text[start:end]
    return end - len(part.lstrip()), part.strip()


def _says_something(text: str, unit: Unit) -> bool:
    """Whether a unit is body text with words in it: no heading, and no rule such as `---`."""
    return unit.rank >= BODY and bool(_WORD.search(text, unit.start, unit.end))
