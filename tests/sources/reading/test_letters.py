"""What a person types is found, however a program has written the letters; nothing else of a text changes."""

import pytest

from bench.reading.sets.docx import docx
from include.embedding.words import asked_words, words_vector
from include.sources.extraction import extract
from tests.sources.refusals import reason

SAYS = "The o\ufb03ce, caf\u0065\u0301, Donau\u00addampf\u00adschiff, data\u200bbase, \u202bשלום\u202c"
SEEN = "The office, café, Donaudampfschiff, database, שלום"


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.rst", "a.adoc", "a.html"])
def test_letters_are_those_of_a_keyboard_in_every_type(name: str) -> None:
    assert extract(SAYS.encode(), name).text == SEEN


def test_letters_are_those_of_a_keyboard_in_a_file_of_word_and_in_titles() -> None:
    assert extract(docx("<w:p><w:r><w:t>The o\ufb03ce</w:t></w:r></w:p>"), "a.docx").text == "The office"
    assert extract("<title>The o\ufb03ce</title><p>a".encode(), "a.html").title == "The office"


def test_signs_for_a_terminal_are_no_part_of_a_log() -> None:
    logged = "\x1b[31mERROR\x1b[0m \x1b]8;;https://x.example\x1b\\disk\x1b]8;;\x1b\\ is f\bfu\bul\bll\bl\x07\n"
    assert extract(logged.encode(), "a.txt").text == "ERROR disk is full\n"


def test_what_says_something_itself_stays() -> None:
    text = "10 m² of ½, Ａ, 👩\u200d👩\u200d👧, می\u200cخواهم, a\tb\n\x0c"
    assert extract(text.encode(), "a.txt").text == text


def test_a_question_is_asked_in_the_same_letters() -> None:
    words = words_vector(extract(SAYS.encode(), "a.txt").text, "en")
    for asked in ("office", "o\ufb03ce", "cafe\u0301", "café"):
        assert set(asked_words(asked, ["en"]).terms.indices) <= set(words.indices)


def test_zeros_that_a_crash_left_behind_a_log_are_none_of_it() -> None:
    assert extract(b"The pump runs.\n" + bytes(4096), "a.txt").text == "The pump runs.\n"


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.pdf", "a.epub", "a.eml", "a.ipynb"])
def test_an_empty_file_of_any_type_is_called_empty(name: str) -> None:
    assert reason(b"", name) == "it is empty"
