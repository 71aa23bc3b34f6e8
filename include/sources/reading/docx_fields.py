"""Fields of a Word document (ECMA-376 part 1, 17.16): what they show, not what they were told to compute."""

import re
from collections.abc import Callable

from include.sources.reading.docx_paragraph import Field, Paragraph
from include.sources.reading.office_package import Attributes, End, Start, is_on, whole_number

_PAGE_NUMBER = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


class Fields:
    """Handlers for the elements of fields and of old forms.

    Args:
        paragraph: the one that is being read.
        append: adds text to it.
    """

    def __init__(self, paragraph: Callable[[], Paragraph], append: Callable[[str], object]) -> None:
        self._paragraph, self._append = paragraph, append
        self._instruction: list[str] = []
        self._form: list[str] = []
        self._chosen = 0

    def add_to(self, starts: dict[str, Start], ends: dict[str, End]) -> None:
        """Add the handlers; the text of an instruction comes to `told`."""
        starts |= {
            "w:fldChar": self._mark,
            "w:fldSimple": lambda found: self._instruct(found.get("w:instr", "")),
            "w:checkBox": lambda _: setattr(self, "_form", ["☐"]),
            "w:default": self._tick,
            "w:checked": self._tick,
            "w:ddList": lambda _: self._begin_choice(),
            "w:result": lambda found: setattr(self, "_chosen", whole_number(found) or 0),
            "w:listEntry": lambda found: self._form.append(found.get("w:val", "")),
        }
        ends["w:ffData"] = self._end_form

    def told(self, instruction: str) -> None:
        """A part of an instruction."""
        self._instruction.append(instruction)

    def end_instruction(self) -> None:
        """All parts of it were told."""
        self._instruct("".join(self._instruction))
        self._instruction.clear()

    def _mark(self, found: Attributes) -> None:
        kind, fields, parts = found.get("w:fldCharType"), self._paragraph().fields, self._paragraph().parts
        if kind == "begin":
            fields.append(Field(len(parts)))
        elif kind in ("separate", "end") and fields:
            now = fields[-1]
            if not now.answered:
                del parts[now.start :]
            if kind == "separate":
                now.answered = True
            elif len(parts) == fields.pop().start:
                self._append(now.shown)

    def _instruct(self, instruction: str) -> None:
        self._paragraph().page_number |= _PAGE_NUMBER.search(instruction) is not None

    def _begin_choice(self) -> None:
        self._form, self._chosen = [], 0

    def _tick(self, found: Attributes) -> None:
        if self._form in (["☐"], ["☒"]):
            self._form = ["☒" if is_on(found) else "☐"]

    def _end_form(self) -> None:
        fields = self._paragraph().fields
        if self._form and fields:
            fields[-1].shown = self._form[min(max(self._chosen, 0), len(self._form) - 1)]
        self._form, self._chosen = [], 0
