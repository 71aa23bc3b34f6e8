"""Raised digits on a page of a PDF: 10⁶ is not 106, and a note's number is no part of the number before it."""

from collections.abc import Iterator
from ctypes import c_double
from typing import Any

from include.reading.blocks import superscript
from include.reading.pdf_places import Printed

_DIGITS = frozenset("0123456789+-−")
LEAST_RISE, MOST_RISE = 0.25, 2.0
"""By how much of its own height a digit is raised above its neighbour."""


def raised_digits(seen: Any) -> frozenset[int]:
    """Numbers of the characters of a text page that are raised digits, or signs before them."""
    text = seen.get_text_range()
    if len(text) != seen.count_chars():  # then nobody knows which character is which
        return frozenset()
    origins: dict[int, tuple[float, float]] = {}

    def origin(number: int) -> tuple[float, float]:
        if number not in origins:
            origins[number] = _origin(seen, number)
        return origins[number]

    found: set[int] = set()
    for number in range(1, len(text)):
        if text[number] not in _DIGITS or not (text[number - 1].isalnum() or text[number - 1] in ")]−+-"):
            continue
        before, now = origin(number - 1), origin(number)
        if (number - 1 in found and now[1] == before[1]) or _rises(seen, number, before, now):
            found.add(number)
    return frozenset(number for number in found if text[number].isdigit() or number + 1 in found)


def with_raised(printed: list[Printed], numbers: frozenset[int], seen: Any) -> Iterator[Printed]:
    """Characters with raised digits as such, and without the line ends that PDFium sees behind them."""
    base = after = -1
    for number, one in enumerate(printed):
        if number in numbers:
            base = number - 1 if number - 1 not in numbers else base
            after = number
            yield Printed(superscript(one.character), one.box)
        elif after == number - 1 >= 0 and one.character in ("\r", "\n") and _goes_on(printed, number, seen, base):
            after = number
        else:
            yield one


def _goes_on(printed: list[Printed], number: int, seen: Any, base: int) -> bool:
    """Whether the line of a character goes on behind a line end."""
    while number < len(printed) and printed[number].character in ("", "\r", "\n"):
        number += 1
    if number == len(printed):
        return False
    (x, y), (base_x, base_y) = _origin(seen, number), _origin(seen, base)
    return abs(y - base_y) < 1 and x > base_x


def _rises(seen: Any, number: int, before: tuple[float, float], now: tuple[float, float]) -> bool:
    from pypdfium2.raw import FPDFText_GetCharAngle, FPDFText_GetCharBox

    rise, left, right, bottom, top = now[1] - before[1], *(c_double() for _ in range(4))
    if rise <= 0 or not FPDFText_GetCharBox(seen.raw, number, left, right, bottom, top):
        return False
    height = max(top.value - bottom.value, 2 * (right.value - left.value))  # a sign is wide and low
    upright = FPDFText_GetCharAngle(seen.raw, number) == 0
    return upright and LEAST_RISE * height < rise < MOST_RISE * height and 0 < now[0] - before[0] < 6 * height


def _origin(seen: Any, number: int) -> tuple[float, float]:
    from pypdfium2.raw import FPDFText_GetCharOrigin

    x, y = c_double(), c_double()
    FPDFText_GetCharOrigin(seen.raw, number, x, y)
    return x.value, y.value
