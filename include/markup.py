"""Where headings and blocks begin and end in Markdown, reStructuredText and plain text.

Blocks are spans of the text, in order and without overlap, so that nothing between them is lost but white space.
"""

import re
from dataclasses import dataclass
from itertools import zip_longest

MARKDOWN = "text/markdown"

_FRONT_MATTER = re.compile(r"\A---\n.*?^(?:---|\.\.\.)\n", re.DOTALL | re.MULTILINE)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^(?:(?P<over>[^\w\s])(?P=over)+[ \t]*\n)?(?P<title>[^\s].*)\n(?P<under>[^\w\s])(?P=under){2,}[ \t]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `start` to `end` of a text."""

    start: int
    end: int
    level: int = 0
    """Of a heading 1 to 6; 0 for anything else."""
    heading: str = ""


def find_blocks(text: str, media_type: str) -> list[Block]:
    """Headings, paragraphs, lists, tables and code blocks of a text, in order."""
    known = _markdown_blocks(text) if media_type == MARKDOWN else _underlined_headings(text)
    blocks: list[Block] = []
    position = 0
    for block in [*known, Block(len(text), len(text))]:
        blocks += _paragraphs(text, position, block.start)  # Markdown's link definitions, for one, are no token
        blocks += [block] if block.end > block.start else []
        position = block.end
    return blocks


def find_title(text: str, media_type: str) -> str:
    """The title a text gives itself: front matter, else its first heading; empty when it has none."""
    front = _FRONT_MATTER.match(text) if media_type == MARKDOWN else None
    if front and (title := _FRONT_TITLE.search(front.group())):
        return title.group(1).strip()
    headings = [block for block in find_blocks(text, media_type) if block.level]
    return min(headings, key=lambda block: block.level).heading if headings else ""


def _paragraphs(text: str, start: int, end: int) -> list[Block]:
    """What lies between two blocks, cut at blank lines."""
    blocks: list[Block] = []
    begun = -1
    for line in text[start:end].splitlines(keepends=True):
        if line.strip() and begun < 0:
            begun = start
        elif not line.strip() and begun >= 0:
            blocks.append(Block(begun, start))
            begun = -1
        start += len(line)
    return [*blocks, Block(begun, end)] if begun >= 0 else blocks


def _markdown_blocks(text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    front = _FRONT_MATTER.match(text)
    skipped = front.end() if front else 0
    lines = [skipped, *(skipped + found.end() for found in re.finditer(r"\r\n?|\n", text[skipped:]))]
    lines.append(len(text))
    blocks = [Block(0, skipped)] if front else []
    tokens = MarkdownIt("commonmark").enable("table").parse(text[skipped:])
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.level == 0 and token.map:
            start, end = lines[token.map[0]], lines[min(token.map[1], len(lines) - 1)]
            if token.type == "heading_open" and following is not None:
                blocks.append(Block(start, end, int(token.tag[1]), " ".join(following.content.split())))
            else:
                blocks.append(Block(start, end))
    return blocks


def _underlined_headings(text: str) -> list[Block]:
    """Titles of reStructuredText, which plain text often has too; the order in which styles appear gives the level."""
    styles: list[str] = []
    headings: list[Block] = []
    for found in _UNDERLINED.finditer(text):
        title, under = found["title"].strip(), found.group().splitlines()[-1].strip()
        if len(under) < len(title) or not any(letter.isalnum() for letter in title):
            continue
        style = (found["over"] or "") + found["under"]
        if style not in styles:
            styles.append(style)
        headings.append(Block(found.start(), found.end(), min(styles.index(style) + 1, 6), title))
    return headings
