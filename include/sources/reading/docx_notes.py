"""Footnotes, endnotes and comments: many small stories in one part."""

from include.errors import UnreadableDocument
from include.sources.reading.blocks import clean
from include.sources.reading.docx_entries import Entry, Said, flat
from include.sources.reading.docx_story import Context, Story
from include.sources.reading.office_package import Attributes, Package


def read_notes(package: Package, part: str, kind: str, context: Context) -> dict[str, list[Entry]]:
    """Returns notes of a part by their ids; none where the part is missing or broken.

    Args:
        package: the file.
        part: its name.
        kind: `footnote`, `endnote` or `comment`, which begins with the name of who made it.
        context: of the document, in which notes have no notes.
    """
    if not package.has(part):
        return {}
    notes: dict[str, list[Entry]] = {}
    now: list[str] = ["", ""]
    story = Story(context)
    starts, ends = story.handlers()

    def begin(found: Attributes) -> bool:
        now[:] = found.get("w:id", ""), clean(found.get("w:author", "")).strip()
        return "w:type" in found and found["w:type"] not in ("normal", "")  # lines that set notes apart from the text

    def end() -> None:
        story.finish()
        entries, author = list(story.entries), now[1]
        if kind == "comment" and (text := flat(entries)):
            entries = [Said(f"{author}: {text}" if author else text)]
        notes[now[0]] = entries
        story.entries.clear()

    try:
        package.read(part, {**starts, f"w:{kind}": begin}, {**ends, f"w:{kind}": end}, story.characters)
    except UnreadableDocument:
        return notes
    return notes
