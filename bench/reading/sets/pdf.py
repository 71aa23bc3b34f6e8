"""PDF: letters, lines, places, forms, remarks."""

import io
from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader
from bench.reading.pdf_files import PdfFile, form, lines, printed, remark

PLAIN = "text/plain"


def _lettered(letters: dict[int, str], *texts: str) -> bytes:
    file = PdfFile()
    return file.finish([lines(*texts)], font=file.font_with_letters(letters))


def _drawn(*pages: str, page: str = "") -> bytes:
    return PdfFile().finish(pages, page=page)


def _half_unknown() -> bytes:
    """A page in plain letters, and one in a font that does not say what its glyphs are."""
    file = PdfFile()
    glyphs = " ".join(f"/g{number}" for number in range(90))
    coding = f"<< /Type /Encoding /Differences [33 {glyphs}] >>"
    font = file.add(f"<< /Type /Font /Subtype /Type1 /BaseFont /X+Foo /Encoding {coding} >>")
    return file.finish([lines("Words of a page.").replace("F1", "F2"), lines("Dq rwkhu sdjh")], font=font)


def _named(*names: str) -> bytes:
    """Letters that are drawings with names, as plots have them, shown by codes that say nothing."""
    file = PdfFile()
    glyph = file.stream("10 0 0 0 10 10 d1 0 0 10 10 re f")
    drawings = " ".join(f"/{name} {glyph}" for name in names)
    coding = f"<< /Type /Encoding /Differences [65 {' '.join(f'/{name}' for name in names)}] >>"
    font = file.add(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 65 "
        f"/LastChar {64 + len(names)} /Widths [{' 6' * len(names)}] /CharProcs << {drawings} >> /Encoding {coding} >>"
    )
    return file.finish([lines("ABCDE")], font=font)


def _columns() -> str:
    left = lines("Left one", "Left two", x=60)
    return left + lines("Right one", "Right two", x=320)


_LIGATURES = {1: "ﬁ", 2: "ﬂ", 3: "ﬃ", 4: "ﬀ", 5: "ﬄ", 6: "ﬅ", 7: "ﬆ"}


def _field(entries: str, left: int = 200, right: int = 400, low: int = 776, kind: str = "/Tx") -> str:
    return f"/FT {kind} {entries} /Rect [{left} {low} {right} {low + 16}]"


