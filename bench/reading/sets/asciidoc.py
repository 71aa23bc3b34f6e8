"""AsciiDoc: titles, comments, and what stands in blocks of code."""

from collections.abc import Callable, Mapping

from bench.reading.case import OURS, Case, Read, Reader

CASES = (
    Case(
        "titles",
        b"= Pumps\n\n== Valves\n\n=== Deep ===\n\nWords.\n",
        "= Pumps == Valves === Deep === Words.",
        ((1, "Pumps"), (2, "Valves"), (3, "Deep")),
    ),
    Case(
        "titles as older documents have them",
        b"Pumps\n=====\n\nValves\n------\n\nDeep\n~~~~\n\nA line of words\n----\ncode\n----\n",
        "Pumps ===== Valves Deep ~~~~ A line of words code",
        ((1, "Pumps"), (2, "Valves"), (3, "Deep")),
    ),
    Case("titles as in Markdown", b"# Pumps\n\n## Valves\n", "Pumps Valves", ((1, "Pumps"), (2, "Valves"))),
    Case("comments", b"= T\n\n// gone\na\n\n////\n== gone\n////\n\n/// kept\n", "= T a /// kept", ((1, "T"),)),
    Case(
        "code",
        b"----\n== none\n// kept\n----\n\n....\n== none\n....\n\n```ruby\n== none\n```\n\n== One\n",
        "== none // kept .... == none .... ```ruby == none == One",
        ((2, "One"),),
    ),
    Case("blocks of text", b"====\n== none\n====\n\n****\na\n****\n\n--\nb\n--\n", "==== == none ==== **** a **** b"),
    Case("a block that nobody closes", b"----\n== none\n", "== none"),
    Case("a page break and a rule", b"== A\n\n<<<\n\n'''\n\n== B\n", "== A <<< ''' == B", ((2, "A"), (2, "B"))),
    Case("no titles", b"=no\n\n=======no\n\n - a\n", "=no =======no a"),
    Case("includes are left as they are", b"include::/etc/passwd[]\n", "include::/etc/passwd[]"),
    Case(
        "a picture in it", b"image::data:image/png;base64," + b"A" * 400 + b"[]\n", "image::data:image/png;base64,…[]"
    ),
)


def _manual() -> bytes:
    return "".join(
        f"== Part {at}\n\n----\ncode {at}\n----\n\n{'Some words on it. ' * 20}\n\n" for at in range(2500)
    ).encode()


LARGE: Mapping[str, Callable[[], bytes]] = {"1 MB": _manual}


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    read = extract(data, "case.adoc")
    return Read(read.text, read.markup)


READERS: Mapping[str, Reader] = {OURS: _ours}
