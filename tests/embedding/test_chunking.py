import re
from pathlib import Path

import pytest

from include.embedding.chunking import Chunk, Chunker
from include.embedding.model import find_model
from include.settings import SAMPLE_DOCUMENTS
from include.sources.extraction import extract
from include.sources.markup import find_blocks, find_title

MARKDOWN, RST, PLAIN = "text/markdown", "text/x-rst", "text/plain"
GUIDE = (SAMPLE_DOCUMENTS / "api" / "guide.md").read_text("utf-8")
SAMPLES = sorted(path for path in SAMPLE_DOCUMENTS.rglob("*") if path.is_file())
NASTY = {
    "letters without a space": "a" * 30_000,
    "one long line": "word " * 80_000,
    "Japanese": "日本語の文章です。次の文です。\n" * 1500,
    "Chinese without an end": "漢" * 20_000,
    "Korean in one word": "각" * 10_000,
    "emoji": "👩‍👩‍👧‍👦🎉" * 5000,
    "right to left": "שלום עולם. مرحبا بالعالم. " * 2000,
    "combining marks": "a" + "\u0301" * 30_000,
    "spaces": " " * 1_000_000 + "x",
    "no-break spaces": "x\u00a0" * 10_000,
    "odd line ends": "a\x0c\n\x0bb\x1c\u2028\u2029\x85c\n" * 1000,
    "punctuation": "!?." * 10_000,
    "headings only": "".join(f"{'#' * (number % 6 + 1)} H{number}\n" for number in range(1000)),
    "a heading that is too long": f"## {'verylong ' * 500}\n\ntext\n",
    "headings too long to repeat": f"## {'long ' * 40}\n### {'longer ' * 40}\n\n{'text ' * 3000}",
    "a long table": "| a | b |\n|---|---|\n" + "| one cell | another |\n" * 500,
    "a long code block": "```python\n" + "print('hello, world')\n\n" * 500 + "```\n",
    "link definitions": "# T\n\n[a]: https://example.org\n[b]: https://example.org/b\n\ntext\n\n[c]: /c",
}


@pytest.fixture(scope="session")
def chunker() -> Chunker:
    return find_model("all-MiniLM-L6-v2").chunker()


def squeeze(text: str) -> str:
    return "".join(text.split())


def assert_nothing_is_lost(text: str, chunks: list[Chunk]) -> None:
    """All but white space is in the chunks, in order, once the headings repeated above a chunk are taken off."""
    whole, position = squeeze(text), 0
    for chunk in chunks:
        body = squeeze(chunk.text)
        if not whole.startswith(body, position):
            body = squeeze(chunk.text.partition("\n\n")[2])
        assert whole.startswith(body, position), f"chunk {chunk.ordinal} is not what comes next: {chunk.text[:200]!r}"
        assert body
        position += len(body)
    assert position == len(whole)


def assert_sound(chunker: Chunker, text: str, markup: str) -> None:
    chunks = chunker.split(text, markup)
    assert max((chunker.count(chunk.text) for chunk in chunks), default=0) <= 254
    assert [chunk.ordinal for chunk in chunks] == list(range(len(chunks)))
    assert_nothing_is_lost(text, chunks)


@pytest.mark.parametrize("document", SAMPLES, ids=lambda path: path.name)
def test_sample_documents_fit_the_model_and_lose_nothing(chunker: Chunker, document: Path) -> None:
    found = extract(document.read_bytes(), document.name)
    assert_sound(chunker, found.text, found.markup)


@pytest.mark.parametrize("markup", [MARKDOWN, RST, PLAIN])
@pytest.mark.parametrize("name", NASTY)
def test_nasty_texts_fit_the_model_and_lose_nothing(chunker: Chunker, name: str, markup: str) -> None:
    assert_sound(chunker, NASTY[name], markup)


@pytest.mark.parametrize("markup", [MARKDOWN, RST, PLAIN])
@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_text_has_no_chunks(chunker: Chunker, text: str, markup: str) -> None:
    assert chunker.split(text, markup) == []


@pytest.mark.parametrize("text", ["---\ntitle: T\n---\n", "[a]: https://example.org\n", "a\rb\rc\rd\n\n# T\n"])
def test_markdown_of_an_odd_kind_is_one_chunk(chunker: Chunker, text: str) -> None:
    assert [chunk.text for chunk in chunker.split(text, MARKDOWN)] == [text.strip()]


