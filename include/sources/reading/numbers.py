"""Numbers as lists and headings show them; the kinds are named as WordprocessingML does (ECMA-376, ST_NumberFormat)."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
LARGEST_ROMAN = 3999


def written(number: int, kind: str) -> str:
    """Returns a number of a list: `decimal`, `lowerLetter`, `upperRoman` …; in digits where it has no such form."""
    if kind == "decimalZero":
        return f"{number:02}"
    if kind in ("lowerLetter", "upperLetter") and number > 0:
        text = _letters(number)
    elif kind in ("lowerRoman", "upperRoman") and 0 < number <= LARGEST_ROMAN:
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if kind.startswith("upper") else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        count, number = divmod(number, value)
        text += letters * count
    return text
