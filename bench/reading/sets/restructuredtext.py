"""reStructuredText is read as its source: the source without its comments must come out, and docutils' titles."""

import re
from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader
from include.sources.markup import RESTRUCTUREDTEXT

_PICTURE = "iVBORw0KGgo" + "Ab3/" * 200
_FRAME = "==========\n Handbook\n==========\n\nwords\n\n"


def _case(name: str, source: str, words: str = "", *headings: tuple[int, str]) -> Case:
    return Case(name, source.encode(), words or source, headings)


CASES = (
    _case("titles", "One\n===\n\nTwo\n---\n\nwords\n\nThree\n=====\n", "", (1, "One"), (2, "Two"), (1, "Three")),
    _case("set in between two lines", f"{_FRAME}Night\n=====\n\nwords\n", "", (1, "Handbook"), (2, "Night")),
    _case("lines longer than the title", "==============\n     Mooring\n==============\n", "", (1, "Mooring")),
    _case(
        "a line too short",
        "Basics of everything\n======\n\nwords\n\nNext\n====\n",
        "",
        (1, "Basics of everything"),
        (1, "Next"),
    ),
    _case("a line much too short", "Basics\n===\n\nwords\n"),
    _case("short titles", "Os\n~~\n\nwords\n\nX\n~~\n", "", (1, "Os"), (1, "X")),
    _case("a wide title", "日本語\n======\n\nwords\n", "", (1, "日本語")),
    _case("title with markup", "The ``first`` *one*\n===================\n", "", (1, "The first one")),
    _case("title of another system", ":mod:`os` --- Things\n====================\n", "", (1, ":mod:`os` --- Things")),
    _case("a literal block after a short word", "Codes\n=====\n\nAB\n::\n\n   literal\n", "", (1, "Codes")),
    _case("no title in a literal block", "Codes\n=====\n\nSee::\n\n   Title\n   =====\n\n   more\n", "", (1, "Codes")),
    _case(
        "borders of tables",
        "Codes\n=====\n\n=====  =====\nName   Port\n=====  =====\nAnna   North\n=====  =====\n",
        "",
        (1, "Codes"),
    ),
    _case(
        "a word between lines that is underlined, too",
        "Codes\n=====\n\n=====\nName\n=====\nAnna\n=====\n",
        "",
        (1, "Codes"),
        (2, "Name"),
        (1, "Anna"),
    ),
    _case("a grid", "+----+----+\n| A  | B  |\n+====+====+\n| C  | D  |\n+----+----+\n"),
    _case("a transition", "One\n===\n\nwords\n\n----------\n\nmore\n", "", (1, "One")),
    _case("no title in a quotation", "One\n===\n\n   Two\n   ---\n\n   words\n", "", (1, "One")),
    _case("no title in a directive", "One\n===\n\n.. note::\n\n   Two\n   ---\n\n   words\n", "", (1, "One")),
    _case("a directive of another system", "One\n===\n\n.. versionadded:: 3.2\n   New words here.\n", "", (1, "One")),
    _case("a role of another system", "See :ref:`the words <place>` and :kbd:`x`.\n"),
    _case(
        "comments",
        "One\n===\n\n.. unseen words\n   of two lines\n\n   and a third\n\nseen\n",
        "One === seen",
        (1, "One"),
    ),
    _case("a comment below its mark", "..\n   unseen\n\nseen\n", "seen"),
    _case("an empty comment before a quotation", "words\n\n..\n\n   quoted\n", "words quoted"),
    _case("a title in a comment", ".. Hidden\n   ======\n\nOne\n===\n", "One ===", (1, "One")),
    _case("no comments", ".. _place:\n\n.. [1] note\n\n.. |x| replace:: y\n\n.. image:: a.png\n\ntext\n.. goes on\n"),
    _case("a mark of a comment in code", "Write::\n\n   .. remark\n\nwords\n"),
    _case(
        "a picture inside",
        f".. image:: data:image/png;base64,{_PICTURE}\n\nwords\n",
        ".. image:: data:image/png;base64,… words",
    ),
    _case("what is not included", "One\n===\n\n.. include:: /etc/hostname\n\nwords\n", "", (1, "One")),
    _case("raw", "One\n===\n\n.. raw:: html\n\n   <b>words</b>\n", "", (1, "One")),
    _case(
        "adornments change",
        "One\n***\n\nTwo\n+++\n\nThree\n^^^^^\n\nFour\n+++++\n",
        "",
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
        (2, "Four"),
    ),
    _case(
        "a level is passed over",
        "One\n===\n\nTwo\n---\n\nThree\n~~~~~\n\nFour\n====\n\nFive\n~~~~\n",
        "",
        (1, "One"),
        (2, "Two"),
        (3, "Three"),
        (1, "Four"),
    ),
    _case("lines over and under differ", "=====\nOne\n=======\n\nTwo\n===\n", "", (1, "Two")),
    _case("form feeds", "One\n===\n\x0c\nwords\n\nTwo\n===\n", "", (1, "One"), (1, "Two")),
    _case("a long line", f"One\n===\n\n{'long ' * 4000}\n\nTwo\n===\n", "", (1, "One"), (1, "Two")),
    _case("a role of its own", ".. role:: py(code)\n\nThe :py:`x` of it\n=================\n", "", (1, "The x of it")),
    _case("title twice", "One\n===\n\nOne\n===\n", "", (1, "One"), (1, "One")),
)
_UNDERLINED = re.compile(
    r"^(?:(?P<over>[^\w\s])(?P=over)+[ \t]*\n)?(?P<title>[^\s].*)\n(?P<under>[^\w\s])(?P=under){2,}[ \t]*$",
    re.MULTILINE,
)


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.rst").text, RESTRUCTUREDTEXT)


def _expressions(data: bytes) -> Read:
    """Titles by a regular expression, as Markdown, so that they are known."""
    styles: list[str] = []

    def title(found: re.Match[str]) -> str:
        style = (found["over"] or "") + found["under"]
        if len(found.group().splitlines()[-1].strip()) < len(found["title"].strip()):
            return found.group()
        styles.extend([style] if style not in styles else [])
        return f"\n\n{'#' * min(styles.index(style) + 1, 6)} {found['title'].strip()}\n\n"

    return Read(_UNDERLINED.sub(title, data.decode()))


def _rendered(data: bytes) -> Read:
    """What docutils makes of it: words of directives and roles that it does not know come as error messages."""
    from docutils.core import publish_doctree

    quiet = {"report_level": 5, "halt_level": 5, "file_insertion_enabled": False, "raw_enabled": False}
    return Read(publish_doctree(data, settings_overrides=quiet).astext(), "text/plain")


READERS: Mapping[str, Reader] = {OURS: _ours, "regular expression": _expressions, "docutils, rendered": _rendered}


def _manual() -> bytes:
    part = "Part {n}\n---------\n\nSome ``words`` of it, in *two* sentences. And a `link`_.\n\n- a\n- b\n\n"
    return ("Manual\n======\n\n" + "".join(part.format(n=n) for n in range(10_000))).encode()


LARGE: Mapping[str, Callable[[], bytes]] = {"1 MB": _manual}
