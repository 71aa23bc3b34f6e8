"""Pages as people have them, and the words that a browser shows."""

from bench.reading.case import OURS, Case, Read, Reader

_ROWS = "".join(f"<tr><td>{n}</td><td>item {n * 7}</td><td>{n % 97} crowns</td></tr>" for n in range(20_000))
LARGE = {
    "table, 1 MB": lambda: f"<h1>Export</h1><table>{_ROWS}</table>".encode(),
    "spans, 1.5 MB": lambda: f"<p>{''.join(f'<span>w{n} </span>' for n in range(75_000))}</p>".encode(),
    "20,000 deep": lambda: b"<div>" * 20_000 + b"deep",
}


def _page(name: str, html: str | bytes, words: str, *headings: tuple[int, str]) -> Case:
    return Case(name, html if isinstance(html, bytes) else html.encode(), words, headings)


_FORMS = (
    _page("input", "<p>Name <input value='Anna Berg'> <input placeholder='Street'>", "Name Anna Berg Street"),
    _page("hidden input", "<p>Go<input type=hidden value=secret><input type=password value=x1>", "Go"),
    _page("ticks", "<p><input type=checkbox checked>tea <input type=radio>milk", "☒ tea ☐ milk"),
    _page("textarea", "<p>Note</p><textarea>two\nlines</textarea>", "Note two lines"),
    _page("select", "<p>Leave <select><option>annual<option>sick</select>", "Leave annual sick"),
    _page("chosen", "<p>Land <select><option>Norway<option selected>Chile</select>", "Land Chile"),
    _page("buttons", "<button>Save</button><button>Send</button>", "Save Send"),
    _page("legend", "<fieldset><legend>Address</legend><label>City</label></fieldset>", "Address City"),
)
_DRAWN = (
    _page(
        "head of two rows",
        "<table><thead><tr><th colspan=2>Costs<th rowspan=2>All<tr><th>May<th>June</thead><tr><td>1<td>2<td>3</table>",
        "Costs May Costs June All 1 2 3",
    ),
    _page(
        "title over the names of columns",
        "<table><tr><td colspan=2>Pumps 2024<tr><td>Name<td>Hall<tr><td>P1<td>5<tr><td>P2<td>6</table>",
        "Pumps 2024 Name Hall P1 5 P2 6",
    ),
    _page("numbers by style", "<ol style='list-style-type:lower-roman'><li>x<li>y</ol>", "i. x ii. y"),
    _page(
        "words in MathML",
        "<math><mtext>if </mtext><mi>x</mi><mfenced><mi>a</mi><mi>b</mi></mfenced></math>",
        "if x(a, b)",
    ),
    _page("raised by style", "<p>10<span style='font-size:8pt;vertical-align:super'>6</span> kg", "10⁶ kg"),
    _page(
        "places to break", "<h2>Use<a href='#u'>\u200b</a></h2><p>max&ZeroWidthSpace;_len", "Use max_len", (2, "Use")
    ),
    _page("optgroup", "<select multiple><optgroup label=Fruit><option>Apple</optgroup></select>", "Fruit Apple"),
    _page(
        "MathML",
        "<p>So <math><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mn>2</mn></mrow></mfrac><mo>=</mo><msup><mi>x</mi>"
        "<mn>10</mn></msup><msub><mi>k</mi><mi>i</mi></msub><msqrt><mn>2</mn></msqrt></math>",
        "So 1/(a+2)=x¹⁰k_i√(2)",
    ),
    _page(
        "KaTeX",
        "<p><span class=katex><span class=katex-mathml><math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation>"
        "x^2</annotation></semantics></math></span><span class=katex-html aria-hidden=true><span>x</span>2</span>"
        "</span> grows",
        "x² grows",
    ),
    _page("mark for the eye", "<p><i aria-hidden=true>→</i> next", "→ next"),
    _page(
        "mark of a heading", "<h2>Use<a href='#use' title=Link>¶</a></h2><p>It.<a href=#f>1</a>", "Use It.1", (2, "Use")
    ),
    _page(
        "code beside the numbers of its lines",
        "<table><tr><td><pre>1\n2</pre></td><td class=code><div><pre>for x in y:\n  x</pre></div></table>",
        "``` 1 2 ``` ``` for x in y: x ```",
    ),
    _page(
        "open formatting",
        "".join(f"<p><font color={n}>w{n}" for n in range(2000)),
        " ".join(f"w{n}" for n in range(2000)),
    ),
)
_TABLES = (
    _page(
        "table without end tags",
        "<table><tr><th>Ship<th>Berth<tr><td>Anna<td>North 4<tr><td>Bertha<td>South 2</table><p>Last.",
        "Ship Berth Anna North 4 Bertha South 2 Last.",
    ),
    _page(
        "caption and foot",
        "<table><caption>Fees</caption><tfoot><tr><td>Sum<td>5</tfoot><tr><th>What<th>Cost<tr><td>Tea<td>5</table>",
        "Fees What Cost Tea 5 Sum 5",
    ),
    _page(
        "spans of cells",
        "<table><tr><th colspan=2>Sales<tr><td rowspan=2>a<td>b<tr><td>c</table>",
        "Sales a b c",
    ),
    _page("table in a table", "<table><tr><td>out<td><table><tr><td>n1<td>s2</table></table>", "out n1 s2"),
    _page(
        "page laid out by a table",
        "<table><tr><td><a>Menu</a><td><h2>News</h2><p>The lift works.</table>",
        "Menu News The lift works.",
        (2, "News"),
    ),
    _page("bar in a cell", "<table><tr><th>Do<th>How<tr><td>find<td>ls|grep x</table>", "Do How find ls|grep x"),
    _page("list in a cell", "<table><tr><th>a<th>b<tr><td><ul><li>x<li>y</ul><td>z</table>", "a b • x • y z"),
    _page("words lost by a table", "<table>stray<tr><td>one<td>two</table>", "stray one two"),
)
_LISTS = (
    _page("entries without end tags", "<ul><li>rope<li>anchor</ul>", "rope anchor"),
    _page("numbers", "<ol start=3><li>oil<li value=7>wax<li>tar</ol>", "3. oil 7. wax 8. tar"),
    _page("letters", "<ol type=a><li>oil<li>wax</ol>", "a. oil b. wax"),
    _page("list in a list", "<ol><li>oil<ul><li>red</ul><li>wax</ol>", "1. oil red 2. wax"),
    _page("definitions", "<dl><dt>Quay<dd>A wall.<dt>Pier<dd>A bridge.</dl>", "Quay A wall. Pier A bridge."),
    _page("heading in an entry", "<ul><li><h3>Tea</h3><p>Green.</ul>", "Tea Green.", (3, "Tea")),
)
_SHOWN = (
    _page("nav", "<nav><a href=/x>Prices</a></nav><p>Text", "Prices Text"),
    _page("details", "<details><summary>More</summary>closed words</details>", "More closed words"),
    _page("dialog", "<dialog>Terms of use</dialog>", "Terms of use"),
    _page("object", "<object data=plan.pdf><p>The plan: two floors.</object>", "The plan: two floors."),
    _page("picture", "<p><img src=x alt='Map of the harbour'>", "Map of the harbour"),
    _page("svg", "<svg><title>t</title><text>North</text><text>South</text></svg>", "North South"),
    _page("foreign object", "<svg><foreignObject><p>in a box</p></foreignObject></svg>", "in a box"),
    _page("frame in the page", "<iframe srcdoc='<p>The &amp;lt;b> tag</p>'></iframe>", "The <b> tag"),
    _page("declared shadow", "<div><template shadowrootmode=open><p>in shade</template></div>", "in shade"),
    _page("noscript alone", "<script>x()</script><noscript><p>Works without.</noscript>", "Works without."),
    _page("frames", "<frameset><frame src=a><noframes><p>No frames here.</noframes></frameset>", "No frames here."),
    _page("figure", "<figure><img src=a><figcaption>Fig. 1: a boat</figcaption></figure>", "Fig. 1: a boat"),
    _page("inserted", "<p>Price <del>400</del> <ins>600</ins>", "Price 400 600"),
)
_UNSEEN = (
    _page("hidden", "<p hidden>no<p style='color:red;display : none'>no<p>yes", "yes"),
    _page(
        "hidden cells", "<table><tr><th>a<th hidden>no<tr style='display:none'><td>no<tr><td>b<td>c</table>", "a b c"
    ),
    _page("scripts and styles", "<script>a</script><style>b{}</style><p>yes<template>c</template>", "yes"),
    _page("noscript beside text", "<p>yes<noscript>switch it on</noscript>", "yes"),
    _page("video", "<p>yes<video>Your browser is old</video>", "yes"),
    _page("remarks", "<!DOCTYPE html><!-- no --><?php no ?><p>yes<![if IE]>", "yes"),
    _page("soft hyphens", "<p>Donau&shy;dampf&shy;schiff 10&nbsp;km", "Donaudampfschiff 10 km"),
    _page("title", "<title>Tab</title><p>yes", "yes"),
)
_AS_WRITTEN = (
    _page("identifiers", "<p>max_open_files, shared_buffers_mb", "max_open_files, shared_buffers_mb"),
    _page(
        "addresses",
        "<p>anna_maria_berg@example.org https://a.example/b_c_d.pdf",
        "anna_maria_berg@example.org https://a.example/b_c_d.pdf",
    ),
    _page("sums", "<p>5 * 3 * 2 = 30; a*b*c; [x](y) `z`", "5 * 3 * 2 = 30; a*b*c; [x](y) `z`"),
    _page("backslashes", r"<p>C:\temp\new_folder\file_a.txt", r"C:\temp\new_folder\file_a.txt"),
    _page("number sign", "<p># of seats: forty<p>More", "# of seats: forty More"),
    _page(
        "what looks like structure",
        "<p>Set<br>---<p>a | b<br>--- | ---<p>1. one<p>> more<p>- less<p>===",
        "Set --- a | b --- | --- 1. one > more - less ===",
    ),
    _page("heading with a sign", "<h2>Reading C #</h2><p># 1", "Reading C # # 1", (2, "Reading C #")),
    _page("powers", "<p>10<sup>6</sup> m<sup>2</sup> 1<sup>st</sup> H<sub>2</sub>O", "10⁶ m² 1st H2O"),
    _page("ruby", "<p><ruby>漢<rp>(<rt>かん<rp>)</rp>字<rt>じ</ruby>です", "漢字(かんじ)です"),
    _page("quote", "<p><q>Open</q> said he", "“Open” said he"),
    _page("code", "<pre>\nif x:\n    y = a_b\n</pre>", "if x: y = a_b"),
    _page("fence in code", "<pre>```\n# no heading\n```</pre><h2>Yes</h2>", "``` # no heading ``` Yes", (2, "Yes")),
    _page("formula", "<math><mi>E</mi><mo>=</mo><mi>m</mi><annotation>tex</annotation></math>", "E=m"),
    _page("no space between", "<p><b>un</b>done<wbr>ness <span>a</span><span>b</span>", "undoneness ab"),
)
_TREE = (
    _page(
        "paragraphs without end tags",
        "<h1>Chronicle</h1>" + "<p>In year 9 it rained.\n" * 600,
        "Chronicle " + "In year 9 it rained. " * 600,
        (1, "Chronicle"),
    ),
    _page("after the body", "<html><body><p>At seven.</body></html><p>In storms, not.", "At seven. In storms, not."),
    _page("two bodies", "<body><p>First.</body></html><html><body><p>Second.", "First. Second."),
    _page(
        "body in the middle",
        "<div><h2>Notice</h2><p>Closed.<body><p>Preview.</body><p>Pay.</div>",
        "Notice Closed. Preview. Pay.",
        (2, "Notice"),
    ),
    _page("open bold", "<p><b>one<p>two</b><h2>three", "one two three", (2, "three")),
    _page("deep", "<div>" * 400 + "<h2>deep", "deep", (2, "deep")),
    _page("deeper than a browser goes", "<ul><li>" * 5000 + "deep", "deep"),
    _page("heading in a quote", "<blockquote><h2>Quoted</h2>words</blockquote>", "Quoted words", (2, "Quoted")),
    _page("heading on two lines", "<h1><div>Part</div>One<br>Two</h1>", "Part One Two", (1, "Part One Two")),
    _page(
        "XHTML",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><h1>A</h1>b<br/>c</body></html>",
        "A b c",
        (1, "A"),
    ),
)
_ENCODINGS = (
    _page("windows-1252", "<meta charset=windows-1252><p>café 2 €".encode("cp1252"), "café 2 €"),
    _page("latin1 is windows-1252", "<meta charset=latin1><p>2 €".encode("cp1252"), "2 €"),
    _page(
        "gb2312 is gbk",
        "<meta http-equiv='Content-Type' content='text/html; charset=gb2312'><p>图书馆镕".encode("gbk"),
        "图书馆镕",
    ),
    _page("Shift_JIS", "<meta charset=Shift_JIS><p>受付①".encode("cp932"), "受付①"),
    _page("ISO-8859-2 by XML", "<?xml version='1.0' encoding='ISO-8859-2'?><p>Klíče".encode("iso-8859-2"), "Klíče"),
    _page("UTF-16 with a mark", "<p>Łódź".encode("utf-16"), "Łódź"),
    _page("UTF-8 with a mark", "<p>Łódź".encode("utf-8-sig"), "Łódź"),
    _page("UTF-8 that says otherwise", "<meta charset=iso-8859-1><p>café".encode(), "café"),
)
CASES = (*_TREE, *_TABLES, *_LISTS, *_SHOWN, *_UNSEEN, *_AS_WRITTEN, *_FORMS, *_DRAWN, *_ENCODINGS)


