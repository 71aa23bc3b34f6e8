"""What a person sees in the fields of a form."""

import re
from typing import TYPE_CHECKING

from include.sources.reading.blocks import clean

if TYPE_CHECKING:
    from turbohtml import Element

_NO_WORDS = frozenset(["hidden", "password", "file", "image", "range", "color"])


def shown_value(field: "Element") -> str:
    """Returns what stands in an `<input>`: what was typed, or the hint that stands there instead; a tick."""
    kind = (field.attr("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☒" if "checked" in field.attrs else "☐"
    if kind == "image":
        return clean(field.attr("alt") or "")
    if kind in _NO_WORDS:
        return ""
    return clean(field.attr("value") or field.attr("placeholder") or "")


def typed(field: "Element", end_of_line: str) -> str:
    """Returns what stands in a `<textarea>`."""
    text = field.text or field.attr("placeholder") or ""
    return end_of_line.join(clean(line) for line in re.split(r"\r\n?|\n", text))


def chosen(field: "Element") -> str:
    """Returns the options that are chosen; all of a `<select>`, with what heads them, where the choice is open."""
    options = [option for option in field.find_all(["option", "optgroup"]) if "hidden" not in option.attrs]
    marked = [option for option in options if "selected" in option.attrs]
    return " ".join(filter(None, (_shown(option) for option in marked or options)))


def _shown(option: "Element") -> str:
    text = option.attr("label") or (option.text if option.tag == "option" else "")
    return " ".join(clean(text).split())
