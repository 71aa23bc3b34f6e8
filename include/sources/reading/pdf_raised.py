"""Raised digits on a page of a PDF: 10⁶ is not 106, and a note's number is no part of the number before it."""

from collections.abc import Sequence
from ctypes import c_double
from typing import Any

from include.sources.reading.blocks import superscript
from include.sources.reading.pdf_places import Printed

_DIGITS = frozenset("0123456789+-−")
_LINE_END = ("\r", "\n")
LONGEST_LINE_END = 2
LEAST_RISE, MOST_RISE = 0.25, 2.0
"""By how much of its own height a digit is raised above its neighbour."""
LARGEST_RAISED = 0.9
"""Height of a raised digit, in that of another."""


def raised_digits(seen: Any) -> frozenset[int]:
    """Returns numbers of the characters of a text page that are raised digits, or signs before them."""
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
        last = _before(text, number)
        if text[number] not in _DIGITS or not (text[last].isalnum() or text[last] in ")]−+-"):
            continue
        before, now = origin(last), origin(number)
        if last in found:
            raised = now[1] == before[1]
        else:
            raised = _rises(seen, number, before, now) and not (text[last].isdigit() and _as_high(seen, last, number))
        if raised:
            found.add(number)
    return frozenset(number for number in found if text[number].isdigit() or number + 1 in found)


def with_raised(printed: Sequence[Printed], numbers: frozenset[int], seen: Any) -> list[Printed]:
    """Returns characters with raised digits as such, and without the line ends that PDFium sees around them."""
    base = after = -1
    text = [one.character for one in printed]
    whole: list[Printed] = []
    for number, one in enumerate(printed):
        if number in numbers:
            base = base if (last := _before(text, number)) in numbers else last
            after = number
            while whole and whole[-1].character in _LINE_END:
                whole.pop()
            whole.append(Printed(superscript(one.character), one.box))
        elif after == number - 1 >= 0 and one.character in _LINE_END and _goes_on(printed, number, seen, base):
            after = number
        else:
            whole.append(one)
    return whole


def _before(text: Sequence[str], number: int) -> int:
    """The character before another, past a line end."""
    last = number - 1
    while last and number - last <= LONGEST_LINE_END and text[last] in _LINE_END:
        last -= 1
    return last


def _goes_on(printed: Sequence[Printed], number: int, seen: Any, base: int) -> bool:
    """Whether the line of a character goes on behind a line end."""
    while number < len(printed) and printed[number].character in ("", *_LINE_END):
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


def _as_high(seen: Any, first: int, second: int) -> bool:
    """Whether two digits are of one size; then the second is no power of the first."""
    from pypdfium2.raw import FPDFText_GetCharBox

    heights = []
    for number in (first, second):
        left, right, bottom, top = (c_double() for _ in range(4))
        FPDFText_GetCharBox(seen.raw, number, left, right, bottom, top)
        heights.append(top.value - bottom.value)
    return heights[1] > LARGEST_RAISED * heights[0]


def _origin(seen: Any, number: int) -> tuple[float, float]:
    from pypdfium2.raw import FPDFText_GetCharOrigin

    x, y = c_double(), c_double()
    FPDFText_GetCharOrigin(seen.raw, number, x, y)
    return x.value, y.value