_NAME = _field("/T (surname) /V (Quellenbrunn)")
_FIRST = _field("/T (b) /V (Ada)", left=450, right=500)
_TWO_LABELS = f"Surname:{' ' * 82}First:"
_BOX = "/FT /Btn /Rect [40 {low} 52 {high}]"
_RAISED = (
    "BT /F1 12 Tf 60 780 Td (5 x 10) Tj 5 Ts /F1 7 Tf (-12) Tj 0 Ts /F1 12 Tf ( kg, note) Tj 4 Ts /F1 7 Tf (3) Tj "
    "0 Ts /F1 12 Tf 0 -16 Td (Next 42) Tj ET BT /F1 10 Tf 60 700 Td [(e)]TJ /F1 7 Tf 5.6 3.6 Td [(2)]TJ /F1 10 Tf 4.5 "
    "-3.6 Td [( + 1)]TJ ET"
)
_LOWERED = (
    "BT /F1 12 Tf 60 780 Td (H) Tj -3 Ts /F1 7 Tf (2) Tj 0 Ts /F1 12 Tf (O in 2024) Tj ET "
    "BT /F1 12 Tf 0.7 0.7 -0.7 0.7 60 500 Tm (Plan 2030) Tj ET"
)
CASES = (
    Case("lines", printed("Two ropes are needed", "at the quay."), "Two ropes are needed at the quay."),
    Case(
        "ligatures",
        _lettered(_LIGATURES, "o\\003ce \\001ve \\002oor sta\\004 ba\\005e \\006op mu\\007"),
        "office five floor staff baffle stop must",
    ),
    Case(
        "what is no ligature stays",
        printed("10 m\\262 of \\275 a field, \\2515 and 5\\260"),
        "10 m² of ½ a field, ©5 and 5°",
    ),
    Case("full width stays", _lettered({1: "Ａ", 2: "①"}, "\\001 and \\002"), "Ａ and ①"),
    Case("accents put together", _lettered({1: "e\u0301", 2: "u\u0308"}, "caf\\001 f\\002r"), "café für"),
    Case(
        "chosen by place",
        form([_field("/T (c) /Opt [(Red) (Blue)] /I [1]", left=120, kind="/Ch")], "Colour:"),
        "Colour: Blue",
    ),
    Case(
        "accents drawn before their letters",
        PdfFile().finish(["BT /F1 12 Tf 60 780 Td [(G\\250) 440 (odel, it\\264s \\210q)] TJ ET"]),
        "Gödel, it´s ˆq",
    ),
    Case("raised digits", PdfFile().finish([_RAISED]), "5 x 10⁻¹² kg, note³ Next 42 e² + 1"),
    Case("digits that are not raised", PdfFile().finish([_LOWERED]), "H2O in 2024 Plan 2030"),
    Case("what servers add", printed("One page") + b"<script>added()</script>" * 200, "One page"),
    Case("soft hyphens", _lettered({1: "\u00ad"}, "Regen\\001schirm"), "Regenschirm"),
    Case("a word broken at a line end", printed("The hyphen-", "ation of words"), "The hyphenation of words"),
    Case("broken in a language with umlauts", printed("die B\\374cher-", "k\\344sten"), "die Bücherkästen"),
    Case(
        "a compound that stands elsewhere",
        printed("A well-known word. It is well-", "known."),
        "A well-known word. It is well-known.",
    ),
    Case("a name with a hyphen", printed("Anna Berg-", "Maier and COVID-", "19"), "Anna Berg-Maier and COVID-19"),
    Case("a dash at a line end", printed("It rains \\226", "and snows"), "It rains – and snows"),
    Case("a list", printed("\\225 bread", "\\225 butter", "1. salt"), "• bread • butter 1. salt"),
    Case("bullets of Symbol", _lettered({1: "\uf0b7"}, "\\001 bread", "\\001 butter"), "• bread • butter"),
    Case("Greek", _lettered({1: "α", 2: "β", 3: "Ω"}, "\\001\\002\\003 ohm"), "αβΩ ohm"),
    Case("radicals for characters", _lettered({1: "⼈", 2: "⽇"}, "\\001 \\002"), "人 日"),
    Case("Arabic by position", _lettered({1: "ﻻ"}, "\\001 \\001"), "لا لا"),
    Case("no-break spaces", printed("5\\240km to go"), "5 km to go"),
    Case("quotation marks", printed("\\223Yes\\224, he said"), "“Yes”, he said"),
    Case("columns", _drawn(_columns()), "Left one Left two Right one Right two"),
    Case("kerning", _drawn("BT /F1 12 Tf 60 700 Td [(W) 80 (ord) -250 (gap) -600 (far)] TJ ET"), "Word gap far"),
    Case("letters set apart", _drawn("BT /F1 12 Tf 4 Tc 60 600 Td (SPACED OUT) Tj ET"), "SPACED OUT"),
    Case("bold drawn twice", _drawn(lines("Bold words") + "BT /F1 12 Tf 60.3 780 Td (Bold words) Tj ET"), "Bold words"),
    Case("rotated text", _drawn("BT /F1 12 Tf 0 1 -1 0 100 300 Tm (Turned words) Tj ET"), "Turned words"),
    Case(
        "a rotated page",
        _drawn("BT /F1 12 Tf 0 1 -1 0 100 300 Tm (Turned words) Tj ET", page="/Rotate 90"),
        "Turned words",
    ),
    Case("the layer of a scan", _drawn("BT /F1 12 Tf 3 Tr 60 700 Td (Recognised words) Tj ET"), "Recognised words"),
    Case("beside the page", _drawn(lines("Seen words") + lines("unseen words", x=900)), "Seen words"),
    Case(
        "beside the part that is shown",
        _drawn(lines("Seen") + lines("cut off", y=100), page="/CropBox [0 400 595 842]"),
        "Seen",
    ),
    Case("pages", _drawn(lines("First page."), lines("Second page.")), "First page. Second page."),
    Case("a page without text", _drawn(lines("First page."), "", lines("Third page.")), "First page. Third page."),
    Case("a page in unknown letters", _half_unknown(), "Words of a page."),
    Case("letters with names alone", _named("x", "one", "degree", "plus", "Omega"), "x1°+Ω"),
    Case("an answer beside its label", form([_NAME], "Surname:"), "Surname: Quellenbrunn"),
    Case(
        "an answer below its label",
        form([_field("/T (a) /V (Hazelnuts)", left=60, low=756)], "Allergies"),
        "Allergies Hazelnuts",
    ),
    Case(
        "an answer far from any label",
        form([_field("/T (x) /TU (Place of birth) /V (Ulm)", low=100)], "Form A"),
        "Form A Place of birth: Ulm",
    ),
    Case("an answer of two on a line", form([_NAME, _FIRST], _TWO_LABELS), "Surname: Quellenbrunn First: Ada"),
    Case(
        "an answer of several lines", form([_NAME.replace("Quellenbrunn", "One\\nTwo")], "Surname:"), "Surname: One Two"
    ),
    Case("an empty field", form([_field("/T (surname)")], "Surname:"), "Surname:"),
    Case("a hidden field", form([f"/F 2 {_NAME}"], "Surname:"), "Surname:"),
    Case("a password", form([f"/Ff 8192 {_NAME}"], "Password:"), "Password:"),
    Case(
        "an answer that the page shows too",
        form([_field("/V (Quellenbrunn)", left=112)], "Surname:  Quellenbrunn"),
        "Surname: Quellenbrunn",
    ),
    Case(
        "a choice",
        form([_field("/V (de) /Opt [[(de) (Germany)] [(fr) (France)]]", kind="/Ch")], "Country:"),
        "Country: Germany",
    ),
    Case("several choices", form([_field("/V [(rye) (oat)]", kind="/Ch")], "Bread:"), "Bread: rye, oat"),
    Case(
        "ticked boxes",
        form(
            [
                f"/T (a) /AS /Yes /V /Yes {_BOX.format(low=778, high=790)}",
                f"/T (b) /AS /Off {_BOX.format(low=762, high=774)}",
            ],
            "by post",
            "by mail",
        ),
        "☒ by post by mail",
    ),
    Case("a button", form([f"/T (send) /Ff 65536 {_BOX.format(low=778, high=790)}"], "Send"), "Send"),
    Case(
        "text put on the page",
        remark("/Subtype /FreeText /Contents (Paid on Friday) /Rect [300 700 400 720]", "Invoice"),
        "Invoice Paid on Friday",
    ),
    Case("a note", remark("/Subtype /Text /Contents (Ask Ada) /Rect [300 700 320 720]", "Draft"), "Draft Ask Ada"),
    Case(
        "a link",
        remark(
            "/Subtype /Link /Contents (hint) /Rect [60 770 100 790] /A << /S /URI /URI (https://example.org) >>",
            "See there",
        ),
        "See there",
    ),
)


