"""What was answered is not made again; what stands on changed words is stale, and nothing else is."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from include.answers import cache
from include.answers.answers import find_answer, rows_where
from include.answers.cache import ask
from include.answers.retrieval import UserQuestion
from include.errors import ModelCallError, SettingsError, StoreError
from include.knowledge.answer_rows import plain
from include.knowledge.tables import knowledge_lake
from include.provenance import Provenance
from include.settings import PROJECT
from tests.answers.conftest import LEAVE, NOW, OFF_TOPIC, PAGES, TRAVEL, Desk
from tests.conftest import Workplace


def test_an_answer_quotes_its_source_word_for_word(desk: Desk) -> None:
    answer = desk.answer(LEAVE)
    assert answer.verdict == "answered"
    assert answer.text.splitlines()[0] == "Everybody has 27 days of holiday."
    assert (answer.citations[0].source, answer.citations[0].heading) == ("leave.md", "Leave › Days")
    assert all(plain(each.quote) in plain(PAGES[each.source]) for each in answer.citations)


def test_a_question_that_nothing_answers_gets_no_answer_and_no_citation(desk: Desk) -> None:
    answer = desk.answer(OFF_TOPIC)
    assert (answer.verdict, answer.citations) == ("no answer", ())
    assert answer.text == "No answer found in what is searched."


def test_a_hit_does_no_work_commits_nothing_and_tells_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, commits = desk.ask(LEAVE), desk.commits
    monkeypatch.setattr(cache, "retrieve", lambda *_: pytest.fail("searched"))
    monkeypatch.setattr(cache, "writer_lock", lambda *_: pytest.fail("waited for a lock"))
    again = desk.ask(f"  {LEAVE.upper()} ")
    assert (again.answers, again.made, again.worked) == (first.answers, 0, False)
    assert desk.commits == commits


def test_a_hit_imports_no_model(desk: Desk) -> None:
    asking = ["-c", _ASKING.format(LEAVE)]
    for expected in ("True", "False"):
        done = subprocess.run(
            [sys.executable, *asking], cwd=PROJECT, env=desk.place.process_environment, capture_output=True, text=True
        )
        assert done.stdout.strip() == expected, done.stderr


_ASKING = """
import sys
from include.answers.__main__ import main
import io, contextlib
sys.argv = ["answering", "ask", {!r}]
with contextlib.redirect_stdout(io.StringIO()):
    assert main() == 0
