"""Markdown is read as its source: what must come out is the source without what is not shown, and its headings."""

import re
from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader

_PICTURE = "iVBORw0KGgo" + "Ab3/" * 200
_WRAPPED = "\n".join(_PICTURE[start : start + 76] for start in range(0, len(_PICTURE), 76))


def _case(name: str, source: str, words: str = "", *headings: tuple[int, str]) -> Case:
    return Case(name, source.encode(), words or source, headings)


CASES = (
    _case("headings", "# One\n\nText.\n\n## Two ##\n\n####### seven\n", "", (1, "One"), (2, "Two")),
    _case("underlined headings", "One\n===\n\nTwo words\nof it\n---\n\ntext\n", "", (1, "One"), (2, "Two words of it")),
    _case("a heading with markup", "# The `first` *one*\n", "", (1, "The `first` *one*")),
    _case("no heading in code", "```sh\n# remark\n```\n\n    # code\n\n~~~\n## x\n~~~\n"),
    _case("no heading in quotes and lists", "> # Quoted\n\n- # Listed\n"),
    _case("no heading without a space", "#hash tag\n\n\\# number\n"),
    _case("front matter", "---\ntitle: Deep\ntags: [a, b]\n---\n# One\n", "", (1, "One")),
    _case("front matter with dots at its end", "---\ntitle: Deep\n...\n# One\n", "", (1, "One")),
    _case("front matter alone", "---\ntitle: Deep\n---\n"),
    _case("a rule at the top", "---\n\n# Plan\n\nWords.\n\n---\n\n# Cellar\n", "", (1, "Plan"), (1, "Cellar")),
    _case("a rule at the top, and a colon", "---\n\nNote: oil it.\n\n---\n\n# Care\n", "", (1, "Care")),
    _case(
        "prose between rules", "---\nThe press is rented\n---\n\n# Care\n", "", (2, "The press is rented"), (1, "Care")
    ),
    _case("a heading between rules", "---\n# Plan\nWords\n\n---\n", "", (1, "Plan")),
    _case("broken front matter", "---\ntitle: [a\n---\n"),
    _case("front matter with a slip", "---\nlayout: page\ntitle: Pumps: all\n---\n\n# Pumps\n", "", (1, "Pumps")),
    _case(
        "a colon between rules",
        "---\nThe cellar is open: see below: [a\n---\n",
        "",
        (2, "The cellar is open: see below: [a"),
    ),
    _case("front matter of Hugo", '+++\ntitle = "Pumps"\n# no heading\n+++\n\n# All\n', "", (1, "All")),
    _case("plus signs that are no front matter", "+++\n# Plus\n+++\n\nwords\n", "", (1, "Plus")),
    _case(
        "a drawing in a line",
        "See <svg><style>.a{}</style><text>Hall</text><path d='M0 0'/></svg> here\n",
        "See Hall here",
    ),
    _case("a list at the top", "---\n- a\n- b\n---\n"),
    _case("a rule further down", "# One\n\n---\nkey: value\n\n---\n", "", (1, "One")),
    _case("a table", "| a | b |\n|---|---|\n| # no | heading |\n"),
    _case("comments", "One <!-- unseen --> two\n\n<!--\n# unseen\n-->\n\nthree\n", "One two three"),
    _case("comments in code", "`<!-- seen -->`\n\n```html\n<!-- seen -->\n```\n"),
    _case("a comment that has code", "<!-- an `odd` one -->\nwords\n", "words"),
    _case("no comment", "a <!-- b\n\n\\<!-- c -->\n"),
    _case("styles and scripts", "<style>\np {color: red}\n</style>\n\nwords\n\n<script>\nrun()\n</script>\n", "words"),
    _case("a picture inside", f"a ![loom](data:image/png;base64,{_PICTURE}) b", "a ![loom]() b"),
    _case("with a title", f'![loom](<data:image/png;base64,{_PICTURE}> "A loom")', '![loom]( "A loom")'),
    _case("defined at the end", f"![][image1] b\n\n[image1]: <data:image/png;base64,{_PICTURE}>\n", "![]() b"),
    _case("defined without brackets", f"![loom] b\n\n[loom]: data:image/png;base64,{_PICTURE}\n\nc", "![loom]() b c"),
    _case("in HTML", f'<img alt="loom" src="data:image/png;base64,{_PICTURE}"> b', '<img alt="loom" src=""> b'),
    _case("in HTML, in lines", f"<img src='data:image/png;base64,{_WRAPPED}'>\nwords stay", "<img src=''> words stay"),
    _case("in lines", f"[loom]: data:image/png;base64,{_WRAPPED}\n\nwords stay", "words stay"),
    _case("a drawing", "![i](data:image/svg+xml;utf8,%3Csvg(x)%3E) b", "![i]() b"),
    _case(
        "a page of HTML that is called Markdown",
        "<!DOCTYPE html>\n<html><head><style>p{}</style></head>\n<body><p>Words<script>x()</script></body></html>\n",
        "<!DOCTYPE html>\n<html><head></head>\n<body><p>Words</body></html>",
    ),
    _case(
        "in a style",
        '<p style="background:url(data:image/png;base64,AAAA)">in</p>',
        '<p style="background:url()">in</p>',
    ),
    _case("lines of a drawing", '<svg width="9">\n<path d="M0 0L9 9"/>\n<text>north</text>\n</svg>\n\nb', "north b"),
    _case("a short address in code", "Write `data:image/png;base64,AAAA` there.\n"),
    _case(
        "a long one in code", f"```\nsrc=data:image/png;base64,{_PICTURE}\n```\n", "``` src=data:image/png;base64,… ```"
    ),
    _case("links that are none of that", "[a](https://example.org/data:x) and metadata: yes\n\n[b]: /c\n"),
    _case("other line ends", "# One\r\rtext\r\n## Two\r\n", "# One text ## Two", (1, "One"), (2, "Two")),
    _case("separators of other kinds", "# One\u2028still one\n\ntext\x85more\n", "", (1, "One still one")),
)


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.md").text)


def _expressions(data: bytes) -> Read:
    """Front matter by a regular expression, nothing left out."""
    text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    front = re.match(r"\A---\n.*?^(?:---|\.\.\.)\n", text, re.DOTALL | re.MULTILINE)
    return Read(f"```\n{front.group()}\n```\n{text[front.end() :]}" if front else text)


def _markdown_it(data: bytes) -> Read:
    return Read(f"\n{data.decode()}")


READERS: Mapping[str, Reader] = {
    OURS: _ours,
    "regular expression for front matter": _expressions,
    "markdown-it-py alone": _markdown_it,
}


def _manual() -> bytes:
    part = "## Part {n}\n\nSome `words` of it, in *two* sentences. And a [link](https://example.org).\n\n- a\n- b\n\n"
    return "".join(part.format(n=n) for n in range(10_000)).encode()


LARGE: Mapping[str, Callable[[], bytes]] = {"1 MB": _manual}
