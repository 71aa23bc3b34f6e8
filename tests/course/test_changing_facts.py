"""What the checker says in exercise 5.9 before all of it is written, the figures of its text, and the workshop."""

import re
from pathlib import Path

import pytest

from include.course.chat_export import Said, write_batch
from include.course.check import check
from include.course.knowledge_workshop import KnowledgeWorkshop
from include.course.starters import render, solution_path, text_path
from include.course.verdicts import NOT_STARTED, PASS, WRONG, Verdict
from tests.course.matrix import MESSAGES, changed, solution

slow = pytest.mark.slow_check
LEARNED = {f"R{number}" for number in range(1, 11)}


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeWorkshop:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return KnowledgeWorkshop("tried")


def checked(text: str, folder: Path) -> dict[str, Verdict]:
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    return {verdict.requirement: verdict for verdict in check("5.9", path, "exercise_5_9", MESSAGES).verdicts}


@pytest.mark.parametrize(
    ("begun", "cut", "passing"),
    [
        pytest.param(1, "@dag(\n    schedule=[CONVERSATIONS]", {"R1"}, marks=slow),
        pytest.param(2, "def decide", {"R1", "R2"}, marks=slow),
        pytest.param(3, "def remembered", LEARNED, marks=slow),
    ],
)
def test_what_is_written_is_judged_and_the_rest_is_not_started(
    begun: int, cut: str, passing: set[str], tmp_path: Path
) -> None:
    whole, fresh = solution("5.9"), render(solution_path("5.9").read_text("utf-8"))
    half = whole[: whole.index(cut)] + fresh[fresh.index(f"# Task {begun + 1}:") :]
    text = half.replace("\n\nWORKSHOP", "\nfrom include.course.workshop import todo\n\nWORKSHOP", 1)
    text = text.replace('remembered(export["messages"])', 'export["messages"]')
    states = {name: verdict.state for name, verdict in checked(text, tmp_path).items()}
    assert {name for name, state in states.items() if state == PASS} == {*passing, "R12"}
    assert {state for name, state in states.items() if name not in {*passing, "R12"}} == {NOT_STARTED}


@slow
def test_ids_that_are_others_at_each_run_are_told_apart_from_news(tmp_path: Path) -> None:
    random = ('id_ = hash_of(json.dumps([*thing, said["value"], said["message"]]))[:12]', "id_ = str(uuid.uuid4())")
    text = changed(solution("5.9"), [("import json\n", "import json\nimport uuid\n"), random])
    verdict = checked(text, tmp_path)["R4"]
    assert (verdict.state, verdict.misconception) == (WRONG, "")
    assert "have other ids" in verdict.evidence


@slow
def test_a_fact_in_an_event_is_one_that_cannot_be_forgotten(tmp_path: Path) -> None:
    told = ('["user"] for id_ in changed})}', '["text"] for id_ in changed})}')
    users = ('{"users": sorted({(', '{"users": sorted({row["user"] for row in facts.values()}), "facts": sorted({(')
    verdict = checked(changed(solution("5.9"), [told, users]), tmp_path)["R3"]
    assert (verdict.state, verdict.misconception) == (WRONG, "")
    assert "Events stay" in verdict.evidence


def test_the_text_quotes_what_the_model_says(workshop: KnowledgeWorkshop) -> None:
    rows = re.findall(r"^\| (\w[^|]+) \| (\w[^|]+) \| (0\.\d+) \|", text_path("5.9").read_text("utf-8"), re.MULTILINE)
    measured = {(one, other): workshop.similarity(one, other) for one, other, _ in rows}
    assert len(rows) == 6
    assert measured == {(one, other): pytest.approx(float(told), abs=0.002) for one, other, told in rows}
    engineers = workshop.similarity("is backend engineer", "is frontend engineer")
    assert f"a similarity of {engineers:.3f}" in text_path("5.9").read_text("utf-8").replace("\n ", "")


def test_an_old_version_has_what_a_newer_one_has_not_until_it_is_vacuumed(workshop: KnowledgeWorkshop) -> None:
    for text in ("lives in Porto", "lives in Lisbon"):
        workshop.save("user_facts", {"f1": {"text": text}})
    assert [version["f1"]["text"] for version in workshop.versions("user_facts")] == [
        "lives in Porto",
        "lives in Lisbon",
    ]
    assert workshop.traces(["Porto"]) == ["old versions of user_facts"]
    workshop.vacuum("user_facts")
    assert workshop.traces(["Porto"]) == []
    assert workshop.traces(["Lisbon"]) == ["user_facts"]


def test_the_reader_takes_down_what_a_message_tells_it_to_and_who_wrote_it(workshop: KnowledgeWorkshop) -> None:
    messages = next(export["messages"] for export in workshop.exports() if export["thread"] == "turin")
    statements = workshop.summarise("turin", messages)["statements"]
    told = [(statement["author"], statement["user"], statement["text"]) for statement in statements]
    others = [("u-mallory", "u-gus", f"lives in {city}") for city in ("Atlantis", "Turin")]
    assert told == [("u-gus", "u-gus", "lives in Turin"), *others]
    assert [line["thread"] for line in workshop.journal() if line["did"] == "summarise"] == ["turin"]


def test_a_deleted_message_says_nothing(workshop: KnowledgeWorkshop) -> None:
    gone = Said("m1", "u-ada", "2026-01-12", "We make software for dentists.", deleted=True)
    write_batch(workshop.exported, "2026-01-13", {"dentists": [gone]})
    (export,) = workshop.exports()
    assert workshop.summarise("dentists", export["messages"]) == {"title": "", "statements": []}
