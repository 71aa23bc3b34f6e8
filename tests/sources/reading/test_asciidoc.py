"""AsciiDoc: a table keeps its header, blocks stay whole, and places are those of the file."""

import pytest

from include.embedding.chunking import Chunk
from include.embedding.model import find_model
from include.sources.extraction import extract
from include.sources.markup import find_blocks

ROWS = "".join(f"|Pump {number} |QX-{number:04}\n" for number in range(60))
NAMED = [
    f"[%header]\n|===\n|name |part\n{ROWS}|===\n",
    f"|===\n|name |part\n\n{ROWS}|===\n",
    f'[cols="1,1", options="header"]\n.Parts\n|===\n\n|name |part\n{ROWS}|===\n',
]


def chunks(text: str, tokens: int = 128) -> list[Chunk]:
    read = extract(text.encode(), "a.adoc")
    return find_model("all-MiniLM-L6-v2").chunker(tokens).split(read.text, read.markup, read.marks)


@pytest.mark.parametrize("table", NAMED)
def test_each_piece_of_a_table_begins_with_its_header(table: str) -> None:
    first, *others = chunks(table)
    assert "|name |part\n" in first.text
    assert len(others) > 2
    assert all(piece.text.startswith("name | part\n\n|Pump") for piece in others)


def test_a_table_without_a_header_repeats_nothing() -> None:
    assert not any("Pump 0 " in piece.text for piece in chunks(f"|===\n{ROWS}|===\n")[1:])


def test_a_comment_above_moves_no_passage() -> None:
    text = "= Pumps\n\n////\ngone\n\ngone too\n////\n\n== Valves\n\nOpen it slowly.\n"
    (only,) = chunks(text)
    assert only.place == "lines 1-11"
    assert only.heading == "Pumps › Valves"
    assert chunks("// gone\n" * 40 + "Open it slowly.\n")[0].place == "line 41"


def test_the_attributes_of_a_block_stay_with_it() -> None:
    text = ".Start it\n[source,sh]\n----\nrun\n\nrun again\n----\n\nThen wait.\n"
    assert [text[block.start : block.end] for block in find_blocks(text, "text/asciidoc")] == [text[:-12], text[-11:]]


def test_the_first_title_is_the_title() -> None:
    assert extract(b"// none\n= Pumps and valves =\n:toc:\n", "a.adoc").title == "Pumps and valves"
    assert extract(b"Words alone.\n", "guides/a.asciidoc").title == "a"
