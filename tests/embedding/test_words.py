"""Words of texts and of questions: what a search by words finds."""

import sys

import pytest

from include.embedding.tokens import Token, tokens
from include.embedding.words import asked_words, language_of, words_that_hit, words_vector
from include.vector_store.sparse import SparseVector, idf

ENGLISH = "Everybody has twenty-seven days of holiday. Enter the dates early, and tell the people that you work with."
GERMAN = "Jeder hat siebenundzwanzig Urlaubstage. Tragt die Termine früh ein und sagt es in den Häusern."


def score(question: str, text: str, *languages: str) -> float:
    """What the words of a question and of a text have in common, with every word equally rare."""
    asked, told = asked_words(question, languages or ("en",)).terms, words_vector(text, language_of(text))
    weights = dict(zip(told.indices, told.values, strict=True))
    return sum(value * weights.get(index, 0.0) for index, value in zip(asked.indices, asked.values, strict=True))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ORA-00942: table", ["ora-00942"]),
        ("use --max-active-runs=16", ["--max-active-runs", "max-active-runs"]),
        ("AIRFLOW__CORE__PARALLELISM", ["airflow__core__parallelism"]),
        ("core.max_active_runs", ["core.max_active_runs", "max_active_runs"]),
        ("dag.maxActiveRuns", ["dag.maxactiveruns", "maxactiveruns"]),
        (
            "see ../path/to/file_name.py.",
            ["../path/to/file_name.py", "path/to/file_name.py", "file_name.py", "file_name"],
        ),
        ("part 4711-B-22", ["4711-b-22"]),
        ("std::vector in C++", ["std::vector", "c++"]),
        ("__init__", ["__init__"]),
        ("HTTPServer", ["httpserver"]),
    ],
)
def test_an_identifier_is_a_word_by_itself_whole_and_at_each_level(text: str, names: list[str]) -> None:
    assert [whole for token in tokens(text) for whole in token.wholes] == names


def test_an_identifier_is_found_by_its_parts_too() -> None:
    (token,) = tokens("core.maxActive_runs")
    assert token.words == ("core", "max", "active", "runs")
    assert score("active run", "Set core.maxActive_runs.") > 0


@pytest.mark.parametrize(
    "ordinary", ["well-known", "20th", "1990s", "e.g.", "and/or", "1984", "don't", "Airflow", "U.S.", "a"]
)
def test_a_word_of_a_sentence_is_no_identifier(ordinary: str) -> None:
    assert [token.identifiers for token in tokens(ordinary)] == [()]
    assert asked_words(ordinary, ["en"]).identifiers == ()


@pytest.mark.parametrize(
    "named",
    ["E1042", "sha256", "ORA-00942", "0x80070005", "--limit", "MAX_RUNS", "maxRuns", "a.b_c", "os.path", "/etc/app/x"],
)
def test_a_name_of_one_thing_is_an_identifier(named: str) -> None:
    (token,) = tokens(named)
    assert token.identifiers[0] == named.casefold()
    asked = asked_words(named, ["en"])
    assert set(asked.identifiers) <= set(asked.terms.indices)


def test_the_same_letters_elsewhere_are_another_identifier() -> None:
    told = words_vector("Set max_active_runs and read about runs.", "en").indices
    assert asked_words("max_active_runs", ["en"]).identifiers[0] in told
    assert asked_words("max_active_run", ["en"]).identifiers[0] not in told


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH, "en"), (GERMAN, "de"), ("E1042", "en"), ("", "en"), ("\x00\x0b 1\ud800", "en")]
)
def test_the_language_of_a_text_is_found(text: str, language: str) -> None:
    assert language_of(text) == language


def test_endings_are_no_difference_in_the_language_of_the_text() -> None:
    assert score("holidays", ENGLISH) > 0
    assert score("Haus", GERMAN, "de", "en") > 0
    assert score("Urlaubstagen", GERMAN, "en") == 0 < score("Urlaubstagen", GERMAN, "de")


def test_a_text_without_spaces_is_found_by_a_part_of_it() -> None:
    assert score("京都", "东京都の人") > 0
    assert score("大阪", "东京都の人") == 0


def test_a_word_counts_more_where_it_is_more_of_the_text_and_never_without_end() -> None:
    once, often = score("holiday", "holiday " + "work " * 20), score("holiday", "holiday " * 10 + "work " * 20)
    assert score("holiday", "holiday " + "work " * 200) < once < often < 2.2
    assert idf(100, 1) > idf(100, 50) > 0


def test_words_depend_on_the_text_alone_and_are_in_order() -> None:
    vector = words_vector(ENGLISH, "en")
    assert vector == words_vector(ENGLISH, "en")
    assert list(vector.indices) == sorted(set(vector.indices))
    assert min(vector.values) > 0
    assert words_vector("... !", "en") == SparseVector((), ())


def test_the_words_that_hit_are_told_as_they_stand_and_common_ones_are_not() -> None:
    asked = asked_words("what are the holidays of --max-runs in the houses", ["en"])
    text = "The Holiday of the house: `--max-runs` holidays."
    assert words_that_hit(text, asked) == ["Holiday", "house", "--max-runs", "holidays"]


def test_a_plain_word_is_one_token() -> None:
    assert list(tokens("Holiday")) == [Token("Holiday", ("holiday",))]


def test_the_libraries_are_imported_only_where_words_are_made() -> None:
    import subprocess

    code = "import sys, include.embedding.words, include.pipeline.store; sys.exit('Stemmer' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