def _ours(data: bytes) -> Read:
    from include.sources.reading.pdf import read_pdf

    return Read(read_pdf(data).text, PLAIN)


def _plain(read: Callable[[bytes], str]) -> Reader:
    return lambda data: Read(read(data), PLAIN)


def _pypdf(data: bytes) -> str:
    import pypdf

    return "\n\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def _pdfium(data: bytes) -> str:
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        return "\n\n".join(page.get_textpage().get_text_range() for page in document)


def _pdfminer(data: bytes) -> str:
    from pdfminer.high_level import extract_text

    return str(extract_text(io.BytesIO(data)))


def _pdftext(data: bytes) -> str:
    from pdftext.extraction import plain_text_output

    return str(plain_text_output(data))


def _docling(data: bytes) -> str:
    from docling_parse.pdf_parser import DoclingPdfParser

    pages = DoclingPdfParser().load(io.BytesIO(data)).iterate_pages()
    return "\n\n".join("\n".join(line.text for line in page.textline_cells) for _, page in pages)


READERS: Mapping[str, Reader] = {
    OURS: _ours,
    "pypdf": _plain(_pypdf),
    "pypdfium2": _plain(_pdfium),
    "pdfminer.six": _plain(_pdfminer),
    "pdftext": _plain(_pdftext),
    "docling-parse": _plain(_docling),
}


def _book() -> bytes:
    return _drawn(
        *(lines(*(f"Line {n} of page {page} says a few words more." for n in range(45))) for page in range(200))
    )


LARGE: Mapping[str, Callable[[], bytes]] = {"200 pages": _book}