def test_the_same_text_is_always_cut_alike(chunker: Chunker) -> None:
    again = find_model("all-MiniLM-L6-v2").chunker()
    assert again.fingerprint == chunker.fingerprint == find_model("all-MiniLM-L6-v2").chunker_fingerprint
    assert again.split(GUIDE, MARKDOWN) == chunker.split(GUIDE, MARKDOWN)


def test_another_window_has_another_fingerprint(chunker: Chunker) -> None:
    tokenizer = find_model("all-MiniLM-L6-v2").tokenizer()
    assert Chunker(tokenizer, 126, "same").fingerprint != Chunker(tokenizer, 254, "same").fingerprint
    assert Chunker(tokenizer, 254, "one").fingerprint != Chunker(tokenizer, 254, "two").fingerprint


@pytest.mark.parametrize("pattern", [r"(?ms)^```.*?^```$", r"(?m)(?:^\|.*\n)+"], ids=["code", "table"])
def test_code_blocks_and_tables_that_fit_are_not_cut(chunker: Chunker, pattern: str) -> None:
    whole = [found.group().strip() for found in re.finditer(pattern, GUIDE)]
    fitting = [block for block in whole if chunker.count(block) <= 200]
    assert len(fitting) >= 3
    texts = [chunk.text for chunk in chunker.split(GUIDE, MARKDOWN)]
    assert [block for block in fitting if not any(block in text for text in texts)] == []


def test_headings_above_a_chunk_are_repeated_but_not_the_title(chunker: Chunker) -> None:
    text = "# Title\n\n## Backup\n\n### Nightly\n\n" + "\n\n".join(f"Sentence number {n} of many." for n in range(100))
    first, *others = chunker.split(text, MARKDOWN)
    assert first.text.startswith("# Title\n\n## Backup\n\n### Nightly\n\nSentence number 0")
    assert len(others) > 1
    for chunk in others:
        assert chunk.text.startswith("## Backup\n### Nightly\n\nSentence")
        assert chunk.heading == "Title › Backup › Nightly"


def test_heading_path_follows_the_levels(chunker: Chunker) -> None:
    body = "\n\n".join(f"A rather long sentence, number {n}, to fill the page." for n in range(18))
    text = f"# T\n\n{body}\n\n## A\n\n### B\n\n{body}\n\n## C\n\n{body}\n"
    assert {chunk.heading for chunk in chunker.split(text, MARKDOWN)} == {"T", "T › A › B", "T › C"}
    rst = f"T\n===\n\n{body}\n\nA\n---\n\nB\n^^^\n\n{body}\n\nC\n---\n\n{body}\n"
    assert {chunk.heading for chunk in chunker.split(rst, RST)} == {"T", "T › A › B", "T › C"}


def new_chunks(chunker: Chunker, old: str, new: str) -> int:
    known = {chunk.hash for chunk in chunker.split(old, MARKDOWN)}
    return len({chunk.hash for chunk in chunker.split(new, MARKDOWN)} - known)


def test_an_edit_anywhere_makes_few_new_chunks(chunker: Chunker) -> None:
    paragraphs = [found.end() for found in re.finditer(r"^[A-Z`*].{60,}\.$", GUIDE, re.MULTILINE)]
    assert len(paragraphs) > 20
    made = [new_chunks(chunker, GUIDE, f"{GUIDE[:end]} One more sentence.{GUIDE[end:]}") for end in paragraphs]
    assert min(made) >= 1
    assert max(made) <= 4


def test_a_paragraph_at_the_top_makes_few_new_chunks(chunker: Chunker) -> None:
    title, _, rest = GUIDE.partition("\n")
    text = f"{title}\n\n{'A new introduction that says rather little. ' * 8}\n{rest}"
    assert 1 <= new_chunks(chunker, GUIDE, text) <= 4


def test_another_title_makes_at_most_two_new_chunks(chunker: Chunker) -> None:
    assert GUIDE.startswith("# ")
    assert 1 <= new_chunks(chunker, GUIDE, "# Another title" + GUIDE[GUIDE.index("\n") :]) <= 2


def test_equal_text_has_an_equal_hash_wherever_it_stands(chunker: Chunker) -> None:
    twice = "## Same\n\n" + "The same paragraph in two places. " * 20
    texts = [f"# One\n\n{twice}\n\n## Other\n\n{'Filler text. ' * 60}\n\n{twice}", twice]
    first, alone = ([chunk.hash for chunk in chunker.split(text, MARKDOWN)] for text in texts)
    assert len(alone) == 1
    assert first[-1] == alone[0]


