"""What lies on the pages of a PDF: answers typed into fields, ticked boxes, text and remarks put beside the text."""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from include.errors import UnreadableDocument

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points, from the lower left corner of the page."""
TICKED = "☒"
LARGEST_DEPTH = 32
"""Of a field in others; a chain that is longer is a circle."""
_HIDDEN = 2 | 32
"""Flags of an annotation that is not shown on a screen."""
_PASSWORD, _PUSH_BUTTON = 1 << 13, 1 << 16
_REMARKS = frozenset(["/FreeText", "/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Stamp"])
_PROGRAM_NAME = re.compile(
    r"(?:undefined|untitled|text|(?:text|check)?\s?(?:field|box)|combo|list|radio|group)?[\W\d_]*"
)


@dataclass(frozen=True, slots=True)
class Overlay:
    """Words at a place of a page."""

    text: str
    """An answer or a remark; `TICKED` for a box."""
    label: str = ""
    """What the form calls the field; empty where no person named it."""
    box: Box | None = None
    """None for a remark, which follows the page."""


def overlays(data: bytes) -> tuple[dict[int, list[Overlay]], str]:
    """Returns overlays by number of their page, from 0, and what could not be read of them.

    Raises:
        UnreadableDocument: a library is missing, or there is a password.
    """
    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("it is an encrypted PDF; save it without a password")
        return {number: found for number, page in enumerate(reader.pages) if (found := list(_of_page(page)))}, ""
    except UnreadableDocument:
        raise
    except (DependencyError, ImportError) as error:
        raise UnreadableDocument("an encrypted PDF needs the library cryptography, which is not installed") from error
    except Exception as error:  # pypdf raises many kinds on broken files; what is printed can be read all the same
        return {}, f"its fields and remarks are broken ({type(error).__name__})"


def _of_page(page: Any) -> Iterator[Overlay]:
    for reference in page.get("/Annots", ()) or ():
        note = reference.get_object()
        if not isinstance(note, dict) or _number(note.get("/F")) & _HIDDEN:
            continue
        kind = note.get("/Subtype")
        if kind == "/Widget" and (field := _field(note)):
            yield field
        elif kind in _REMARKS and (words := _words(note.get("/Contents"))):
            yield Overlay(words)


def _field(note: Any) -> Overlay | None:
    """The answer in a field; None where it is empty, a password, or a button."""
    chain = _chain(note)
    kind, flags = _inherited(chain, "/FT"), _number(_inherited(chain, "/Ff"))
    names = [name for part in chain if (name := _words(part.get("/T")))]
    label = _words(_inherited(chain, "/TU")) or (re.sub(r"\[\d+\]|_", " ", names[0]).strip() if names else "")
    label = "" if _PROGRAM_NAME.fullmatch(label.casefold()) else label
    box = _box(note.get("/Rect"))
    if kind == "/Btn":
        state = note.get("/AS") or _inherited(chain, "/V")
        ticked = state is not None and str(state) not in ("/Off", "Off", "")
        return Overlay(TICKED, label, box) if ticked and not flags & _PUSH_BUTTON else None
    if kind not in ("/Tx", "/Ch") or flags & _PASSWORD:
        return None
    options = _inherited(chain, "/Opt") if kind == "/Ch" else None
    answer = _answer(_inherited(chain, "/V"), options) or _picked(_inherited(chain, "/I"), options)
    return Overlay(answer, label, box) if answer else None


def _answer(value: Any, options: Any) -> str:
    """What a person reads in a field: of a list, the shown names of what was chosen."""
    shown = {}
    for option in options or ():
        pair = option.get_object()
        if isinstance(pair, list) and len(pair) > 1:
            shown[_words(pair[0])] = _words(pair[1])
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(words for one in chosen if (words := shown.get(_words(one), _words(one))))


def _picked(numbers: Any, options: Any) -> str:
    """What was chosen of a list that has the places of it alone."""
    shown = [option.get_object() for option in options or ()]
    chosen = [shown[number] for number in numbers or () if isinstance(number, int) and 0 <= number < len(shown)]
    return ", ".join(_words(one[-1] if isinstance(one, list) and one else one) for one in chosen)


def _chain(note: Any) -> list[Any]:
    """A field and the fields that it is a part of."""
    chain = [note]
    while len(chain) < LARGEST_DEPTH and "/Parent" in chain[-1]:
        parent = chain[-1]["/Parent"]
        if not isinstance(parent, dict):
            break
        chain.append(parent)
    return chain


def _inherited(chain: list[Any], key: str) -> Any:
    return next((part[key] for part in chain if key in part), None)


def _words(value: Any) -> str:
    """Text of a PDF string, or of a stream, in one line for each line of it."""
    value = value.get_object() if hasattr(value, "get_object") else value
    if hasattr(value, "get_data"):
        value = value.get_data().decode("utf-8", "replace")
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    return "\n".join(
        " ".join(line.split()) for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ).strip()


def _number(value: Any) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def _box(value: Any) -> Box | None:
    try:
        x, y, z, w = (float(number) for number in value)
    except (TypeError, ValueError):
        return None
    return min(x, z), min(y, w), max(x, z), max(y, w)
