"""A table as text keeps its header in each piece, whatever separates its cells."""

import pytest

from include.embedding.chunking import Chunk
from include.embedding.model import find_model
from include.errors import UnreadableDocument
from include.sources.extraction import extract
from include.sources.reading import READING

ROWS = [(f"Pump {number}", f"QX-{number:04}", f"{number}.50") for number in range(60)]


def table(separator: str, header: tuple[str, ...] = ("name", "part", "price")) -> bytes:
    return "\n".join(separator.join(row) for row in (header, *ROWS)).encode()


def chunks(data: bytes, name: str = "parts.csv") -> list[Chunk]:
    read = extract(data, name)
    return find_model("all-MiniLM-L6-v2").chunker().split(read.text, read.markup)


@pytest.mark.parametrize(("separator", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.csv")])
def test_each_piece_of_a_table_begins_with_its_header(separator: str, name: str) -> None:
    pieces = chunks(table(separator), name)
    assert len(pieces) > 2
    assert all(piece.text.startswith("name | part | price\n") for piece in pieces)
    rows = [line for piece in pieces for line in piece.text.splitlines() if line.startswith("Pump")]
    assert rows == [" | ".join(row) for row in ROWS]


@pytest.mark.parametrize("header", [("7", "part", "price"), ("", "part", "price"), ("part", "part", "price")])
def test_a_first_row_that_names_no_columns_is_repeated_nowhere(header: tuple[str, ...]) -> None:
    first, *others = chunks(table(",", header))
    assert header[-1] in first.text
    assert not any("price" in piece.text for piece in others)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'a,b\n1,"never closed\n', "it is no table of cells between ','"),
        (b"a,b\n1,\xe4\n", "it is not valid UTF-8"),
        (b"a,b\n1,\0\n", "NUL bytes"),
        (b",,\n,\n", "no text that could be embedded"),
        (b"a,b\n1," + b"x" * 131_073, "field larger than field limit"),
    ],
    ids=["quote", "encoding", "binary", "empty cells", "large cell"],
)
def test_what_is_no_table_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableDocument, match=why) as caught:
        extract(data, "a.csv")
    assert "\n" not in str(caught.value)


def test_a_reader_that_is_new_asks_nobody_about_documents_of_other_types() -> None:
    assert READING == "docx 3 html 3 markdown 3 pdf 3 restructuredtext 2 text 2"
