"""A wrong rating changes what is answered next: to that question alone, and until it is taken back."""

from datetime import timedelta
from pathlib import Path

import pytest

from include.answers.answers import find_answer
from include.answers.feedback import rate
from include.knowledge.answer_rows import FACT, Evidence
from include.knowledge.doubts import RIGHT, WRONG, agreed
from include.provenance import Provenance
from tests.answers.conftest import LEAVE, NOW, PAGES, TRAVEL, Desk, copied

OTHER = "How many holidays does everybody have?"


@pytest.fixture(scope="module")
def first_two_pages(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = copied(first_desk, tmp_path_factory.mktemp("two_pages"))
    desk.edit("rules of before.md", "# Rules\n\n## Days of holiday\n\nEverybody has 25 days of holiday.\n")
    return desk


@pytest.fixture
def two_pages(first_two_pages: Desk, tmp_path: Path) -> Desk:
    return copied(first_two_pages, tmp_path)


def said(desk: Desk, question: str = LEAVE, user: str = "") -> str:
    return desk.answer(question, user=user).text.splitlines()[0]


def call(desk: Desk, verdict: str, question: str = LEAVE, *, by: str = "", asked_by: str = "") -> str:
    answer = desk.answer(question, user=asked_by)
    rate(desk.lake, Provenance(), answer.id, verdict, user=by)
    return answer.id


def test_an_answer_that_was_called_wrong_is_not_given_again_and_no_other_question_is_touched(two_pages: Desk) -> None:
    desk = two_pages
    before, others = said(desk), desk.ask(TRAVEL, OTHER).answers
    assert before == "Everybody has 27 days of holiday."
    call(desk, WRONG)
    again = desk.ask(LEAVE)
    assert (again.made, again.answers[0].text) == (1, "Everybody has 25 days of holiday.")
    assert desk.ask(TRAVEL, OTHER).answers == others
    assert desk.ask(LEAVE.upper()).made == 0


def test_a_word_that_is_taken_back_brings_the_answer_back(two_pages: Desk) -> None:
    before = said(two_pages)
    id_ = call(two_pages, WRONG)
    assert said(two_pages) != before
    rate(two_pages.lake, Provenance(), id_, RIGHT)
    assert said(two_pages) == before


def test_readers_who_disagree_change_nothing(two_pages: Desk) -> None:
    before = said(two_pages)
    id_ = call(two_pages, WRONG, by="u-ada")
    rate(two_pages.lake, Provenance(), id_, RIGHT, user="u-ben")
    assert said(two_pages) == before


def test_where_only_what_was_called_wrong_is_left_there_is_no_answer_until_its_page_is_another(desk: Desk) -> None:
    call(desk, WRONG)
    assert desk.answer(LEAVE).verdict == "no answer"
    desk.edit("leave.md", PAGES["leave.md"].replace("27", "30"))
    assert said(desk) == "Everybody has 30 days of holiday."


def test_what_somebody_asked_as_themselves_and_calls_wrong_is_doubted_for_them_alone(two_pages: Desk) -> None:
    before = said(two_pages)
    call(two_pages, WRONG, asked_by="u-ada")
    assert said(two_pages, user="u-ada") != before
    assert said(two_pages, user="u-ben") == said(two_pages) == before


def test_a_model_is_given_what_readers_doubt_last_or_not_at_all(two_pages: Desk) -> None:
    desk = two_pages
    desk.said = lambda prompt: f"Everybody has {prompt.partition('Everybody has ')[2][:2]} days [1]."
    first = desk.answer(LEAVE, by=desk.model)
    rate(desk.lake, Provenance(), first.id, WRONG)
    second = desk.answer(LEAVE, by=desk.model)
    assert (first.text, second.text) == ("Everybody has 25 days [1].", "Everybody has 27 days [1].")


def test_a_fact_that_was_called_wrong_is_less_sure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fact = Evidence(FACT, "u-ada", "team size", "f" * 64, 0.8, "has a team of four people")
    monkeypatch.setattr("include.answers.retrieval.facts_of", lambda _settings, user, _asked: [fact] if user else [])
    question = "How many people are in my team?"
    assert "four people" in said(desk, question, "u-ada")
    call(desk, WRONG, question, asked_by="u-ada")
    after = desk.answer(question, user="u-ada")
    assert "four people" not in after.text
    assert [each.score for each in after.evidence if each.kind == FACT] == [0.5]


def test_a_question_reads_the_ratings_of_its_own_answers_and_those_that_do_not_know_their_question(desk: Desk) -> None:
    ids = [call(desk, WRONG), call(desk, WRONG, TRAVEL)]
    assert sorted(agreed(desk.lake)) == sorted(ids)
    assert list(agreed(desk.lake, [LEAVE.upper()])) == ids[:1]
    table = desk.lake.open_or_create("answer_feedback")
    rows = [row | {"asked": ""} for row in desk.lake.rows("answer_feedback")]
    desk.lake.change(table, "answer_feedback", rows, [], {})
    assert sorted(agreed(desk.lake, [LEAVE])) == sorted(ids)


def test_answers_of_one_second_are_known_in_their_order(two_pages: Desk) -> None:
    first = two_pages.answer(LEAVE, now=NOW)
    rate(two_pages.lake, Provenance(), first.id, WRONG)
    second = two_pages.answer(LEAVE, now=NOW + timedelta(milliseconds=1))
    assert first.id != second.id
    assert first.asked_at < second.asked_at


def test_a_rating_makes_the_kept_answer_stale_at_once(two_pages: Desk) -> None:
    id_, other = call(two_pages, WRONG), two_pages.answer(TRAVEL).id
    report = two_pages.refresh()
    assert (report.worked, report.event["answers_stale"], report.event["stale"]) == (True, 1, id_)
    found = [find_answer(two_pages.lake, one) for one in (id_, other)]
    assert [answer.status for answer in found if answer] == ["stale", "current"]
    assert not two_pages.refresh().worked
