"""The parts of a DOCX, XLSX, PPTX or EPUB file: which there are, how they point at each other, their XML as a stream.

Nothing outside the file is ever opened; a part that declares entities is refused, so that none grows.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from include.errors import UnreadableDocument

LARGEST_UNPACKED_BYTES = 200 * 1024 * 1024
LARGEST_PART_BYTES = 100 * 1024 * 1024
"""Of XML: ten thousand pages, read in half a minute. Pictures, which are not read, may be larger."""
_ESCAPED = re.compile("_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")
_OLE = b"\xd0\xcf\x11\xe0"
_OLD = {"DOCX": ".doc", "XLSX": ".xls", "PPTX": ".ppt"}
_PREFIXES = {
    "spreadsheetml/main": "s",
    "spreadsheetml/2006/main": "s",
    "presentationml/main": "p",
    "presentationml/2006/main": "p",
    "wordprocessingml/main": "w",
    "wordprocessingml/2006/main": "w",
    "officeDocument/math": "m",
    "officeDocument/2006/math": "m",
    "officeDocument/relationships": "r",
    "officeDocument/2006/relationships": "r",
    "drawingml/main": "a",
    "drawingml/2006/main": "a",
    "drawingml/diagram": "dgm",
    "drawingml/2006/diagram": "dgm",
    "drawingml/chart": "c",
    "drawingml/2006/chart": "c",
    "markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "package/2006/relationships": "rel",
    "opendocument:xmlns:container": "ocf",
    "idpf.org/2007/opf": "opf",
    "daisy.org/z3986/2005/ncx/": "ncx",
    "purl.org/dc/elements/1.1/": "dc",
    "2001/04/xmlenc#": "enc",
}
"""By the end of their names, so that the strict and the transitional form are one."""

Attributes = dict[str, str]
Start = Callable[[Attributes], object]
"""Called where an element begins; when it says true, the element is passed over, and so is its end."""
End = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Relation:
    """One part points at another."""

    kind: str
    """The last word of its type, as `styles`."""
    target: str


class _Names(dict[str, str]):
    """From `namespace name`, as expat says it, to `w:name`."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        short = next((prefix for end, prefix in _PREFIXES.items() if space.endswith(end)), "" if not space else "x")
        self[name] = f"{short}:{local}" if short else local
        return self[name]


class Package:
    """An opened file.

    Args:
        data: of the file.
        kind: what people call such a file.

    Raises:
        UnreadableDocument: it is none of that kind, or unpacks to too much.
    """

    def __init__(self, data: bytes, kind: str = "DOCX") -> None:
        self._kind = kind
        none = f"it is not {'an' if kind[0] in 'EX' else 'a'} {kind} file"
        if data.startswith(_OLE) and kind in _OLD:
            raise UnreadableDocument(f"{none} (an old {_OLD[kind]}, or locked with a password); save it as {kind}")
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableDocument(f"{none} (no zip archive)") from error
        unpacked = sum(item.file_size for item in self._archive.infolist())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise UnreadableDocument(f"it unpacks to {unpacked:,} bytes; the limit is {LARGEST_UNPACKED_BYTES:,}")
        self._parts = {name.replace("\\", "/").lstrip("/").lower(): name for name in self._archive.namelist()}

    def has(self, part: str) -> bool:
        return part.lower() in self._parts

    def main_part(self, otherwise: str = "word/document.xml") -> str:
        """Says where the text is, or the list of what has it."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.has(relation.target):
                return relation.target
        return otherwise

    def relations(self, part: str) -> dict[str, Relation]:
        """Returns what a part points at, by id; nothing where that cannot be read."""
        folder, name = posixpath.split(part)
        listed: dict[str, Relation] = {}

        def relationship(found: Attributes) -> None:
            if found.get("TargetMode") != "External" and "Id" in found:
                target = posixpath.normpath(posixpath.join("/", folder, found.get("Target", ""))).lstrip("/")
                listed[found["Id"]] = Relation(found.get("Type", "").rpartition("/")[2], target)

        self.read_if_there(posixpath.join(folder, "_rels", f"{name}.rels"), {"rel:Relationship": relationship}, {})
        return listed

    def bytes_of(self, part: str) -> bytes:
        """Returns a whole part; nothing where it is missing or broken."""
        try:
            return self._archive.read(self._parts[part.lower()])
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
            return b""

    def whole(self, part: str) -> bytes:
        """Returns a whole part.

        Raises:
            UnreadableDocument: it is missing, empty, broken or too large.
        """
        self._check_size(part)
        data = self.bytes_of(part)
        if not data:
            raise UnreadableDocument("it is missing or broken")
        return data

    def read(
        self, part: str, starts: Mapping[str, Start], ends: Mapping[str, End], text: Callable[[str], object]
    ) -> None:
        """Call what is given for each element of a part, by `prefix:name`.

        Raises:
            UnreadableDocument: the part is missing or broken.
        """
        self._check_size(part)
        try:
            with self._archive.open(self._parts[part.lower()]) as file:
                parser = _Handlers(starts, ends, text).parser()
                while chunk := file.read(1 << 16):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except KeyError as error:
            raise UnreadableDocument(f"it is a broken {self._kind} file ({part} is missing)") from error
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError) as error:
            raise UnreadableDocument(f"it is a broken {self._kind} file ({part}: {error})") from error
        except (NotImplementedError, RuntimeError) as error:  # a way of packing, or a password, that zipfile has not
            raise UnreadableDocument(f"it is a {self._kind} file that cannot be unpacked ({error})") from error

    def _check_size(self, part: str) -> None:
        name = self._parts.get(part.lower())
        size = self._archive.getinfo(name).file_size if name is not None else 0
        if size > LARGEST_PART_BYTES:
            raise UnreadableDocument(f"its {part} unpacks to {size:,} bytes; the limit is {LARGEST_PART_BYTES:,}")

    def read_if_there(self, part: str, starts: Mapping[str, Start], ends: Mapping[str, End]) -> None:
        """Reads a part beside the text; one that is missing or broken costs nothing but itself."""
        if self.has(part):
            try:
                self.read(part, starts, ends, lambda _: None)
            except UnreadableDocument:
                return


def is_on(found: Attributes) -> bool:
    """Says whether a property that stands there says yes."""
    return found.get("w:val", "1") not in ("0", "false", "off")


def unescaped(text: str) -> str:
    """Returns a text of a sheet or a slide with the characters that XML has not, which are there by their numbers."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def whole_number(found: Attributes, name: str = "w:val") -> int | None:
    """Returns a number of an attribute; None where it is none."""
    value = found.get(name, "").strip()
    return int(value) if value.lstrip("-").isdecimal() and value.isascii() and len(value) < 10 else None


class _Handlers:
    """What is called for the elements of one part; what is passed over reaches none of them."""

    def __init__(self, starts: Mapping[str, Start], ends: Mapping[str, End], text: Callable[[str], object]) -> None:
        self._starts, self._ends, self._text = starts, ends, text
        self._names = _Names()
        self._skipped = 0
        """Depth in an element that is passed over."""

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._skipped:
            self._skipped += 1
        elif (called := self._starts.get(self._names[name])) is not None:
            named = {self._names[key]: value for key, value in attributes.items()}
            self._skipped = int(called(named) is True)

    def _end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif (called := self._ends.get(self._names[name])) is not None:
            called()

    def _characters(self, data: str) -> None:
        if not self._skipped:
            self._text(data)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: bool) -> None:
        if has_subset:  # books of before EPUB 3 name a type, and declare nothing
            raise ValueError("it declares a document type")
