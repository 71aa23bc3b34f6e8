"""Word documents, made from nothing, and the words that Word shows with all changes accepted."""

import io
import zipfile
from collections.abc import Mapping

from bench.reading.case import OURS, Case, Read, Reader

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = {
    "w": _W,
    "m": f"{_OFFICE}math",
    "r": f"{_OFFICE}relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
}
NAMES = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "document": "wordprocessingml.document.main",
    **{
        kind: f"wordprocessingml.{kind}"
        for kind in ["styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer"]
    },
    "diagramData": "drawingml.diagramData",
    "chart": "drawingml.chart",
}


def docx(body: str, parts: Mapping[str, str | bytes] | None = None, *, strict: bool = False) -> bytes:
    """A document.

    Args:
        body: WordprocessingML.
        parts: others by name and type, `styles:word/styles.xml`; the type's number is the id of its relation.
        strict: in the strict form of the standard.
    """
    extra = dict(parts or {})
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}relationships/{key.partition(":")[0]}" '
        f'Target="/{key.partition(":")[2]}"/>'
        for number, key in enumerate(extra, 1)
    )
    main = f'<Relationship Id="r" Type="{_OFFICE}relationships/officeDocument" Target="word/document.xml"/>'
    types = "".join(
        f'<Override PartName="/{key.partition(":")[2]}" ContentType="{_OPEN_XML}.{_TYPES[kind]}+xml"/>'
        for key in ("document:word/document.xml", *extra)
        if (kind := key.partition(":")[0]) in _TYPES
    )
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="html" ContentType="text/html"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{main}</Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
        **{key.partition(":")[2]: content for key, content in extra.items()},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            text = content.encode() if isinstance(content, str) else content
            archive.writestr(name, _strict(text) if strict else text)
    return file.getvalue()


def _strict(text: bytes) -> bytes:
    text = text.replace(_W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    return text.replace(f"{_OFFICE}relationships".encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")


def _run(text: str, properties: str = "") -> str:
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _p(*inner: str, properties: str = "", style: str = "") -> str:
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + properties
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(i if i.startswith('<') else _run(i) for i in inner)}</w:p>"


def _table(*rows: tuple[str, ...], properties: str = "") -> str:
    cells = ("".join(f"<w:tc>{c if c.startswith('<') else _p(c)}</w:tc>" for c in row) for row in rows)
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _case(name: str, body: str, words: str, *headings: tuple[int, str], parts: Mapping[str, str] | None = None) -> Case:
    return Case(name, docx(body, parts), words, headings)


def _styles(*styles: tuple[str, str, str]) -> dict[str, str]:
    """Id, name and what else each has."""
    listed = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{rest}</w:style>'
        for key, name, rest in styles
    )
    return {"styles:word/styles.xml": f"<w:styles {NAMES}>{listed}</w:styles>"}


def _part(kind: str, inner: str, root: str = "") -> dict[str, str]:
    root = root or f"w:{kind}s"
    return {f"{kind}s:word/{kind}s.xml": f"<{root} {NAMES}>{inner}</{root}>"}


def _box(text: str) -> str:
    return f"<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{_p(text)}</w:txbxContent></wps:txbx></wps:wsp></w:drawing>"


def _old_box(text: str) -> str:
    return f"<w:pict><v:shape><v:textbox><w:txbxContent>{_p(text)}</w:txbxContent></v:textbox></v:shape></w:pict>"


def _either(new: str, old: str) -> str:
    choice = f'<mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def _field(instruction: str, *result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    separate = mark("separate") if result else ""
    return f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{separate}{''.join(result)}{mark('end')}"


