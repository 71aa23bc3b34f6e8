"""To which address in its page each block is nearest: an id, or the name of an old anchor."""

import re
from typing import TYPE_CHECKING

from include.sources.reading.blocks import Blocks

if TYPE_CHECKING:
    from turbohtml import Element

_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f]{1,100}")


class Addresses:
    """Names the part of the page that the next block stands in.

    Args:
        blocks: that are told.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._inside = ""
        self._has_words = False

    def element(self, element: "Element", *, in_heading: bool) -> None:
        """An element begins: its address leads to what follows, and that of a heading also from within its words."""
        attributes = element.attrs
        name = attributes.get("id") or (attributes.get("name") if element.tag == "a" else "") if attributes else ""
        if (
            not isinstance(name, str)
            or not _ADDRESS.fullmatch(name)
            or (in_heading and self._has_words and self._inside)
        ):
            return
        self._inside = name
        if in_heading or not self._has_words:
            self._blocks.part = name

    def words(self, text: str) -> None:
        """The block has these words, too."""
        self._has_words = self._has_words or not text.isspace()

    def end(self) -> None:
        """A block has ended."""
        self._blocks.part, self._inside, self._has_words = self._inside or self._blocks.part, "", False