print("openvino" in sys.modules or "torch" in sys.modules)
"""


def test_an_edited_page_makes_exactly_the_answers_that_stood_on_it_stale(desk: Desk) -> None:
    first = {question: desk.answer(question).id for question in (LEAVE, TRAVEL, OFF_TOPIC)}
    desk.edit("travel.md", PAGES["travel.md"].replace("58", "61"))
    report = desk.refresh()
    assert report.worked
    assert {name: report.event[name] for name in ("answers_stale", "answers_carried", "answers_current", "stale")} == {
        "answers_stale": 1,
        "answers_carried": 2,
        "answers_current": 2,
        "stale": first[TRAVEL],
    }
    assert [row["id"] for row in rows_where(desk.lake, "status = 'stale'")] == [first[TRAVEL]]
    assert "61 euros" in desk.answer(TRAVEL).text


def test_a_carried_answer_is_a_hit_at_the_new_version_and_keeps_its_key(desk: Desk) -> None:
    before = desk.answer(LEAVE)
    desk.edit("zebra.md", "# Zebra\n\nZebras graze on the savanna at dawn.\n")
    assert not desk.refresh().worked
    commits = desk.commits
    after = desk.ask(LEAVE)
    assert (after.made, desk.commits, after.answers[0].id) == (0, commits, before.id)
    assert after.answers[0].corpus_version != before.corpus_version


def test_nobody_has_to_refresh_before_a_question_is_answered_from_what_is_served(desk: Desk) -> None:
    desk.ask(LEAVE)
    desk.edit("leave.md", PAGES["leave.md"].replace("27", "30"))
    answer = desk.answer(LEAVE)
    assert "30 days" in answer.text
    assert [row["status"] for row in rows_where(desk.lake, "true")].count("current") == 1


def test_a_refresh_that_finds_the_same_words_emits_nothing_and_a_second_one_commits_nothing(desk: Desk) -> None:
    desk.ask(LEAVE)
    desk.edit("leave.md", PAGES["leave.md"] + "\n")  # another file, the same chunks
    assert not desk.refresh().worked
    commits = desk.commits
    assert not desk.refresh().worked
    assert desk.commits == commits


def test_an_edit_costs_nothing_where_no_question_was_ever_answered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("writer_lock", "corpus_version", "retrieve"):
        monkeypatch.setattr(f"include.answers.staleness.{name}", None)
    desk.edit("leave.md", PAGES["leave.md"].replace("27", "30"))
    assert not desk.refresh().worked
    assert desk.lake.open("answers") is None


def test_a_page_that_comes_closer_makes_an_answer_stale_though_its_own_page_is_the_same(desk: Desk) -> None:
    desk.ask(LEAVE)
    desk.edit("holidays.md", "# Holidays\n\nEverybody has 28 days of holiday from next year on.\n")
    assert desk.refresh().event["answers_stale"] == 1
    assert {each.source for each in desk.answer(LEAVE).citations} >= {"holidays.md", "leave.md"}


def test_a_removed_page_is_not_cited_any_more(desk: Desk) -> None:
    desk.ask(LEAVE)
    (desk.place.documents / "leave.md").unlink()
    desk.place.sync()
    desk.refresh()
    assert "leave.md" not in {each.source for each in desk.answer(LEAVE).citations}


def test_a_run_that_died_after_its_commit_tells_it_when_it_is_started_again(desk: Desk) -> None:
    run = Provenance("answer_question one")
    desk.ask(LEAVE, run=run)
    again = desk.ask(LEAVE, run=run)
    assert (again.made, again.worked, again.event["answers_made"]) == (0, True, 1)
    desk.edit("leave.md", PAGES["leave.md"].replace("27", "30"))
    run = Provenance("refresh_answers it's one")
    first = desk.refresh(run)
    assert desk.refresh(run).event["stale"] == first.event["stale"] != ""


def test_an_answer_lives_as_long_as_the_settings_say_and_is_then_made_again(desk: Desk) -> None:
    first = desk.answer(LEAVE)
    lifetime = timedelta(days=desk.settings.answer_lifetime_days)
    assert desk.ask(LEAVE, now=NOW + lifetime - timedelta(seconds=1)).made == 0
    later = desk.ask(LEAVE, now=NOW + lifetime)
    assert later.made == 1
    former = find_answer(desk.lake, first.id)
    assert former
    assert (former.status, former.reason) == ("stale", "its lifetime has passed")


def test_another_model_answers_anew(desk: Desk) -> None:
    desk.ask(LEAVE)
    assert desk.ask(LEAVE, by=desk.model).made == 1
    assert len(desk.prompts) == 1
    assert desk.ask(LEAVE).made == 0


def test_two_that_ask_at_once_pay_once(desk: Desk) -> None:
    both = Barrier(2)

    def one(_: int) -> Any:
        both.wait()
        return desk.answer(LEAVE, by=desk.model)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(one, range(2)))
    assert len(desk.prompts) == 1
    assert answers[0].id == answers[1].id


def test_each_paid_answer_is_kept_before_the_next_question_is_put(desk: Desk) -> None:
    def fail_at_travel(prompt: str) -> str:
        if TRAVEL in prompt:
            raise ModelCallError("the model is busy")
        return "Everybody has 27 days of holiday [1]."

    desk.said = fail_at_travel
    with pytest.raises(ModelCallError):
        desk.ask(LEAVE, TRAVEL, by=desk.model)
    desk.said = lambda _prompt: "The daily allowance is 58 euros [1]."
    desk.ask(LEAVE, TRAVEL, by=desk.model)
    assert [LEAVE in prompt for prompt in desk.prompts] == [True, False, False]


def test_what_one_user_was_told_is_no_answer_for_another(desk: Desk) -> None:
    desk.ask(LEAVE, user="ada")
    assert desk.ask(LEAVE, user="bob").made == 1
    assert desk.ask(LEAVE).made == 1


@pytest.mark.parametrize("question", ["", " \n", "x" * 1001])
def test_a_question_that_is_none_is_refused_in_one_line(question: str) -> None:
    with pytest.raises(SettingsError, match="the question is"):
        UserQuestion(question)


def test_before_anything_is_served_the_line_says_what_to_do(empty: Workplace) -> None:
    with pytest.raises(StoreError, match=r"nothing is served yet; run `python -m include\.sync` first"):
        ask(empty.settings, knowledge_lake(empty.settings), Provenance(), [UserQuestion(LEAVE)])