def test_front_matter_is_kept_and_gives_the_title(chunker: Chunker) -> None:
    text = "---\ntitle: Deep\ntags: [a, b]\n---\n# Heading\n\ntext\n"
    assert find_title(text, MARKDOWN) == "Deep"
    assert [block.heading for block in find_blocks(text, MARKDOWN) if block.level] == ["Heading"]
    assert_sound(chunker, text, MARKDOWN)


def test_rst_titles_have_levels_in_order_of_their_styles() -> None:
    text = "====\nTop\n====\n\nPart\n====\n\nSub\n---\n\nx\n\nNext\n====\n\n---\n\nToo long for its line\n---\n"
    found = [(block.level, block.heading) for block in find_blocks(text, RST) if block.level]
    assert found == [(1, "Top"), (2, "Part"), (3, "Sub"), (2, "Next")]


MARKED_UP = {f"{name}, {markup}": (text, markup) for name, text in NASTY.items() for markup in (MARKDOWN, RST, PLAIN)}
MARKED_UP |= {path.name: (path.read_text("utf-8"), MARKDOWN) for path in SAMPLES if path.suffix == ".md"}


@pytest.mark.parametrize("name", MARKED_UP)
def test_blocks_are_in_order_apart_and_cover_the_text(name: str) -> None:
    text, markup = MARKED_UP[name]
    position = 0
    for block in find_blocks(text, markup):
        assert position <= block.start < block.end <= len(text)
        assert not text[position : block.start].strip()
        position = block.end
    assert not text[position:].strip()


LONG_TABLES = {
    "Markdown": ("| Part | Price |\n|---|---|\n" + "| spring | nine crowns |\n" * 100, MARKDOWN),
    "simple": (
        "======  ===========\nPart    Price\n======  ===========\n"
        + "spring  nine crowns\n" * 250
        + "======  ===========\n",
        RST,
    ),
    "grid": (
        "+------+-----+\n|Part  |Price|\n+======+=====+\n" + "|spring|nine |\n+------+-----+\n" * 100,
        RST,
    ),
    "in a quotation": ("> | Part | Price |\n> |---|---|\n" + "> | spring | nine crowns |\n" * 100, MARKDOWN),
    "HTML": (
        "<table>\n<tr><th>Part</th><th>Price</th></tr>\n" + "<tr><td>spring</td><td>nine</td></tr>\n" * 80 + "</table>",
        MARKDOWN,
    ),
    "list": (
        ".. list-table:: Parts\n   :header-rows: 1\n\n   * - Part\n     - Price\n"
        + "   * - spring\n     - nine crowns\n" * 100,
        RST,
    ),
    "csv": (".. csv-table::\n   :header: Part, Price\n\n" + "   spring, nine crowns\n" * 250, RST),
    "below a directive": (
        ".. table::\n\n   +------+-----+\n   |Part  |Price|\n   +======+=====+\n"
        + "   |spring|nine |\n   +------+-----+\n" * 100,
        RST,
    ),
    "tabs": ("Part\tPrice\n" + "spring\tnine crowns\n" * 250, PLAIN),
}


@pytest.mark.parametrize("kind", LONG_TABLES)
def test_each_piece_of_a_long_table_says_what_its_columns_are(chunker: Chunker, kind: str) -> None:
    table, markup = LONG_TABLES[kind]
    chunks = chunker.split(f"Words before.\n\n{table}\n\nWords after.\n", markup)
    pieces = [chunk for chunk in chunks if "spring" in chunk.text]
    assert len(pieces) > 3
    for chunk in pieces:
        assert re.search(r"Part(?:\W|/?th\b)+Price", chunk.text), chunk.text
        assert chunker.count(chunk.text) <= 254
    assert not any(re.search(r"Price\W*\Z", chunk.text) for chunk in chunks), "names of columns without a row"


def test_a_table_of_very_many_columns_repeats_the_first_of_them(chunker: Chunker) -> None:
    wide = "| " + " | ".join(f"Column {n}" for n in range(60)) + " |\n" + "|---" * 60 + "|\n"
    chunks = chunker.split(wide + ("| x " * 60 + "|\n") * 20, MARKDOWN)
    assert all("Column 0 | Column 1" in chunk.text for chunk in chunks)
    assert max(chunker.count(chunk.text) for chunk in chunks) <= 254
