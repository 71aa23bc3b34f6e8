"""Characters of fonts that hold pictures instead of letters, as Unicode has them.

Symbol's letters are Greek ones at the places of Latin ones; of Wingdings, what forms and lists use.
"""


def _table(pairs: str) -> dict[int, str]:
    """Hexadecimal codes, each with its character."""
    return {int(pair[:2], 16): pair[2] for pair in pairs.split()}


_SYMBOL_FROM = "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcywVJjv"
_SYMBOL_TO = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςϑϕϖ"
_SYMBOL = {ord(a): b for a, b in zip(_SYMBOL_FROM, _SYMBOL_TO, strict=True)} | _table(
    "22∀ 24∃ 27∋ 2A∗ 2D− 40≅ 5C∴ 5E⊥ 7E∼ A2′ A3≤ A4⁄ A5∞ AB↔ AC← AD↑ AE→ AF↓ B0° B1± B2″ B3≥ B4× B5∝ B6∂ "
    "B7• B8÷ B9≠ BA≡ BB≈ BC… C4⊗ C5⊕ C6∅ C7∩ C8∪ C9⊃ CA⊇ CC⊂ CD⊆ CE∈ CF∉ D0∠ D1∇ D2® D3© D4™ D5∏ D6√ D7⋅ "
    "D8¬ D9∧ DA∨ DB⇔ DC⇐ DD⇑ DE⇒ DF⇓ E5∑ F2∫ "
)
_WINGDINGS = _table(
    "22✂ 28☎ 29✆ 2A✉ 36⌛ 4A☺ 4C☹ 4E☠ 6C● 6E■ 6F□ 70□ 71❑ 72❒ 75◆ 76❖ 77◆ 9F• A1○ A7▪ A8□ D8➢ DF← E0→ E1↑ "
    "E2↓ E8➔ EF⇦ F0⇨ F1⇧ F2⇩ FB✗ FC✓ FD☒ FE☑ "
)
_WINGDINGS_2 = _table("4F✗ 50✓ 51☒ 52☑ 53☒ 54☒ A3□")
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_PRIVATE = 0xF000
"""Word moves such fonts' characters there."""


def has_pictures(font: str) -> bool:
    """Says whether a font has pictures in place of letters."""
    return font.lower() in _FONTS


def symbols(text: str, font: str) -> str:
    """Returns a text that is set in such a font; what stays a letter there is one that was typed in another."""
    return "".join(symbol(font, f"{ord(one):X}") if _PRIVATE <= ord(one) <= _PRIVATE + 0xFF else one for one in text)


def symbol(font: str, code: str) -> str:
    """Returns a character of a font.

    Args:
        font: its name.
        code: hexadecimal, as in `w:sym`.
    """
    try:
        number = int(code, 16)
        known = _FONTS.get(font.lower(), {}).get(number - _PRIVATE if number >= _PRIVATE else number)
        if known is None and not _PRIVATE <= number <= _PRIVATE + 0xFF:
            known = chr(number)
    except (ValueError, OverflowError):
        return ""
    return known or "�"
