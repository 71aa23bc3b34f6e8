"""reStructuredText as its source, with the titles and levels that docutils finds in it.

Left out of it are comments and what a picture is made of. Nothing is included, run or fetched.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from include.sources.reading.pictures import without_long_data
from include.sources.reading.rst_tables import with_columns
from include.sources.reading.spans import Block, with_paragraphs

if TYPE_CHECKING:
    from docutils import nodes
    from docutils.frontend import Values

LONGEST_TITLE = 1000
"""Characters of a title in which inline markup is looked for."""
_LINE = re.compile(r"^([!-/:-@\[-`{-~])\1+[ \t]*$", re.MULTILINE)
_NO_UNDERLINE = re.compile(r"(?:(?<=^\S\n)|(?<=^\S\S\n))::(?=[ \t]*$)", re.MULTILINE)
"""What announces a literal block; docutils takes it for the underline of a word that is as short."""
_EXPLICIT = r"\[[^\]\n]*\](?:\s|\Z)|_[^ \t\n]|\|[^ \t\n|]|\w+(?:[-._+:]\w+)*[ ]?::(?:\s|\Z)"
_COMMENT = re.compile(rf"\.\.(?:[ \t]+(?!{_EXPLICIT})\S|\s*\Z)")
"""The line that begins a comment; footnotes, citations, targets, substitutions and directives begin alike."""


def readable(text: str) -> str:
    """Returns the source without the comments at its margin and the bytes of its pictures."""
    text = without_long_data(text)
    return "".join(_without_comments(text)) if text.startswith("..") or "\n.." in text else text


def _without_comments(text: str) -> Iterator[str]:
    """Lines that are no comment. A comment stands alone and goes on while lines are set in."""
    lines = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
    blank: list[str] = []
    inside, alone = False, True
    for number, line in enumerate(lines):
        if inside and not line.strip():
            blank.append(line)
        elif inside and line[0] in " \t":
            blank.clear()
        elif alone and _COMMENT.match(line):
            yield from blank
            blank.clear()
            following = lines[number + 1] if number + 1 < len(lines) else ""
            inside = bool(line.strip("\n\t .")) or bool(following.strip())  # `..` before an empty line holds nothing
        else:
            yield from blank
            blank.clear()
            inside = False
            yield line
            alone = not line.strip() or line[0] in " \t" or line.startswith("..") or bool(_LINE.match(line))
    yield from blank


def restructuredtext_blocks(text: str) -> list[Block]:
    """Returns titles as docutils finds them, and the paragraphs between them; a table with a head knows its columns."""
    return list(with_columns(text, with_paragraphs(text, _titles(text))))


def _titles(text: str) -> list[Block]:
    """Sections of a document, their titles with the lines above and below them."""
    if not _LINE.search(text):
        return []
    text = re.sub(r"[\v\f]", " ", text)  # as docutils does before it counts lines
    text = _NO_UNDERLINE.sub(": ", text)
    lines = text.splitlines(keepends=True)
    starts = list(accumulate(map(len, lines), initial=0))
    titles: list[Block] = []
    for level, line, title in _sections(text):
        above = lines[line - 1].rstrip() if line else ""
        over = above == lines[line + 1].rstrip() and not (titles and titles[-1].end == starts[line])
        titles.append(Block(starts[line - over], starts[line + 2], min(level, 6), title))
    return titles


def _sections(text: str) -> list[tuple[int, int, str]]:
    """Level, line (from 0) and title of each section, in order.

    Inline markup is parsed in titles alone: in all of the text it would take twice as long, and it decides no section.
    """
    from docutils import nodes, utils
    from docutils.parsers.rst import Parser, roles, states

    shared: list[Any] = []

    def as_written(text: str, line: int, *memo: Any) -> tuple[list["nodes.Node"], list["nodes.Node"]]:
        node = nodes.Text(text)
        node.line = line
        shared[:] = memo
        return [node], []

    inliner: Any = states.Inliner()
    inliner.parse = as_written
    document = utils.new_document("", _settings())
    defined = dict(roles._roles)  # noqa: SLF001 - a role that one document defines is none in the next
    try:
        parser = Parser(inliner=inliner)
        parser.state_classes = _shallow_states()
        parser.parse(text, document)
        found = []
        for section in document.findall(nodes.section):
            written = section[0][0]
            title = str(written)
            if len(title) <= LONGEST_TITLE:
                inline, _ = states.Inliner.parse(inliner, title, written.line, *shared)
                title = "".join(node.astext() for node in inline)
            found.append((len(section.section_hierarchy()), written.line - 1, " ".join(title.split())))
        return found
    finally:
        roles._roles.clear()  # noqa: SLF001
        roles._roles.update(defined)  # noqa: SLF001


@lru_cache(maxsize=1)
def _shallow_states() -> list[type]:
    """The states of docutils' parser, not going into lists, quotations, cells, directives: they hold no section."""
    from docutils.parsers.rst import states

    class Shallow:
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.nested_sm_kwargs = {"state_classes": classes, "initial_state": "Body"}

        def nested_parse(self, block: Any, input_offset: int, *arguments: Any, **named: Any) -> Any:
            if "state_machine_kwargs" in named:  # a literal block, whose end only its parser knows
                return super().nested_parse(block, input_offset, *arguments, **named)  # type: ignore[misc]
            return input_offset + len(block)

    classes = [type(state.__name__, (Shallow, state), {}) for state in states.state_classes]
    return classes


@lru_cache(maxsize=1)
def _settings() -> "Values":
    """How docutils is asked: quietly, and with nothing that reads another file."""
    from docutils import frontend
    from docutils.parsers.rst import Parser

    settings = frontend.get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5  # what it objects to is text for us
    settings.warning_stream = False
    settings.file_insertion_enabled = settings.raw_enabled = False
    settings.syntax_highlight = "none"
    settings.line_length_limit = 1 << 40  # a document with a longer line would be passed over as a whole
    return settings
