"""Nothing that a forgotten user asked, or that was said from facts of that user, is left."""

from dataclasses import replace
from pathlib import Path

import pytest

from include.answers.answers import find_answer, rows_where
from include.answers.feedback import rate
from include.answers.page import write_page
from include.knowledge.answer_rows import FACT, Evidence, evidence_json, page_of
from include.knowledge.forget_answers import forget_answers, keys_of_user
from include.lake.queries import read_rows
from include.lake.reports import read_report, report_uri
from include.provenance import Provenance
from tests.answers.conftest import LEAVE, TRAVEL, Desk


def test_answers_pages_and_ratings_of_a_user_go_and_those_of_others_stay(desk: Desk) -> None:
    hers, his = desk.answer(LEAVE, user="ada"), desk.answer(LEAVE, user="bob")
    for answer in (hers, his):
        write_page(desk.settings, answer, Provenance())
    rate(desk.lake, Provenance(), hers.id, "right", "", "bob")
    rate(desk.lake, Provenance(), his.id, "wrong", "Not for me.", "ada")
    rate(desk.lake, Provenance(), his.id, "right", "", "bob")
    gone = forget_answers(desk.lake, "ada", Provenance())
    assert (gone.answers, gone.feedback) == (1, 2)
    assert find_answer(desk.lake, hers.id) is None
    assert [row["rated_by"] for row in read_rows(desk.lake.open("answer_feedback"), "rated_by")] == ["bob"]
    assert read_report(report_uri(desk.settings.lake_uri, page_of(hers.id))) is None
    assert LEAVE in (read_report(report_uri(desk.settings.lake_uri, page_of(his.id))) or "")
    assert forget_answers(desk.lake, "ada", Provenance()).answers == 0


def test_an_answer_that_stands_on_a_fact_of_a_user_goes_whoever_asked(desk: Desk) -> None:
    answer = desk.answer(TRAVEL)
    row = rows_where(desk.lake, "true")[0]
    fact = evidence_json([Evidence(FACT, "ada", "plan", "f", 0.9, "Ada travels to Rome."), *answer.evidence])
    desk.lake.change(desk.lake.open_or_create("answers"), "answers", [row | {"evidence": fact}], [], {})
    assert keys_of_user(desk.lake, "ada") == [answer.id]
    assert keys_of_user(desk.lake, "travel.md") == []


def test_everybody_who_gave_no_name_is_not_a_user(desk: Desk) -> None:
    desk.ask(LEAVE)
    with pytest.raises(ValueError, match="no user"):
        forget_answers(desk.lake, "", Provenance())


def test_there_is_nothing_to_forget_where_nobody_ever_asked(desk: Desk, tmp_path: Path) -> None:
    desk.settings = replace(desk.settings, lake_uri=str(tmp_path / "another"))
    assert forget_answers(desk.lake, "ada", Provenance()).answers == 0


def test_a_run_that_found_the_answer_before_it_was_forgotten_leaves_no_page(desk: Desk) -> None:
    answer = desk.answer(LEAVE, user="ada")
    forget_answers(desk.lake, "ada", Provenance())
    write_page(desk.settings, answer, Provenance())
    assert read_report(report_uri(desk.settings.lake_uri, page_of(answer.id))) is None