def _ours(data: bytes) -> Read:
    from include.sources.reading.html import read_html

    return Read(read_html(data).text)


def _html_parser(data: bytes) -> Read:
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    page = BeautifulSoup(data.decode(), "html.parser")
    for tag in page(("script", "style", "template", "noscript", "nav", "iframe", "svg", "video", "audio", "object")):
        tag.decompose()
    return Read(MarkdownConverter(heading_style="ATX", strip=["a", "img", "title"]).convert_soup(page.body or page))


def _html5lib(data: bytes) -> Read:
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    converter = MarkdownConverter(heading_style="ATX", strip=["a", "img"], escape_misc=False, escape_underscores=False)
    return Read(converter.convert_soup(BeautifulSoup(data, "html5lib")))


def _lxml(data: bytes) -> Read:
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    return Read(MarkdownConverter(heading_style="ATX", strip=["a", "img"]).convert_soup(BeautifulSoup(data, "lxml")))


def _turbohtml(data: bytes) -> Read:
    from turbohtml import parse

    return Read(parse(data).to_markdown())


def _html_to_markdown(data: bytes) -> Read:
    from html_to_markdown import convert

    found = convert(data.decode())
    return Read(getattr(found, "content", found) or "")


def _markitdown(data: bytes) -> Read:
    import io

    from markitdown import MarkItDown

    return Read(MarkItDown().convert_stream(io.BytesIO(data), file_extension=".html").markdown)


READERS: dict[str, Reader] = {
    OURS: _ours,
    "html.parser + markdownify (before)": _html_parser,
    "html5lib + markdownify": _html5lib,
    "lxml + markdownify": _lxml,
    "turbohtml alone": _turbohtml,
    "html-to-markdown": _html_to_markdown,
    "MarkItDown": _markitdown,
}
