"""What a browser writes before the entries of a list."""

import re
from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING

from include.sources.reading.numbers import written

if TYPE_CHECKING:
    from turbohtml import Element

_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*?\b(lower|upper)-(alpha|latin|roman)\b", re.IGNORECASE)
_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def item_marker(element: "Element") -> Iterator[str]:
    """Returns markers of the entries of a list, in order: `- `, or its numbers."""
    return _numbers(element) if element.tag == "ol" else repeat("- ")


def _numbers(element: "Element") -> Iterator[str]:
    from turbohtml import Element

    entries = [child for child in element.children if isinstance(child, Element) and child.tag == "li"]
    down = "reversed" in element.attrs
    number = _integer(element.attr("start"), len(entries) if down else 1)
    kind = _styled(element.attr("style")) or _KINDS.get(element.attr("type") or "", "decimal")
    for entry in entries:
        number = _integer(entry.attr("value"), number)
        yield f"{written(number, kind)}. "
        number += -1 if down else 1


def _styled(style: object) -> str:
    """The kind of its numbers that a style in the list asks for."""
    found = _STYLE.search(style) if isinstance(style, str) else None
    return f"{found[1].lower()}{'Roman' if found[2].lower() == 'roman' else 'Letter'}" if found else ""


def _integer(value: object, otherwise: int) -> int:
    found = _INTEGER.match(value) if isinstance(value, str) else None
    return int(found.group(1)) if found else otherwise
