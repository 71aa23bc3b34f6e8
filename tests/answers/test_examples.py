"""Ratings change something: what readers confirm is asked from then on, and is an example with what it came from."""

import json

from include.answers.evaluation import EvaluationReport, evaluate
from include.answers.examples import EVALUATION, TRAINING, examples, refresh_examples
from include.answers.feedback import rate
from include.knowledge.forget_answers import forget_answers
from include.provenance import Provenance
from tests.answers.conftest import LEAVE, OFF_TOPIC, TRAVEL, Desk


def rated(desk: Desk, question: str, verdict: str, *, by: str = "", asked_by: str = "") -> str:
    answer = desk.answer(question, user=asked_by)
    rate(desk.lake, Provenance(), answer.id, verdict, user=by)
    return answer.id


def asked(report: EvaluationReport) -> dict[str, bool]:
    return {one.question: one.correct for one in report.evaluation.outcomes}


def test_a_confirmed_answer_is_asked_by_the_evaluation_from_then_on(desk: Desk) -> None:
    def evaluated() -> EvaluationReport:
        return evaluate(desk.settings, desk.place.lake, desk.lake, Provenance())

    assert asked(evaluated()) == {}
    rated(desk, LEAVE, "right")
    rated(desk, TRAVEL, "wrong")
    rated(desk, "Who may bring dogs to the office?", "right", asked_by="u-ada")
    assert asked(evaluated()) == {LEAVE: True}
    desk.edit("leave.md", "# Elsewhere\n\nNothing is said here.\n")
    desk.refresh()
    after = evaluated()
    assert asked(after) == {LEAVE: False}
    assert len(after.worse) == 1


def test_an_example_is_there_once_says_what_it_came_from_and_nothing_that_readers_disagree_on(desk: Desk) -> None:
    first = rated(desk, LEAVE, "right", by="u-ada")
    rate(desk.lake, Provenance(), first, "right", user="u-ben")
    rated(desk, LEAVE.upper(), "right")
    disputed = rated(desk, TRAVEL, "right", by="u-ada")
    rate(desk.lake, Provenance(), disputed, "wrong", user="u-ben")
    rated(desk, OFF_TOPIC, "right")  # there is no answer in it
    (row,) = examples(desk.lake)
    assert (row["question"].casefold(), row["verdict"]) == (LEAVE.casefold(), "right")
    assert "27 days" in row["text"]
    assert json.loads(row["citations"])[0]["source"] == "leave.md"
    assert row["part"] in (TRAINING, EVALUATION)
    assert refresh_examples(desk.lake, Provenance()).event["total"] == 1
    assert not refresh_examples(desk.lake, Provenance()).worked


def test_forgetting_a_user_reaches_the_examples(desk: Desk) -> None:
    rated(desk, LEAVE, "right", asked_by="u-ada")
    rated(desk, TRAVEL, "right", by="u-ada")
    refresh_examples(desk.lake, Provenance())
    assert len(desk.lake.rows("answer_examples")) == 2
    forget_answers(desk.lake, "u-ada", Provenance())
    assert desk.lake.rows("answer_examples") == examples(desk.lake) == []
