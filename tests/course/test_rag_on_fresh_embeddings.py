"""What the checker says in exercise 15.1 before all of it is written, and the workshop that counts searches."""

from pathlib import Path

import pytest

from include.course.answer_workshop import GOLDEN, NEAR_ENOUGH, PAGES, AnswerWorkshop, hash_of
from include.course.check import check
from include.course.exercise_15_1.scenario import AT_HOME, FOOD, LEAVE, NEARER
from include.course.starters import render, solution_path
from include.course.verdicts import NOT_STARTED, PASS
from tests.course.matrix import MESSAGES, solution

ANSWERED = {"R1", "R2", "R3", "R4", "R5", "R9"}


@pytest.mark.parametrize(
    ("begun", "cut", "passing"),
    [
        pytest.param(1, "@dag(\n    schedule=[INDEX]", ANSWERED, marks=pytest.mark.slow_check),
        pytest.param(2, "def is_right", {*ANSWERED, "R6"}, marks=pytest.mark.slow_check),
    ],
)
def test_what_is_written_is_judged_and_the_rest_is_not_started(
    begun: int, cut: str, passing: set[str], tmp_path: Path
) -> None:
    whole, fresh = solution("15.1"), render(solution_path("15.1").read_text("utf-8"))
    half = whole[: whole.index(cut)] + fresh[fresh.index(f"# Task {begun + 1}:") :]
    path = tmp_path / "mine.py"
    path.write_text(half.replace("\n\nWORKSHOP", "\nfrom include.course.workshop import todo\n\nWORKSHOP", 1), "utf-8")
    states = {one.requirement: one.state for one in check("15.1", path, "exercise_15_1", MESSAGES).verdicts}
    assert {name for name, state in states.items() if state == PASS} == {*passing, "R10"}
    assert {state for name, state in states.items() if name not in {*passing, "R10"}} == {NOT_STARTED}


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnswerWorkshop:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    made = AnswerWorkshop("rag")
    assert made.index() == {"version": 1, "changed": len(PAGES)}
    return made


def test_the_index_follows_the_pages_and_has_a_version_only_when_it_does(workshop: AnswerWorkshop) -> None:
    assert workshop.index() == {}
    (workshop.uploads / "dogs.md").unlink()
    (workshop.uploads / "abroad.md").write_text(NEARER["abroad.md"], "utf-8")
    assert workshop.index() == {"version": 2, "changed": 2}
    found = {passage.document for passage in workshop.find(FOOD)}
    assert "abroad.md" in found
    (dogs,) = (question for question, page in GOLDEN.items() if page == "dogs.md")
    assert "dogs.md" not in {passage.document for passage in workshop.find(dogs)}


def test_the_pages_answer_what_they_should_and_nothing_else(workshop: AnswerWorkshop) -> None:
    nearest = {
        question: workshop.sentences(question, workshop.find(question))[0]
        for question in (*GOLDEN, LEAVE, FOOD, AT_HOME)
    }
    assert {question for question, found in nearest.items() if found.score < NEAR_ENOUGH + 0.1} == {AT_HOME}
    assert NEAR_ENOUGH - 0.05 < nearest[AT_HOME].score < NEAR_ENOUGH, "whoever lowers the bar a little answers it"
    assert all(found.text in PAGES[found.document] for found in nearest.values())
    wrong = [question for question, page in GOLDEN.items() if nearest[question].document != page]
    assert len(wrong) == 1, "one golden question has its page found and another page cited"


@pytest.mark.parametrize(("question", "page", "answers"), [(LEAVE, "leave.md", True), (AT_HOME, "home.md", False)])
def test_a_page_is_near_where_no_sentence_of_it_is_and_the_other_way_about(
    question: str, page: str, answers: bool, workshop: AnswerWorkshop
) -> None:
    (passage,) = workshop.find(question)
    sentence = workshop.sentences(question, [passage])[0]
    assert passage.document == page
    assert (passage.score >= NEAR_ENOUGH, sentence.score >= NEAR_ENOUGH) == (not answers, answers)
    assert abs(passage.score - NEAR_ENOUGH) > 0.05


def test_each_search_and_each_reading_is_noted(workshop: AnswerWorkshop) -> None:
    workshop.sentences(FOOD, workshop.find(FOOD))
    done = [(line["did"], line.get("asks")) for line in workshop.journal() if line["did"] in ("search", "sentences")]
    assert done == [("search", hash_of(FOOD)), ("sentences", hash_of(FOOD))]


def test_another_ranking_is_another_index_with_the_same_passages_in_another_order(workshop: AnswerWorkshop) -> None:
    (workshop.uploads / "abroad.md").write_text(NEARER["abroad.md"], "utf-8")
    workshop.index()
    before = [passage.hash for passage in workshop.find(FOOD)]
    workshop.rank_otherwise()
    assert workshop.index() == {"version": 3, "changed": 0}
    assert [passage.hash for passage in workshop.find(FOOD)] == before[::-1]
    assert len(before) > 1
