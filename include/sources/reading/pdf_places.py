"""Answers of a form where they stand: beside or below the words that ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from include.sources.reading.pdf_overlays import TICKED, Box, Overlay

NEAR_POINTS = 200.0
"""How far the words beside a field may be from it."""
ABOVE_POINTS = 24.0
"""How far above a field the line may be that names it."""

SAME_LINE_POINTS = 5.0
"""How far below others of its line a letter may reach."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A character and where it is printed; None of a space or a line end that only separates."""

    character: str
    box: Box | None = None


def filled_in(printed: Sequence[Printed], overlays: Sequence[Overlay]) -> str:
    """Returns the text of a page with its answers in place; what has no place follows it."""
    before: dict[int, list[str]] = {}
    after: dict[int, list[str]] = {}
    last: list[str] = []
    for overlay in sorted(overlays, key=lambda one: one.box[0] if one.box else 0.0):
        if overlay.box and _is_printed(printed, overlay):
            continue
        left, right = _beside(printed, overlay.box) if overlay.box else (None, None)
        if overlay.text == TICKED and right is not None:
            before.setdefault(right, []).append(f"{TICKED} ")
        elif left is not None:
            after.setdefault(_end(printed, left), []).append(f" {overlay.text}")
        elif overlay.box and overlay.text != TICKED and (above := _above(printed, overlay.box)) is not None:
            after.setdefault(_end(printed, above, line=True), []).append(f"\n{overlay.text}")
        else:
            between = " " if overlay.text == TICKED else ": "
            named = (overlay.text, overlay.label) if overlay.text == TICKED else (overlay.label, overlay.text)
            last.append(between.join(part for part in named if part))
    text = "".join(
        "".join([*before.get(number, ()), one.character, *after.get(number, ())]) for number, one in enumerate(printed)
    )
    return "\n".join([*([text] if text.strip() else []), *last])


def _is_printed(printed: Sequence[Printed], overlay: Overlay) -> bool:
    """Whether the page shows the answer at the place of its field already."""
    inside = "".join(one.character for one in printed if one.box and overlay.box and _middle_in(one.box, overlay.box))
    return bool(inside) and "".join(inside.split()) == "".join(overlay.text.split())


def _beside(printed: Sequence[Printed], field: Box) -> tuple[int | None, int | None]:
    """The nearest character to the left and the nearest to the right of a field, on its line."""
    left = right = None
    for number, one in enumerate(printed):
        if not one.box or one.character.isspace() or not _on_its_line(one.box, field):
            continue
        if field[0] - NEAR_POINTS < one.box[2] <= field[0] + 2 and (
            left is None or one.box[2] > _box(printed, left)[2]
        ):
            left = number
        if field[2] - 2 <= one.box[0] < field[2] + NEAR_POINTS and (
            right is None or one.box[0] < _box(printed, right)[0]
        ):
            right = number
    return left, right


def _above(printed: Sequence[Printed], field: Box) -> int | None:
    """The last character of the nearest line above a field."""
    found: int | None = None
    for number, one in enumerate(printed):
        if not one.box or one.character.isspace() or not field[0] - 20 <= one.box[0] <= field[2]:
            continue
        near = -2 <= one.box[1] - field[3] <= ABOVE_POINTS
        if near and (found is None or one.box[1] <= _box(printed, found)[1] + SAME_LINE_POINTS):
            found = number
    return found


def _end(printed: Sequence[Printed], number: int, *, line: bool = False) -> int:
    """The last character of the word, or of the line, that a character is in."""
    while number + 1 < len(printed) and not (
        printed[number + 1].character in ("\r", "\n") if line else printed[number + 1].character.isspace()
    ):
        number += 1
    return number


def _box(printed: Sequence[Printed], number: int) -> Box:
    return printed[number].box or (0.0, 0.0, 0.0, 0.0)


def _on_its_line(box: Box, field: Box) -> bool:
    middle = (box[1] + box[3]) / 2
    return field[1] - 2 <= middle <= min(field[3], field[1] + 60) + 2


def _middle_in(box: Box, field: Box) -> bool:
    return field[0] <= (box[0] + box[2]) / 2 <= field[2] and field[1] <= (box[1] + box[3]) / 2 <= field[3]
