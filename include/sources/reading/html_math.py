"""Formulas of a page (MathML Core, https://www.w3.org/TR/mathml-core/) in one line."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from include.sources.reading.blocks import clean, raised
from include.sources.reading.formulas import bracketed, index, power
from include.sources.reading.html_elements import is_hidden

if TYPE_CHECKING:
    from turbohtml import Element, Node

DEEPEST = 50
"""Elements of a formula in others; deeper ones are text without a form."""
_UNSEEN = frozenset(("annotation", "annotation-xml", "mphantom", "script", "style"))
_APART = frozenset(("mtr", "mtd", "mspace"))


def formula(element: "Element", depth: int = 0) -> str:
    """Returns the text of an element of MathML."""
    from turbohtml import Element

    children = [child for child in element.children if isinstance(child, Element) and not _is_unseen(child)]
    if depth >= DEEPEST or not children:
        text = clean(element.text)
        return re.sub(r"\s+", " ", text) if element.tag == "mtext" else " ".join(text.split())
    if element.tag in _SHAPES and len(children) == _SHAPES[element.tag]:
        return _shaped(element.tag, [formula(child, depth + 1) for child in children])
    if element.tag == "mfenced":
        return f"({', '.join(formula(child, depth + 1) for child in children)})"
    inside = "".join(_inside(element, depth))
    if element.tag == "msqrt":
        return f"√({inside})"
    return f" {inside} " if element.tag in _APART else inside


_SHAPES = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mroot": 2, "munderover": 3, "munder": 2}
"""Elements whose arguments have places, with how many there are."""


def _shaped(tag: str, parts: list[str]) -> str:
    if tag == "mfrac":
        return f"{bracketed(parts[0])}/{bracketed(parts[1])}"
    if tag == "msup":
        return parts[0] + power(parts[1])
    if tag in ("msub", "munder"):
        return parts[0] + _below(parts[1])
    if tag == "mroot":
        return f"{raised(parts[1])}√({parts[0]})"
    return parts[0] + _below(parts[1]) + power(parts[2])


def _below(text: str) -> str:
    return index(text if len(text) == 1 or text.isalnum() else f"({text})")


def _inside(element: "Element", depth: int) -> Iterator[str]:
    from turbohtml import Element, Text

    node: Node
    for node in element.children:
        if isinstance(node, Text):
            yield " ".join(clean(node.data).split())
        elif isinstance(node, Element) and not _is_unseen(node):
            yield formula(node, depth + 1)


def _is_unseen(element: "Element") -> bool:
    return element.tag in _UNSEEN or is_hidden(element)
