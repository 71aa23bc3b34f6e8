"""DOCX as Markdown: what Word shows of a file, read as a stream.

In order: headers (each once), the text with its boxes, notes and comments after the paragraph they hang on, notes at
the end, footers. Sizes are checked before unpacking; nothing outside the file is opened.
"""

from include.errors import UnreadableDocument
from include.sources.reading.docx_entries import Entry, Markdown, Said, flat, markdown
from include.sources.reading.docx_notes import read_notes
from include.sources.reading.docx_story import Context, Story
from include.sources.reading.docx_styles import Lists, Styles
from include.sources.reading.office_package import Package, Relation
from include.sources.reading.office_pictures import chart_texts, diagram_texts
from include.sources.reading.text import decode

DEEPEST_DOCUMENT = 2
"""Documents in documents (`altChunk`) that are read."""


def docx_text(data: bytes, depth: int = 0) -> str:
    """Returns Markdown of a document.

    Raises:
        UnreadableDocument: it is no DOCX, its text is broken, or it unpacks to too much.
    """
    return _Document(Package(data), depth).text()


class _Document:
    def __init__(self, package: Package, depth: int) -> None:
        self._package, self._depth = package, depth
        self._told: set[str] = set()
        """Parts that stand in the text already."""
        self._main = package.main_part()
        self._relations = package.relations(self._main)
        styles = Styles(package, self._part("styles", "word/styles.xml"))
        lists = Lists(package, self._part("numbering", "word/numbering.xml"), styles)
        bare = Context(styles, lists, lambda *_: [], self._embedded)
        self._notes = {kind: read_notes(package, self._part(f"{kind}s", ""), kind, bare) for kind in _NOTES}
        self._context = Context(styles, lists, self._note, self._embedded)

    def text(self) -> str:
        story = Story(self._context)
        story.read(self._package, self._main)
        before, after = self._running(story, "header"), self._running(story, "footer")
        return markdown([*before, *story.entries, *story.endnotes, *after])

    def _part(self, kind: str, otherwise: str) -> str:
        return next((found.target for found in self._relations.values() if found.kind == kind), otherwise)

    def _note(self, kind: str, number: str) -> list[Entry]:
        return self._notes[kind].pop(number, [])

    def _running(self, story: Story, kind: str) -> list[Entry]:
        """Headers or footers that are shown, each text once."""
        settings = self._package.bytes_of(self._part("settings", "word/settings.xml"))
        shown: dict[str, list[Entry]] = {}
        for _, pages, relation in (section for section in story.sections if section[0] == kind):
            if pages == "even" and b"evenAndOddHeaders" not in settings:
                continue
            entries = self._running_part(self._relations.get(relation))
            shown.setdefault(flat(entries), entries)
        return [entry for entries in shown.values() for entry in entries]

    def _running_part(self, found: Relation | None) -> list[Entry]:
        if found is None or not self._package.has(found.target):
            return []
        story = Story(self._context, running=True)
        try:
            story.read(self._package, found.target)
        except UnreadableDocument:
            return []
        return [Said(entry.text) if isinstance(entry, Said) else entry for entry in story.entries]

    def _embedded(self, relation: str) -> list[Entry]:
        """What else is in the file and shown: a diagram, a chart, another document; a broken one costs itself.

        Each is told once: a file of a few KB could else repeat one without end.
        """
        found = self._relations.get(relation)
        if found is None or found.target in self._told:
            return []
        self._told.add(found.target)
        if found.kind == "diagramData":
            return [Said(text) for text in diagram_texts(self._package, found.target)]
        if found.kind == "chart":
            return [Said(text) for text in chart_texts(self._package, found.target)]
        try:
            text = self._other_document(found) if found.kind == "aFChunk" and self._depth < DEEPEST_DOCUMENT else ""
        except UnreadableDocument:
            text = ""
        return [Markdown(text)] if text else []

    def _other_document(self, found: Relation) -> str:
        data, ending = self._package.bytes_of(found.target), found.target.rpartition(".")[2].lower()
        if ending in ("htm", "html", "xhtml"):
            from include.sources.reading.html import read_html

            return read_html(data).text
        if ending in ("docx", "docm", "dotx"):
            return docx_text(data, self._depth + 1)
        return markdown([Said(decode(data))]) if ending == "txt" else ""


_NOTES = ("footnote", "endnote", "comment")
