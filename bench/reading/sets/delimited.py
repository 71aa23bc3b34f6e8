"""Tables as text: separators, quotes, encodings, headers."""

from collections.abc import Mapping

from bench.reading.case import OURS, Case, Read, Reader

CASES = (
    Case("commas", b"name,age\nAda,36\nGrace,85\n", "name age Ada 36 Grace 85"),
    Case(
        "semicolons and a decimal comma",
        "Größe;Preis\nklein;1,50\ngroß;2,75\n".encode(),
        "Größe Preis klein 1,50 groß 2,75",
    ),
    Case("tabs", b"name\tage\nAda, Countess\t36\n", "name age Ada, Countess 36"),
    Case("as Excel saves it", "\ufeffpart;says\r\nP-1;ok\r\n".encode(), "part says P-1 ok"),
    Case("quotes and lines in a cell", b'part,says\nP-1,"a ""b"", and\nmore"\n', 'part says P-1 a "b", and more'),
    Case("rows of other widths, and empty ones", b"a,b\n1\n,,\n\n2,3,4\n", "a b 1 2 3 4"),
    Case("one column", b"just words\nand more\n", "just words and more"),
    Case("what Excel tells itself", b"sep=;\nname,first;age\nAda;36\n", "name,first age Ada 36"),
    Case("a space before a quote", b'name, says\nAda, "hi, you"\n', "name says Ada hi, you"),
    Case("quotes between tabs", b'size\twhat\n5" pipe\tx\n"odd\ty\n', 'size what 5" pipe x "odd y'),
    Case("no header", b"1,2\n3,4\n", "1 2 3 4"),
    Case("what looks like markup", b"# one,- two\n> three,<b>\n", "# one - two > three <b>"),
)


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    read = extract(data, "case.csv")
    return Read(read.text.replace(" | ", " "), read.markup)


READERS: Mapping[str, Reader] = {OURS: _ours}
