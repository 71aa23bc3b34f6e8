"""Small PDF files, made from what is drawn on their pages."""

from collections.abc import Iterable

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_ROOM = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n"


class PdfFile:
    """Numbered objects, then a table of where they are."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def add(self, body: str | bytes = b"") -> str:
        """An object; what refers to it."""
        self._objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return f"{len(self._objects)} 0 R"

    def put(self, reference: str, body: str) -> None:
        """The body of an object that was added before."""
        self._objects[int(reference.split()[0]) - 1] = body.encode("latin-1")

    def stream(self, data: str, entries: str = "") -> str:
        content = data.encode("latin-1")
        head = f"<< /Length {len(content)} {entries} >>\nstream\n".encode("latin-1")
        return self.add(head + content + b"\nendstream")

    def font_with_letters(self, letters: dict[int, str]) -> str:
        """A font that says of codes which letters they show; of the others, ASCII."""
        chars = "".join(f"<{code:02X}> <{text.encode('utf-16-be').hex()}>\n" for code, text in letters.items())
        cmap = f"{_ROOM}1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        cmap += f"{len(letters)} beginbfchar\n{chars}endbfchar\n"
        cmap += "1 beginbfrange\n<20> <7E> <0020>\nendbfrange\nendcmap\nend end"
        names = " ".join(f"{code} /x{code}" for code in letters)
        return self.add(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding << /Type /Encoding /Differences "
            f"[{names}] >> /ToUnicode {self.stream(cmap)} >>"
        )

    def finish(self, pages: Iterable[str], font: str = "", page: str = "", root: str = "") -> bytes:
        """The file: what is drawn on each page, in fonts F1 (given, or Helvetica) and F2 (Helvetica)."""
        plain = self.add(HELVETICA)
        tree, kids = self.add(), []
        for drawn in pages:
            fonts = f"/Resources << /Font << /F1 {font or plain} /F2 {plain} >> >>"
            content = self.stream(drawn)
            kids.append(self.add(f"<< /Type /Page /Parent {tree} /Contents {content} {fonts} {page} >>"))
        self.put(tree, f"<< /Type /Pages /MediaBox [0 0 595 842] /Kids [{' '.join(kids)}] /Count {len(kids)} >>")
        return self._bytes(self.add(f"<< /Type /Catalog /Pages {tree} {root} >>"))

    def _bytes(self, root: str) -> bytes:
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self._objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
        trailer = f"trailer\n<< /Size {len(places) + 1} /Root {root} >>\nstartxref\n{start}\n%%EOF\n"
        return bytes(out) + trailer.encode()


def lines(*texts: str, x: int = 60, y: int = 780, size: int = 12) -> str:
    """Lines of text below each other, 16 points apart."""
    shown = "".join(f"({text}) Tj T* " for text in texts)
    return f"BT /F1 {size} Tf {x} {y} Td 16 TL {shown}ET "


def printed(*texts: str) -> bytes:
    """A page of lines."""
    return PdfFile().finish([lines(*texts)])


def form(fields: Iterable[str], *texts: str) -> bytes:
    """A page of lines, and fields on it: the entries of each."""
    file = PdfFile()
    widgets = " ".join([file.add(f"<< /Type /Annot /Subtype /Widget {field} >>") for field in fields])
    return file.finish([lines(*texts)], page=f"/Annots [{widgets}]", root=f"/AcroForm << /Fields [{widgets}] >>")


def remark(entries: str, *texts: str) -> bytes:
    """A page of lines with an annotation on it."""
    file = PdfFile()
    return file.finish([lines(*texts)], page=f"/Annots [{file.add(f'<< /Type /Annot {entries} >>')}]")
