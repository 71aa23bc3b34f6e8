"""Headings are those that docutils and markdown-it find, in the documentation of the packages that are installed."""

import contextlib
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from docutils import frontend, nodes, utils
from docutils.parsers.rst import Parser
from markdown_it import MarkdownIt

from include.embedding import chunking
from include.embedding.chunking import Chunker
from include.embedding.model import find_model
from include.settings import PROJECT
from include.sources.extraction import extract
from include.sources.markup import MARKDOWN, RESTRUCTUREDTEXT, find_blocks, find_title

PACKAGES = Path(pytest.__file__).parent.parent
RST = sorted(PACKAGES.rglob("*.rst"))
MD = sorted(PACKAGES.rglob("*.md"))[::4]
FRONT_MATTER = {
    "title: Plain": "Plain",
    "title: 'a: b'": "a: b",
    'title: "quoted \\u00e9"': "quoted é",
    "title: >\n  folded\n  words": "folded words",
    "title: 2024": "2024",
    "title: 2024-05-01": "2024-05-01",
    "tags: [a]\ntitle: Last # remark": "Last",
    "title: [a, b]": "Heading",
    "title:": "Heading",
    "layout: page\ntitle:  Pumps: an overview\ntags:\n- a": "Pumps: an overview",
    "title: {{ page }}": "{{ page }}",
    "title:\tTabbed\n\tnot: yaml": "Tabbed",
    "title: 'Pumps'\nday: 2024-13-45": "Pumps",
    "owner: ops": "Heading",
}


def found(text: str, markup: str) -> list[tuple[int, str]]:
    return [(block.level, block.heading) for block in find_blocks(text, markup) if block.level]


def docutils_finds(text: str) -> list[tuple[int, str]]:
    settings = frontend.get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5
    settings.file_insertion_enabled = settings.raw_enabled = False
    document = utils.new_document("", settings)
    Parser().parse(text, document)
    sections = document.findall(nodes.section)
    return [(len(one.section_hierarchy()), " ".join(one[0].astext().split())) for one in sections]


def markdown_it_finds(text: str) -> list[tuple[int, str]]:
    _, *parts = text.split("---\n", 2) if text.startswith("---\n") else [""]
    with contextlib.suppress(yaml.YAMLError):
        if len(parts) == 2 and isinstance(yaml.safe_load(parts[0]), dict):
            text = parts[1]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [
        (int(token.tag[1]), " ".join(inline.content.split()))
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and not token.level
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", RST, ids=lambda path: path.name)
def test_titles_are_those_of_docutils(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = path.read_text("utf-8")
    assert found(text, RESTRUCTUREDTEXT) == docutils_finds(text)
    assert not any(capfd.readouterr())


@pytest.mark.parametrize("path", MD, ids=lambda path: path.name)
def test_headings_are_those_of_markdown_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert found(text, MARKDOWN) == markdown_it_finds(text)


@pytest.mark.parametrize("front", FRONT_MATTER)
@pytest.mark.parametrize("end", ["---", "..."])
def test_the_title_in_front_matter_is_what_yaml_says(front: str, end: str) -> None:
    assert extract(f"---\n{front}\n{end}\n# Heading\n".encode(), "a.md").title == FRONT_MATTER[front]


def test_the_title_of_hugo_is_what_toml_says() -> None:
    assert extract(b'+++\ntitle = "Pumps"\ndate = 2024-01-01\n+++\n\n## Intro\n', "a.md").title == "Pumps"


def test_yaml_in_front_matter_makes_nothing_but_plain_values() -> None:
    text = "---\ntitle: !!python/object/apply:os.getcwd []\n---\n# Heading\n"
    assert find_title(text, MARKDOWN) == "Heading"


def test_a_role_of_one_document_is_none_in_the_next() -> None:
    title = "The :py:`x` of it"
    document = f"{title}\n{'=' * len(title)}\n"
    assert found(f".. role:: py(code)\n\n{document}", RESTRUCTUREDTEXT) == [(1, "The x of it")]
    assert found(document, RESTRUCTUREDTEXT) == [(1, title)]


@pytest.mark.parametrize("title", ["Basics of everything", "Os", "The `first` one and more"])
def test_another_title_in_restructuredtext_makes_few_new_chunks(title: str) -> None:
    chunker: Chunker = find_model("all-MiniLM-L6-v2").chunker()
    parts = (f"Part {n}\n{'-' * 7}\n\n{f'Sentence {n} of the part, which is long. ' * 12}\n\n" for n in range(40))
    text = "Basics\n======\n\nWords.\n\n" + "".join(parts)
    known = {chunk.hash for chunk in chunker.split(text, RESTRUCTUREDTEXT)}
    edited = chunker.split(text.replace("Basics", title, 1), RESTRUCTUREDTEXT)
    assert len({chunk.hash for chunk in edited} - known) <= 2


def test_parsers_are_imported_for_their_own_documents_alone() -> None:
    code = (
        "import sys; from include.sources.extraction import extract; import include.embedding.chunking; "
        "extract(b'a', 'a.txt'); "
        "print(sorted({'docutils', 'markdown_it', 'yaml', 'pypdf', 'pypdfium2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_of_each_reader_is_part_of_the_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    before = chunking.fingerprint(254, "same")
    monkeypatch.setattr(chunking, "READING", "pdf 3")
    assert chunking.fingerprint(254, "same") != before