_LEVELS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for n, (kind, text) in enumerate([("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "")])
)
_HEADING_LEVELS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
    for n, text in enumerate(("%1", "%1.%2"))
)
_NUMBERING = _part(
    "numbering",
    f'<w:abstractNum w:abstractNumId="0">{_LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{_HEADING_LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>',
    "w:numbering",
)
_NUMBERING = {"numbering:word/numbering.xml": next(iter(_NUMBERING.values()))}
_BY = 'w:id="1" w:author="A"'


def _in_list(text: str, level: int = 0, number: int = 1, style: str = "") -> str:
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return _p(text, properties=listed, style=style)


def _formula(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def _m(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


_HEADINGS = (
    _case(
        "headings",
        _p("A", style="Title") + _p("B", style="Heading1") + _p("C", style="Heading2"),
        "A B C",
        (1, "A"),
        (2, "B"),
        (3, "C"),
        parts=_styles(("Title", "Title", ""), ("Heading1", "heading 1", ""), ("Heading2", "heading 2", "")),
    ),
    _case(
        "headings of a German Word",
        _p("B", style="berschrift1") + _p("x"),
        "B x",
        (2, "B"),
        parts=_styles(("berschrift1", "heading 1", "")),
    ),
    _case("localized name", _p("B", style="P1") + _p("x"), "B x", (2, "B"), parts=_styles(("P1", "Überschrift 1", ""))),
    _case(
        "built on a heading",
        _p("B", style="Own"),
        "B",
        (3, "B"),
        parts=_styles(("Own", "Chapter", '<w:basedOn w:val="H2"/>'), ("H2", "heading 2", "")),
    ),
    _case(
        "built on the title",
        _p("A", style="Title") + _p("Ann", style="Author"),
        "A Ann",
        (1, "A"),
        parts=_styles(("Title", "Title", ""), ("Author", "Author", '<w:basedOn w:val="Title"/>')),
    ),
    _case("outline level", _p("B", properties='<w:outlineLvl w:val="1"/>'), "B", (3, "B")),
    _case(
        "outline level of a style",
        _p("B", style="Own"),
        "B",
        (2, "B"),
        parts=_styles(("Own", "Own", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')),
    ),
    _case("style that is not defined", _p("B", style="Heading1"), "B", (2, "B")),
    _case(
        "style without an id",
        _p("yes"),
        "yes",
        parts={
            "styles:word/styles.xml": f'<w:styles {NAMES}><w:style><w:name w:val="heading 1"/></w:style></w:styles>'
        },
    ),
    _case("style built on itself", _p("yes", style="S"), "yes", parts=_styles(("S", "S", '<w:basedOn w:val="S"/>'))),
    _case(
        "numbered headings",
        _in_list("A", 0, 2, "Heading1") + _in_list("B", 1, 2, "Heading2"),
        "1 A 1.1 B",
        (2, "1 A"),
        (3, "1.1 B"),
        parts=_NUMBERING,
    ),
)
_LISTS = (
    _case(
        "list",
        _in_list("oil") + _in_list("red", 1) + _in_list("dark", 2) + _in_list("wax"),
        "1. oil a) red dark 2. wax",
        parts=_NUMBERING,
    ),
    _case("list that is not defined", _in_list("oil", 0, 42), "oil", parts=_NUMBERING),
)
_TABLES = (
    _case("table", _table(("Ship", "Berth"), ("Anna", "North 4")), "Ship Berth Anna North 4"),
    _case("table in a table", _table(("Depot", _p("outer") + _table(("n1", "s2")) + _p(""))), "Depot outer n1 s2"),
    _case(
        "merged cells",
        _table((_p("Sales"),), ("a", "b")).replace("<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', 1),
        "Sales a b",
    ),
    _case(
        "deleted row",
        _table(("a", "b")) + f"<w:tbl><w:tr><w:trPr><w:del {_BY}/></w:trPr><w:tc>{_p('no')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{_p('yes')}</w:tc></w:tr></w:tbl>",
        "a b yes",
    ),
    _case("heading in a table", _table((_p("B", style="Heading1") + _p("x"),)), "B x", (2, "B")),
)
_BOXES = (
    _case("box, both forms", _p("a", _either(_box("in the box"), _old_box("in the box"))) + _p("b"), "a in the box b"),
    _case("box, new form", _p("a", f"<w:r>{_box('in the box')}</w:r>") + _p("b"), "a in the box b"),
    _case("box, old form", _p("a", f"<w:r>{_old_box('in the box')}</w:r>") + _p("b"), "a in the box b"),
    _case("box, old form has the words", _p("a", _either("<w:drawing/>", _old_box("in the box"))), "a in the box"),
    _case(
        "drawn letters", _p("a", '<w:r><w:pict><v:shape><v:textpath string="SALE"/></v:shape></w:pict></w:r>'), "a SALE"
    ),
    _case(
        "content control",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{_p('chosen')}</w:sdtContent></w:sdt>"
        + _p(f"<w:sdt><w:sdtContent>{_run('in line')}</w:sdtContent></w:sdt>"),
        "chosen in line",
    ),
    _case(
        "smart tag",
        _p(f"<w:smartTag>{_run('Oslo')}</w:smartTag>", f"<w:customXml>{_run(' fjord')}</w:customXml>"),
        "Oslo fjord",
    ),
    _case(
        "diagram",
        _p("a", '<w:r><w:drawing><dgm:relIds r:dm="rId1"/></w:drawing></w:r>'),
        "a Plan Build",
        parts={
            "diagramData:word/d.xml": f"<dgm:dataModel {NAMES}><dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p>"
            "</dgm:t></dgm:pt><dgm:pt><a:t>Build</a:t></dgm:pt></dgm:dataModel>"
        },
    ),
    _case(
        "chart",
        _p("a", '<w:r><w:drawing><c:chart r:id="rId1"/></w:drawing></w:r>'),
        "a Sales North",
        parts={
            "chart:word/c.xml": f"<c:chartSpace {NAMES}><c:rich><a:p><a:t>Sales</a:t></a:p></c:rich><c:strCache>"
            "<c:pt><c:v>North</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>7</c:v></c:pt></c:numCache>"
            "</c:chartSpace>"
        },
    ),
    _case(
        "page in the document",
        _p("a") + '<w:altChunk r:id="rId1"/>',
        "a from HTML max_b",
        parts={"aFChunk:word/x.html": "<p>from HTML max_b"},
    ),
)
_CHANGES = (
    _case(
        "insertions and deletions",
        _p(
            "The price is ",
            f"<w:del {_BY}><w:r><w:delText>four</w:delText></w:r></w:del>",
            f"<w:ins {_BY}>{_run('six')}</w:ins>",
            " crowns.",
        ),
        "The price is six crowns.",
    ),
    _case(
        "moved",
        _p(f"<w:moveFrom {_BY}>{_run('The seller pays.')}</w:moveFrom>")
        + _p(f"<w:moveTo {_BY}>{_run('The seller pays.')}</w:moveTo>"),
        "The seller pays.",
    ),
    _case("deleted end of a paragraph", _p("over", properties=f"<w:rPr><w:del {_BY}/></w:rPr>") + _p("all"), "overall"),
    _case(
        "old properties",
        _p("x", properties='<w:pPrChange><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange>'),
        "x",
    ),
)
_RUNS = (
    _case(
        "as written",
        _p("max_open_files 5 * 3") + _p("# of seats") + _p("1. one") + _p("a\\b_c"),
        "max_open_files 5 * 3 # of seats 1. one a\\b_c",
    ),
    _case("hidden", _p("yes", _run("no", "<w:vanish/>"), _run(" and yes", '<w:vanish w:val="0"/>')), "yes and yes"),
    _case(
        "hidden by a style",
        _p("yes") + _p("no", style="H"),
        "yes",
        parts=_styles(("H", "H", "<w:rPr><w:vanish/></w:rPr>")),
    ),
    _case(
        "hyphens, tabs, breaks",
        _p(
            "<w:r><w:t>re</w:t><w:softHyphen/><w:t>do e</w:t><w:noBreakHyphen/><w:t>mail</w:t>"
            "<w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>",
            properties='<w:tabs><w:tab w:pos="9"/></w:tabs>',
        ),
        "redo e-mail a b",
    ),
    _case(
        "symbols",
        _p('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t> 5 </w:t><w:sym w:font="Symbol" w:char="F061"/></w:r>'),
        "✓ 5 α",
    ),
    _case(
        "ruby",
        _p(f"<w:r><w:ruby><w:rt>{_run('かな')}</w:rt><w:rubyBase>{_run('仮名')}</w:rubyBase></w:ruby></w:r>", "です"),
        "仮名(かな)です",
    ),
    _case("raised", _p("10", _run("6", '<w:vertAlign w:val="superscript"/>'), " m"), "10⁶ m"),
    _case("link", _p(f'<w:hyperlink r:id="rId9">{_run("the list")}</w:hyperlink>'), "the list"),
    _case(
        "formula",
        _p(
            _formula(
                f"<m:f><m:num>{_m('a+b')}</m:num><m:den>{_m('2')}</m:den></m:f>{_m('=')}"
                f"<m:sSup><m:e>{_m('x')}</m:e><m:sup>{_m('2')}</m:sup></m:sSup>"
                f"<m:d><m:e><m:sSub><m:e>{_m('y')}</m:e><m:sub>{_m('k')}</m:sub></m:sSub></m:e></m:d>"
            )
        ),
        "(a+b)/2=x²(y_k)",
    ),
)
_FIELDS = (
    _case("field", _p("see page ", _field("PAGEREF x", _run("7"))), "see page 7"),
    _case("field in a field", _p(_field(f"IF {_field('DATE', _run('no'))}", _run("yes"))), "yes"),
    _case("simple field", _p(f'<w:fldSimple w:instr="DATE">{_run("May 1")}</w:fldSimple>'), "May 1"),
    _case(
        "half a field", _p("and ", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "more") + _p("end"), "and more end"
    ),
    _case("end of no field", _p("and ", '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "more"), "and more"),
    _case(
        "old form",
        _p(
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox>'
            '</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            " tea",
        ),
        "☒ tea",
    ),
)
_NOTES = (
    _case(
        "footnote",
        _p("Lime", '<w:r><w:footnoteReference w:id="2"/></w:r>', " mortar.") + _p("Next."),
        "Lime mortar. Slaked. Next.",
        parts=_part(
            "footnote",
            f'<w:footnote w:type="separator" w:id="0">{_p("-no-")}'
            f'</w:footnote><w:footnote w:id="2">{_p("Slaked.")}</w:footnote>',
        ),
    ),
    _case(
        "endnote",
        _p("Lime.", '<w:r><w:endnoteReference w:id="2"/></w:r>') + _p("Next."),
        "Lime. Next. Slaked.",
        parts=_part("endnote", f'<w:endnote w:id="2">{_p("Slaked.")}</w:endnote>'),
    ),
    _case("note to nothing", _p("Lime.", '<w:r><w:footnoteReference w:id="7"/></w:r>'), "Lime."),
    _case(
        "comment",
        _p("Lime.", '<w:r><w:commentReference w:id="0"/></w:r>') + _p("Next."),
        "Lime. Eva: Which? Next.",
        parts=_part("comment", f'<w:comment w:id="0" w:author="Eva">{_p("Which?")}</w:comment>'),
    ),
    _case(
        "header and footer",
        _p("Text") + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:footerReference w:type="default" r:id="rId2"/></w:sectPr>',
        "Letter 7 Text Box 12, Oslo",
        parts={
            "header:word/h.xml": f"<w:hdr {NAMES}>{_p('Letter 7')}</w:hdr>",
            "footer:word/f.xml": f"<w:ftr {NAMES}>{_p('Box 12, Oslo')}{_p('Page ', _field('PAGE', _run('1')))}</w:ftr>",
        },
    ),
    _case("picture to nothing", _p("a", '<w:r><w:drawing><a:blip r:embed="rId99"/></w:drawing></w:r>', "b"), "ab"),
)
CASES = (
    *_HEADINGS,
    *_LISTS,
    *_TABLES,
    *_BOXES,
    *_CHANGES,
    *_RUNS,
    *_FIELDS,
    *_NOTES,
    _case("raised by position", _p("10", _run("6", '<w:position w:val="6"/>'), " kg"), "10⁶ kg"),
    Case("strict", docx(_p("inspected"), strict=True), "inspected"),
)
_EMPTY = "<w:p><w:pPr/><w:r><w:rPr/></w:r></w:p>"
LARGE = {
    "5 MB of empty paragraphs": lambda: docx(_p("short") + _EMPTY * 116_000),
    "5 MB of table": lambda: docx(_table(*[(str(n), f"item {n}", "crowns") for n in range(15_000)])),
}


def _ours(data: bytes) -> Read:
    from include.sources.reading.docx import docx_text

    return Read(docx_text(data))


def _mammoth(data: bytes) -> Read:
    import mammoth
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    levels = {"Title": 1} | {f"{word} {level}": level + 1 for level in range(1, 6) for word in ("Heading", "heading")}
    styles = "\n".join(f"p[style-name='{name}'] => h{level}:fresh" for name, level in levels.items())
    html = mammoth.convert_to_html(io.BytesIO(data), style_map=styles).value
    return Read(
        MarkdownConverter(heading_style="ATX", strip=["a", "img"]).convert_soup(BeautifulSoup(html, "html.parser"))
    )


def _python_docx(data: bytes) -> Read:
    import docx as python_docx
    from docx.table import Table

    blocks = []
    for block in python_docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            blocks += ["| " + " | ".join(cell.text for cell in row.cells) + " |" for row in block.rows]
        else:
            name = block.style.name if block.style is not None else ""
            level = 1 if name == "Title" else int(name[-1]) + 1 if name.startswith("Heading ") else 0
            blocks.append(f"{'#' * level} {block.text}" if level else block.text)
    return Read("\n\n".join(blocks))


def _docx2python(data: bytes) -> Read:
    from docx2python import docx2python

    with docx2python(io.BytesIO(data)) as found:
        return Read(found.text)


def _markitdown(data: bytes) -> Read:
    from markitdown import MarkItDown

    return Read(MarkItDown().convert_stream(io.BytesIO(data), file_extension=".docx").markdown)


def _pandoc(data: bytes) -> Read:
    import tempfile
    from pathlib import Path

    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.docx")
        path.write_bytes(data)
        return Read(pypandoc.convert_file(str(path), "gfm", extra_args=["--wrap=none"]))


READERS: dict[str, Reader] = {
    OURS: _ours,
    "mammoth + markdownify (before)": _mammoth,
    "python-docx": _python_docx,
    "docx2python": _docx2python,
    "MarkItDown": _markitdown,
    "pandoc": _pandoc,
}
