"""Who asks is answered from their own facts, too, and from nobody else's."""

from dataclasses import replace
from pathlib import Path

import pytest

from include.answers.answers import rows_where
from include.answers.cache import ask
from include.answers.feedback import rate
from include.answers.own_facts import facts_of
from include.answers.retrieval import UserQuestion, corpus_version
from include.knowledge.answer_rows import ANSWERED, FACT, NO_ANSWER
from include.knowledge.doubts import RIGHT, WRONG
from include.knowledge.facts import CURRENT
from include.knowledge.forget_answers import forget_answers, keys_of_user
from include.knowledge.profiles import profile_lines, require_profile
from include.knowledge.relations import Relation, relations
from include.knowledge.sync import sync
from include.lake.queries import Row, read_rows
from include.language_model.calls import Reply
from include.provenance import Provenance
from tests.answers.conftest import LEAVE, NOW, Desk, copied

CITY, ENGINE = "In which city do I live?", "What pet do I have?"


@pytest.fixture(scope="module")
def first_known(first_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The sample conversations were learned from; it is there to be copied."""
    desk = copied(first_desk, tmp_path_factory.mktemp("known"))
    sync(desk.settings, Provenance())
    return desk


@pytest.fixture
def known(first_known: Desk, tmp_path: Path) -> Desk:
    return copied(first_known, tmp_path)


def facts(desk: Desk, user: str) -> list[Row]:
    rows = desk.lake.rows("user_facts")
    return [row for row in rows if row["user"] == user]


def test_a_question_about_oneself_is_answered_from_ones_own_fact(known: Desk) -> None:
    for user, city in {"u-joel": "Chur", "u-ines": "Porto", "u-haruka": "Osaka"}.items():
        answer = known.answer(CITY, user=user)
        assert answer.text.splitlines()[0] == f"lives in {city}"
        assert (answer.citations[0].kind, answer.citations[0].source) == (FACT, user)
        assert {each.source for each in answer.evidence if each.kind == FACT} == {user}


@pytest.mark.parametrize("who", ["", "Joël Brändli", "Joël", "joël brändli", "u-joe", "u-nobody", "u-joel' OR '1'='1"])
def test_who_has_no_such_id_is_told_nothing_of_anybody(known: Desk, who: str) -> None:
    answer = known.answer(ENGINE, user=who)
    assert answer.verdict == NO_ANSWER
    assert not [each for each in answer.evidence if each.kind == FACT]


@pytest.mark.parametrize("question", ["Where does Inês live?", "What pet does Joël have?", "Where does u-ines live?"])
def test_nobody_learns_what_is_known_of_another(known: Desk, question: str) -> None:
    for asker in ("u-joel", "u-alex-2", ""):
        assert facts_of(known.settings, asker, question) == []
    about_both = known.answer("Where do I live, and where does Inês Carvalho (u-ines) live?", user="u-joel")
    assert {each.source for each in about_both.evidence if each.kind == FACT} <= {"u-joel"}
    assert "Porto" not in about_both.text


def test_two_users_of_one_name_are_two(known: Desk) -> None:
    asked = {user: facts_of(known.settings, user, "Which editor do I use?") for user in ("u-alex-1", "u-alex-2")}
    assert {user: found[0].text for user, found in asked.items()} == {
        "u-alex-1": "uses Helix",
        "u-alex-2": "uses PyCharm",
    }


def test_an_id_that_is_the_name_of_another_gets_nothing_of_the_other(known: Desk) -> None:
    (row,) = [row for row in facts(known, "u-joel") if row["text"] == "lives in Chur"]
    twin = row | {"id": "twin", "user": "Joël Brändli", "name": "Somebody", "text": "lives in Bern", "value": "Bern"}
    known.lake.change(known.lake.open_or_create("user_facts"), "user_facts", [twin], [], {})
    assert {found.text for found in facts_of(known.settings, "Joël Brändli", CITY)} == {"lives in Bern"}


def test_what_is_believed_no_more_answers_no_more_and_its_answers_are_stale(known: Desk) -> None:
    first = {user: known.answer(CITY, user=user) for user in ("u-joel", "u-ines")}
    shared = known.answer(LEAVE)
    table = known.lake.open_or_create("user_facts")
    (row,) = [row for row in facts(known, "u-joel") if row["text"] == "lives in Chur" and row["status"] == CURRENT]
    known.lake.change(table, "user_facts", [row | {"text": "lives in Sion", "value": "Sion"}], [], {})
    report = known.refresh()
    assert report.event["stale"] == first["u-joel"].id
    assert known.answer(CITY, user="u-joel").text.splitlines()[0] == "lives in Sion"
    assert known.ask(CITY, user="u-ines").made == 0
    assert known.ask(LEAVE).answers[0].id == shared.id


def test_facts_belong_to_the_version_of_who_has_them_only(known: Desk) -> None:
    assert corpus_version(known.settings, "u-joel") != corpus_version(known.settings, "u-ines")
    assert corpus_version(known.settings, "u-nobody") == corpus_version(known.settings)


def test_a_model_sees_the_facts_of_who_asks_and_of_nobody_else(known: Desk) -> None:
    known.said = lambda prompt: "NO ANSWER"
    known.ask(CITY, user="u-joel", by=known.model)
    (prompt,) = known.prompts
    assert "lives in Chur" in prompt
    others = {
        row["text"] for row in read_rows(known.lake.open("user_facts"), "user", "text") if row["user"] != "u-joel"
    }
    own = {row["text"] for row in facts(known, "u-joel")}
    assert not [text for text in others - own if text in prompt]


def test_forgetting_a_user_takes_the_answers_that_stood_on_their_facts(known: Desk) -> None:
    hers, his = known.answer(CITY, user="u-ines"), known.answer(CITY, user="u-joel")
    assert keys_of_user(known.lake, "u-ines") == [hers.id]
    assert forget_answers(known.lake, "u-ines", Provenance()).answers == 1
    assert [row["id"] for row in rows_where(known.lake, "true")] == [his.id]


def test_a_reply_is_not_passed_on_as_sourced_by_a_fact_that_says_another_thing(known: Desk) -> None:
    class Liar:
        def reply(self, prompt: str) -> Reply:
            return Reply("You have 99 dogs [1].", 10, 5)

    by = replace(known.model, open_model=Liar)
    report = ask(known.settings, known.lake, Provenance(), [UserQuestion(ENGINE, "u-joel")], by, NOW)
    assert report.answers[0].verdict != ANSWERED


def test_a_profile_and_the_graph_show_what_readers_doubt_until_the_word_is_taken_back(known: Desk) -> None:
    answer = known.answer(CITY, user="u-joel")
    told = f"    doubted: called wrong as an answer to: {CITY.lower()}"

    def lines() -> list[str]:
        return profile_lines(require_profile(known.lake, "u-joel"))

    def doubts() -> list[Relation]:
        return [one for one in relations(known.lake) if one.kind == "doubts"]

    assert told not in lines()
    rate(known.lake, Provenance(), answer.id, WRONG)
    assert lines()[lines().index(told) - 1].startswith("  lives in Chur")
    (city,) = [row for row in facts(known, "u-joel") if row["text"] == "lives in Chur"]
    assert doubts() == [Relation("u-joel", f"an answer to: {CITY.lower()}", "doubts", city["id"])]
    assert not any("doubted" in line for line in profile_lines(require_profile(known.lake, "u-ines")))
    rate(known.lake, Provenance(), answer.id, RIGHT)
    assert (told in lines(), doubts()) == (False, [])
