"""Letters as a person types them, where a program has drawn two as one, or put something unseen between them."""

import re
import unicodedata

_DRAWN_FORMS = "\u017f\u2e80-\u2fd5\ufb00-\ufdff\ufe70-\ufefc"
"""Ligatures, the long s, Arabic and Hebrew letters by position, radicals as characters: how a font draws a letter.

The others that NFKC would change (², ½, full width) say something themselves and stay.
"""
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Soft hyphens, spaces without width, directions. What joins letters or keeps them apart is of a word and stays."""
_TERMINAL = r"[^\n]\x08|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[\x00-\x08\x0e-\x1f\x7f]"
"""What is printed over, colours, links, and signs for a machine, as manuals and logs have them."""
_ODD = re.compile(f"(?P<drawn>[{_DRAWN_FORMS}]+)|[{_INVISIBLE}]|{_TERMINAL}")


def plain_letters(text: str) -> str:
    """Returns a text that looks the same, in letters that a keyboard has; no line is taken away."""
    text = _ODD.sub(lambda found: unicodedata.normalize("NFKC", found["drawn"] or ""), text)
    return unicodedata.normalize("NFC", text)
