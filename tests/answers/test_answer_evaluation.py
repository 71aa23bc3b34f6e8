"""Whether the answers became worse, and since when."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.answers.evaluation import EvaluationReport, evaluate
from include.answers.feedback import rate, ratings
from include.errors import SettingsError
from include.lake.queries import read_rows
from include.provenance import Provenance
from tests.answers.conftest import LEAVE, NOW, OFF_TOPIC, PAGES, TRAVEL, Desk

GOLDEN = {
    LEAVE: "leave.md",
    TRAVEL: "travel.md",
    "On which days may dogs come to the office?": "office.md",
    "How long does it take to restore a shard from its backup?": "backups.md",
}


@pytest.fixture
def golden(desk: Desk) -> Desk:
    path = desk.place.folder / "golden.json"
    path.write_text(json.dumps([{"question": each, "document": page} for each, page in GOLDEN.items()]))
    desk.settings = replace(desk.settings, golden_questions=str(path))
    return desk


def run(desk: Desk, **how: Any) -> EvaluationReport:
    night = NOW + timedelta(days=evaluations(desk) + 1)
    return evaluate(desk.settings, desk.place.lake, desk.lake, Provenance(time=night), **how)


def evaluations(desk: Desk) -> int:
    return len(read_rows(desk.lake.open("answer_evaluations"), "id"))


def test_good_answers_are_counted_and_kept_with_what_they_are_of(golden: Desk) -> None:
    report = run(golden)
    assert (report.evaluation.recall, report.evaluation.correctness, report.evaluation.answered) == (1.0, 1.0, 4)
    row = read_rows(golden.lake.open("answer_evaluations"), "corpus_version", "model", "recall", "questions")[0]
    assert (row["model"], row["recall"], row["questions"]) == ("extractive", 1.0, 4)
    assert row["corpus_version"] == golden.answer(LEAVE).corpus_version


def test_an_evaluation_of_what_was_evaluated_asks_nothing_and_tells_nobody(golden: Desk) -> None:
    run(golden)
    again = run(golden)
    assert (again.asked.made, again.worked, evaluations(golden)) == (0, False, 1)


def test_a_page_that_lost_its_answer_is_noticed_and_named(golden: Desk) -> None:
    run(golden)
    golden.edit("travel.md", "# Elsewhere\n\nNothing is said here.\n")
    report = run(golden)
    assert any(line.endswith(TRAVEL) for line in report.worse)
    assert "fell from 100% to 75%" in report.failure


def test_it_stays_a_failure_until_it_is_mended_or_accepted(golden: Desk) -> None:
    run(golden)
    golden.edit("travel.md", "# Elsewhere\n\nNothing is said here.\n")
    assert run(golden).failure
    again = run(golden)
    assert again.failure
    assert not again.worked
    golden.edit("travel.md", PAGES["travel.md"])
    mended = run(golden)
    assert (mended.failure, mended.worse, mended.better) == ("", (), ())
    golden.edit("travel.md", "# Elsewhere\n\nNothing is said here.\n")
    assert run(golden, accept=True).failure == ""
    assert run(golden).failure == ""


def test_an_answer_that_is_not_given_any_more_is_worse_though_no_citation_is_wrong(golden: Desk) -> None:
    golden.said = lambda prompt: "It is so [1]." if LEAVE in prompt else "NO ANSWER"
    run(golden)
    report = run(golden, answerer=golden.model)
    assert "answered with correct citations fell" in report.failure


def test_a_quote_that_its_page_does_not_have_is_not_correct(golden: Desk) -> None:
    report = run(golden)
    answer = report.asked.answers[0]
    from include.answers.evaluation import outcome
    from include.pipeline.golden import GoldenQuestion

    texts = {each.source: ["Something else."] for each in answer.citations}
    judged = outcome(GoldenQuestion(LEAVE, "leave.md"), answer, texts)
    assert (judged.answered, judged.correct) == (True, False)


def test_ratings_are_counted_and_the_newest_word_of_a_reader_holds(golden: Desk) -> None:
    answer = golden.answer(LEAVE)
    assert rate(golden.lake, Provenance(), answer.id, "wrong", "It is 28.", "ada").worked
    assert not rate(golden.lake, Provenance(), answer.id, "wrong", "It is 28.", "ada").worked
    assert rate(golden.lake, Provenance(), answer.id, "right", "", "ada").worked
    assert rate(golden.lake, Provenance(), answer.id, "wrong", "", "bob").worked
    report = run(golden)
    assert (report.event["rated_right"], report.event["rated_wrong"]) == (1, 1)


def test_a_rating_that_is_played_again_does_not_overwrite_a_newer_one(desk: Desk) -> None:
    answer = desk.answer(LEAVE)
    asked = datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert rate(desk.lake, Provenance(), answer.id, "wrong", user="ada", said_at=asked).worked
    assert rate(desk.lake, Provenance(), answer.id, "right", user="ada", said_at=asked + timedelta(hours=1)).worked
    assert not rate(desk.lake, Provenance(), answer.id, "wrong", user="ada", said_at=asked).worked
    assert ratings(desk.lake, [answer.id]) == {"right": 1, "wrong": 0}


def test_an_answer_that_nobody_gave_cannot_be_rated(desk: Desk) -> None:
    desk.ask(OFF_TOPIC)
    with pytest.raises(SettingsError, match="there is no answer 'nonsense'"):
        rate(desk.lake, Provenance(), "nonsense", "right")
    with pytest.raises(SettingsError, match="it can be right or wrong"):
        rate(desk.lake, Provenance(), "nonsense", "fine")


def test_without_golden_questions_there_is_nothing_to_evaluate(desk: Desk) -> None:
    desk.settings = replace(desk.settings, golden_questions=str(desk.place.folder / "none.json"))
    report = run(desk)
    assert (report.worked, evaluations(desk)) == (False, 0)
