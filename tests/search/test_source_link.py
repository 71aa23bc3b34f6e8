"""Where a passage can be opened; what stands in it comes from documents, which nobody trusts."""

from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest

from include.answers.answers import find_answer
from include.answers.cache import ask
from include.answers.page import answer_page
from include.answers.retrieval import UserQuestion
from include.errors import SettingsError
from include.knowledge.tables import knowledge_lake
from include.link_template import link_template
from include.provenance import Provenance
from include.search.source_link import opens_in_a_browser, source_link
from include.settings import Settings
from tests.conftest import Workplace
from tests.pipeline.test_run_report import Page

WIKI = "https://wiki.example/read?at={line}&name={document}&page={page}#L{line}"


def link(template: str, document: str, place: str = "", source: str = "/srv/handbook") -> str:
    settings = Settings.from_environment({"DOCUMENTS_URI": source, "SOURCE_LINK": template})
    return source_link(settings, document, place)


@pytest.mark.parametrize(
    ("source", "document", "place", "expected"),
    [
        ("/srv/hand book", "a/b c.md", "lines 3-9", "file:///srv/hand%20book/a/b%20c.md"),
        ("/srv/handbook", "sla #2?.pdf", "pages 3-4", "file:///srv/handbook/sla%20%232%3F.pdf#page=3"),
        ("s3://docs/handbook", "a/b c.md", "lines 3-9", "s3://docs/handbook/a/b c.md"),
        ("/srv/handbook", "a.html", "#inst all?", "file:///srv/handbook/a.html#inst%20all%3F"),
        ("/srv/handbook", "a.eml", "attachment #2.pdf", "file:///srv/handbook/a.eml"),
    ],
)
def test_without_a_template_it_is_the_file_or_the_object(source: str, document: str, place: str, expected: str) -> None:
    assert link("", document, place, source) == expected


def test_a_source_that_is_no_folder_is_linked_by_its_uri() -> None:
    settings = replace(Settings.from_environment({}), documents_uri="zip:///srv/handbook.zip", source_link="")
    assert source_link(settings, "a/b.md", "line 7") == "zip:///srv/handbook.zip/a/b.md"


@pytest.mark.parametrize(
    ("template", "document", "place", "expected"),
    [
        ("https://git.example/x/{document}#L{line}", "a/b.md", "lines 12-30", "https://git.example/x/a/b.md#L12"),
        ("https://git.example/x/{document}#L{line}", "a/b.pdf", "page 3", "https://git.example/x/a/b.pdf"),
        (
            "https://dms.example/{document}#page={page}",
            "deck.pptx",
            "slides 2-3",
            "https://dms.example/deck.pptx#page=2",
        ),
        (WIKI, "a.md", "line 7", "https://wiki.example/read?at=7&name=a.md&page=1#L7"),
        (WIKI, "a.xlsx", "rows 2-9 of A", "https://wiki.example/read?at=1&name=a.xlsx&page=1"),
    ],
)
def test_a_template_gets_document_line_and_page(template: str, document: str, place: str, expected: str) -> None:
    assert link(template, document, place) == expected


@pytest.mark.parametrize(
    "document",
    [
        "javascript:alert(1).md",
        "a\"onclick='x'.md",
        "a&b=c#d?e.md",
        "{line}{page}.md",
        "ü %2e%2e é.md",
        "<b>.md",
        "a\\b.md",
    ],
)
def test_no_name_of_a_document_leads_elsewhere(document: str) -> None:
    parts = urlsplit(link("https://wiki.example/read/{document}", document))
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("https", "wiki.example", "", "")
    assert unquote(parts.path) == f"/read/{document}"
    assert not set(parts.geturl()) & set("\"'<>\\ ")


@pytest.mark.parametrize("document", ["../secret.md", "a/../../b.md", "a//b.md", "./a.md"])
def test_a_name_that_a_browser_takes_for_another_path_has_no_link(document: str) -> None:
    assert link("https://wiki.example/read/{document}", document) == ""


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert('{document}')",
        "data:text/html,{document}",
        "file:///srv/{document}",
        "//wiki.example/{document}",
        "https://{document}/x",
        "https://wiki.example.{document}",
        "https://wiki.example/",
        "https://wiki.example/{document}{colour}",
        "https://wiki.example/{document}/{}",
        "https://wiki.example/a b/{document}",
        "https://[wiki/{document}",
    ],
)
def test_a_template_that_is_no_address_is_refused_in_one_line(template: str) -> None:
    with pytest.raises(SettingsError, match="SOURCE_LINK") as caught:
        link_template(template)
    assert "\n" not in str(caught.value)


def test_a_browser_is_led_to_pages_only() -> None:
    assert opens_in_a_browser("https://wiki.example/a")
    assert not any(map(opens_in_a_browser, ("", "file:///a", "s3://docs/a", "javascript:alert(1)", "HTTPS:a")))


def test_the_page_of_an_answer_says_where_its_words_stand_and_leads_there(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake, question = knowledge_lake(synced.settings), UserQuestion("How many days of holiday does everybody have?")
    (made,) = ask(synced.settings, lake, Provenance(), [question]).answers
    answer = find_answer(lake, made.id)
    assert answer
    without = Page(answer_page(synced.settings, answer, Provenance()))
    assert (without.links, "lines 1-9 Everybody has 27 days" in without.words) == ([], True)
    monkeypatch.setitem(synced.environment, "SOURCE_LINK", "https://wiki.example/{document}?a='\"#L{line}")
    page = Page(answer_page(synced.settings, answer, Provenance()))
    assert page.links == ["https://wiki.example/handbook/leave.md?a='\"#L1"]
