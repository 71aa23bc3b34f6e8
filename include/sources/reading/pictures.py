"""Pictures that were written into a text as base64: nobody reads them, and each is hundreds of chunks."""

import re

LONGEST_KEPT = 200
"""Characters of base64 that stay: an example that a text explains is shorter, a picture is longer."""
_LONG_DATA = re.compile(
    r"(?P<type>\bdata:[a-z]+/[\w.+-]{1,99}(?:;[\w.=+-]{1,99})*;base64,\s{0,9})"
    r"(?P<data>[A-Za-z0-9+/=_%-]*+"
    r"(?:(?:\s++[A-Za-z0-9+/=]{60,}+)++(?:\s++[A-Za-z0-9+/=]++(?=\s*[\"')>]|[ \t]*\n[ \t]*\n|\s*\Z))?)?)",
    re.IGNORECASE,
)
"""Lines of it that follow are taken as far as they are as long as encoders make them; the last one ends the address."""


def has_data(text: str) -> bool:
    """Says whether a text may have an address that holds its data itself."""
    return "data:" in text or "DATA:" in text


def without_long_data(text: str) -> str:
    """Returns a text with an ellipsis in place of each long run of base64 in a `data:` address."""

    def short(found: re.Match[str]) -> str:
        return found.group() if len(found["data"]) <= LONGEST_KEPT else f"{found['type'].rstrip()}…"

    return _LONG_DATA.sub(short, text) if has_data(text) else text
