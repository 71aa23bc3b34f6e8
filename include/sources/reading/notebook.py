"""A Jupyter notebook as Markdown: its texts as they are, its code, and what a cell has printed, in fences.

Pictures and what only a browser can draw are left out. A notebook of before 2015 has another form and is refused.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from include.errors import UnreadableDocument
from include.sources.place import CELL, Marks, numbered_parts
from include.sources.reading.pictures import without_long_data

FORMAT = 4
"""Of notebooks since 2015."""
_TICKS = re.compile(r"^\s{0,3}(`{3,})", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")


def notebook_text(text: str) -> tuple[str, Marks]:
    """Returns the cells of a notebook in order, as Markdown, and in which cell each line of it stands.

    Raises:
        UnreadableDocument: it is no notebook of format 4.
    """
    try:
        notebook = json.loads(text)
        if notebook["nbformat"] != FORMAT:
            old = notebook["nbformat"]
            raise UnreadableDocument(f"it is a notebook of format {old}, not {FORMAT}; save it with a Jupyter of today")
        language = _language(notebook.get("metadata", {}))
        cells = enumerate(notebook["cells"], 1)
        return numbered_parts(CELL, ((number, _cell_text(cell, language)) for number, cell in cells), "\n\n")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableDocument(f"it is no Jupyter notebook ({type(error).__name__})") from error


def _cell_text(cell: Any, language: str) -> str:
    return "\n\n".join(part for part in _cell(cell, language) if part.strip())


def _cell(cell: Any, language: str) -> Iterator[str]:
    source = _joined(cell["source"])
    if cell["cell_type"] == "markdown":
        yield _closed(source.strip("\n"))
    elif cell["cell_type"] == "raw":
        yield _fenced(source, "")
    else:
        yield _fenced(source, language)
        printed = "".join(_printed(output) for output in cell.get("outputs", ()))
        yield _fenced(without_long_data(printed), "")


def _printed(output: Any) -> str:
    """What a reader of the page sees in letters."""
    kind = output["output_type"]
    if kind == "stream":
        return _joined(output["text"])
    if kind == "error":
        return f"{output['ename']}: {output['evalue']}\n"
    data = output.get("data", {})
    shown = next((data[name] for name in ("text/markdown", "text/plain") if name in data), "")
    return f"{_joined(shown)}\n" if shown else ""


def _joined(lines: Any) -> str:
    """A text, which notebooks have whole or as lines.

    Raises:
        TypeError: it is something else.
    """
    return lines if isinstance(lines, str) else "".join(lines)


def _closed(text: str) -> str:
    """Markdown of one cell: a fence that it leaves open ends with it."""
    fence = ""
    for line in text.splitlines():
        found = _FENCE.match(line)
        if found and not fence:
            fence = found["fence"]
        elif found and found["fence"].startswith(fence) and not found["info"].strip():
            fence = ""
    return f"{text}\n{fence}" if fence else text


def _fenced(text: str, language: str) -> str:
    """A block of code, behind more ticks than stand at the beginning of any of its lines."""
    if not text.strip():
        return ""
    longest = max((len(found[1]) for found in _TICKS.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    body = text.strip("\n")
    return f"{fence}{language}\n{body}\n{fence}"


def _language(metadata: Any) -> str:
    for place, name in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(place, {}).get(name, "")
        if isinstance(found, str) and _LANGUAGE.fullmatch(found):
            return found
    return ""
