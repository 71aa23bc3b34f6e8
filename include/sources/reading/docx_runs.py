"""Runs of a Word document while they are being read: some are hidden, raised, or letters of a font of pictures.

A run is ECMA-376 part 1, 17.3.2; a reading, which stands above its word, is 17.3.3.24.
"""

from collections.abc import Callable

from include.sources.reading.blocks import raised
from include.sources.reading.docx_paragraph import Paragraph, Run
from include.sources.reading.docx_styles import Styles
from include.sources.reading.office_package import Attributes, End, Start, is_on, whole_number
from include.sources.reading.symbols import has_pictures, symbols


class Runs:
    """Handlers for the elements of runs and of readings above words.

    Args:
        paragraph: the one that is being read.
        append: adds text to it.
        styles: of the document.
    """

    def __init__(self, paragraph: Callable[[], Paragraph], append: Callable[[str], object], styles: Styles) -> None:
        self._paragraph, self._append, self._styles = paragraph, append, styles
        self._readings: list[str] = []

    def add_to(self, starts: dict[str, Start], ends: dict[str, End]) -> None:
        """Add the handlers."""
        starts |= {
            "w:r": lambda _: self._begin(),
            "w:rt": lambda _: self._begin(),
            "w:rStyle": lambda found: self._set("style", found.get("w:val", "")),
            "w:rFonts": lambda found: self._set("font", _picture_font(found)),
            "w:vanish": lambda found: self._set("hidden", is_on(found)),
            "w:vertAlign": lambda found: self._set("raised", found.get("w:val") == "superscript"),
            "w:position": lambda found: self._set("raised", (whole_number(found) or 0) > 0),
        }
        ends |= {"w:r": self._end, "w:rt": self._end_reading, "w:ruby": self._end_ruby}

    def _begin(self) -> None:
        paragraph = self._paragraph()
        paragraph.runs.append(Run(len(paragraph.parts)))

    def _set(self, name: str, value: object) -> None:
        paragraph = self._paragraph()
        if paragraph.runs and not paragraph.in_properties:
            setattr(paragraph.runs[-1], name, value)

    def _end(self) -> None:
        paragraph = self._paragraph()
        run = _last(paragraph)
        hidden = run.hidden if run.hidden is not None else self._is_hidden(run.style, paragraph.style)
        if hidden:
            del paragraph.parts[run.start :]
        elif run.font:
            text = "".join(paragraph.parts[run.start :])
            paragraph.parts[run.start :] = [symbols(text, run.font)]
        elif run.raised:
            paragraph.parts[run.start :] = [raised("".join(paragraph.parts[run.start :]))]

    def _is_hidden(self, *styles: str) -> bool:
        return any(style and self._styles.hidden(style) for style in styles)

    def _end_reading(self) -> None:
        paragraph = self._paragraph()
        start = _last(paragraph).start
        self._readings.append("".join(paragraph.parts[start:]).strip())
        del paragraph.parts[start:]

    def _end_ruby(self) -> None:
        if any(self._readings):
            self._append(f"({''.join(self._readings)})")
        self._readings.clear()


def _last(paragraph: Paragraph) -> Run:
    """The run that ends now; in a broken file none may have begun."""
    return paragraph.runs.pop() if paragraph.runs else Run(len(paragraph.parts))


def _picture_font(found: Attributes) -> str:
    """The font of a run, where its letters are pictures."""
    name = found.get("w:ascii", "") or found.get("w:hAnsi", "")
    return name if has_pictures(name) else ""
