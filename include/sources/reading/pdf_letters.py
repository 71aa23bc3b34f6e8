"""Makes words, as a person types them, of the characters that a PDF prints.

A PDF has glyphs: two letters drawn as one, a hyphen where a line ended, a symbol whose number is a font's own business.
"""

import re
import unicodedata
from collections.abc import Sequence

from include.sources.reading.letters import plain_letters

LINE_END_HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen at the end of a line, in place of it and of the line end."""
_PRIVATE_BULLETS = re.compile("[\uf0a7\uf0a8\uf0b7\uf06c\uf06e\uf071\uf076\uf0d8\uf0fc]")
"""Of Symbol and Wingdings, as word processors set lists."""
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffd\uffff\U000f0000-\U0010ffff]"
)
_ACCENTS = str.maketrans("¨ˆ˜ˇ˘˚¸", "\u0308\u0302\u0303\u030c\u0306\u030a\u0327")
_BEFORE_ITS_LETTER = re.compile("[¨ˆ˜ˇ˘˚¸][A-Za-z]")
"""As TeX draws `ö` in its old fonts. An acute or a grave accent is left: people type these as apostrophes."""
_BROKEN_WORD = re.compile(r"(?<!\w)(?P<before>\w{1,99})[\u2010-][\n\ufffe](?P<after>\w{1,99})")


def legible(text: str) -> str:
    """Returns a page's text in letters that a keyboard has; lines end in a line feed, broken words are marked."""
    text = re.sub(rf"-?[{LINE_END_HYPHENS}](?:\r?\n)?", "-\ufffe", text).replace("\r\n", "\n").replace("\r", "\n")
    text = plain_letters(re.sub("\u00ad\n", "", text))
    text = _BEFORE_ITS_LETTER.sub(lambda found: _accented(found.group()), text)
    text = _UNREADABLE.sub("", _PRIVATE_BULLETS.sub("•", text))
    text = text.replace("\u00a0", " ")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _accented(pair: str) -> str:
    """A letter with the accent before it, where there is such a letter."""
    letter = unicodedata.normalize("NFC", pair[1] + pair[0].translate(_ACCENTS))
    return letter if len(letter) == 1 else pair


def unreadable(text: str) -> int:
    """Says how many characters are no text."""
    return len(_UNREADABLE.findall(_PRIVATE_BULLETS.sub("", re.sub(rf"[{LINE_END_HYPHENS}]", "", text))))


def with_whole_words(pages: Sequence[str]) -> list[str]:
    """Returns pages whose words are no longer broken at line ends.

    The hyphen of a compound stays: where a letter beside it is large or a digit, and where the compound stands within
    a line elsewhere.
    """
    compounds = {word.casefold() for page in pages for word in re.findall(r"(?<!\w)\w{1,99}-\w{1,99}", page)}

    def whole(found: re.Match[str]) -> str:
        before, after = found["before"], found["after"]
        compound = f"{before}-{after}"
        broken = before[-1].islower() and after[0].islower() and compound.casefold() not in compounds
        return before + after if broken else compound

    return [_BROKEN_WORD.sub(whole, page).replace("-\ufffe", "-\n") for page in pages]
