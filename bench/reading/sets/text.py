"""Plain text: encodings, line ends, underlined headings."""

from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader

PLAIN = "text/plain"
WORDS = "Größe, żółw and 日本語: 5 € each."
CASES = (
    Case("UTF-8", WORDS.encode(), WORDS),
    *(Case(f"{codec} with its mark", WORDS.encode(codec), WORDS) for codec in ("utf-8-sig", "utf-16", "utf-32")),
    Case("UTF-16, big end first", b"\xfe\xff" + WORDS.encode("utf-16-be"), WORDS),
    Case("UTF-32, big end first", b"\x00\x00\xfe\xff" + WORDS.encode("utf-32-be"), WORDS),
    Case(
        "declared for Emacs",
        "# -*- coding: iso-8859-2 -*-\nżółw".encode("iso-8859-2"),
        "# -*- coding: iso-8859-2 -*- żółw",
    ),
    Case(
        "declared for Vim", "// vim: fileencoding=cp1252\n“5 €”".encode("cp1252"), "// vim: fileencoding=cp1252 “5 €”"
    ),
    Case("line ends", b"one\rtwo\r\nthree\nfour", "one two three four"),
    Case("separators", "one\u2028two\u2029three\x85four\x0cfive".encode(), "one two three four five"),
    Case("underlined", b"One\n===\n\nwords\n\nTwo\n---\n", "One === words Two ---", ((1, "One"), (2, "Two"))),
    Case("between two lines", b"=======\n  One\n=======\nwords\n", "======= One ======= words", ((1, "One"),)),
    Case("lines that underline nothing", b"From: me\n\n--\nAda\n\na b\n-- --\n1 2\n", "From: me -- Ada a b -- -- 1 2"),
    Case("a line under a paragraph", b"Words that end.\n-----\nmore\n", "Words that end. ----- more"),
    Case("marks of other kinds of text stay", b"# one\n<!-- two -->\n.. three\n", "# one <!-- two --> .. three"),
    Case(
        "a picture inside", b"see data:image/png;base64," + b"Ab3/" * 200 + b"\nend", "see data:image/png;base64,… end"
    ),
)


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.txt").text, PLAIN)


def _utf_8(data: bytes) -> Read:
    return Read(data.decode(), PLAIN)


def _guess(data: bytes) -> Read:
    from charset_normalizer import from_bytes

    return Read(str(from_bytes(data).best()), PLAIN)


READERS: Mapping[str, Reader] = {OURS: _ours, "UTF-8 alone": _utf_8, "charset-normalizer": _guess}


def _log() -> bytes:
    return "".join(f"{n} a line of a log that says little\n" for n in range(30_000)).encode()


LARGE: Mapping[str, Callable[[], bytes]] = {"1 MB": _log}
