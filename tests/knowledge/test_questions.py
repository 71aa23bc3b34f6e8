"""Now, on a day, as it was known, why, and what changed: asked of the tables."""

import json
import time
from datetime import UTC, date, datetime

import pytest

from include.errors import SettingsError
from include.knowledge import __main__ as command
from include.knowledge.answer_page import knowledge_page
from include.knowledge.questions import Knowledge
from include.knowledge.summaries import summarise
from include.provenance import Provenance
from tests.knowledge.conftest import Chat

JANUARY, MARCH = "2026-01-05T09:00:00Z", "2026-03-05T09:00:00Z"


@pytest.fixture
def moved(chat: Chat) -> Chat:
    chat.thread("january", ("u-mira", JANUARY, "I live in Berlin, and we use Postgres."))
    chat.thread("march", ("u-mira", MARCH, "I moved to Hamburg."))
    chat.learn()
    return chat


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (None, "Hamburg"),
        ("2026-03-05", "Hamburg"),
        ("2026-03-04", "Berlin"),
        ("2026-01-05", "Berlin"),
        ("2026-01-04", ""),
    ],
)
def test_what_held_on_a_day_is_asked_by_the_day(moved: Chat, on: str | None, value: str) -> None:
    found = moved.knowledge.ask("Where does Mira live?", on=date.fromisoformat(on) if on else None, limit=1)
    assert [belief.value for belief in found] == ([value] if value else [])


def test_a_question_finds_what_it_is_about_and_nothing_else(moved: Chat) -> None:
    assert moved.knowledge.ask("Which database does Mira use?")[0].text == "uses PostgreSQL"
    assert moved.knowledge.ask("the price of bananas") == []


def test_an_unknown_user_is_told_apart_from_one_who_said_nothing(moved: Chat) -> None:
    with pytest.raises(SettingsError, match="nothing is known of a user 'u-nobody'"):
        moved.knowledge.ask(who="u-nobody")


def test_what_was_known_is_another_question_than_what_held(moved: Chat) -> None:
    before = datetime.now(UTC)
    time.sleep(0.01)  # Delta's clock has milliseconds
    moved.thread("late", ("u-mira", "2026-02-01T09:00:00Z", "I moved to Kiel."))
    moved.learn()
    february = date(2026, 2, 10)
    assert moved.knowledge.ask("Where does Mira live?", on=february, limit=1)[0].value == "Kiel"
    then = Knowledge(moved.settings, moved.lake, before)
    assert then.ask("Where does Mira live?", on=february, limit=1)[0].value == "Berlin"
    changes = {(change.kind, change.belief.value) for change in moved.knowledge.changed_since(then)}
    assert changes == {("learned", "Kiel"), ("moved", "Berlin")}


def test_before_there_was_a_table_nothing_was_known(moved: Chat) -> None:
    long_ago = Knowledge(moved.settings, moved.lake, datetime(2020, 1, 1, tzinfo=UTC))
    assert long_ago.rows == []
    assert {change.kind for change in moved.knowledge.changed_since(long_ago)} == {"learned"}


def test_changes_name_what_was_confirmed_superseded_and_withdrawn(moved: Chat) -> None:
    before = datetime.now(UTC)
    time.sleep(0.01)
    moved.thread("again", ("u-mira", "2026-04-01T09:00:00Z", "Hamburg here. We are on MySQL now."))
    (moved.export / "january.json").unlink()
    moved.learn()
    then = Knowledge(moved.settings, moved.lake, before)
    changes = {(change.kind, change.belief.value) for change in moved.knowledge.changed_since(then)}
    withdrawn = {("withdrawn", "Berlin"), ("withdrawn", "Postgres")}
    assert changes == {("confirmed", "Hamburg"), ("learned", "MySQL"), *withdrawn}


def test_why_names_the_words_the_thread_what_was_replaced_and_the_run(moved: Chat) -> None:
    hamburg = moved.knowledge.ask("Where does Mira live?", limit=1)[0]
    reason = moved.knowledge.why(hamburg.id[:8])
    assert [(source.thread, source.message, source.quote) for source in reason.sources] == [
        ("march", "m1", "I moved to Hamburg.")
    ]
    assert [belief.value for belief in reason.replaced] == ["Berlin"]
    assert reason.run.startswith("command ")
    former = moved.knowledge.why(reason.replaced[0].id)
    assert former.replaced_by is not None
    assert former.replaced_by.id == hamburg.id


@pytest.mark.parametrize("fact", ["", "ab", "zzzzzzzz"])
def test_an_id_that_names_no_fact_is_one_line(moved: Chat, fact: str) -> None:
    with pytest.raises(SettingsError, match="have an id that begins with"):
        moved.knowledge.why(fact)


def test_what_people_wrote_is_text_on_the_page(chat: Chat) -> None:
    chat.names["u-mira"] = "<img src=x onerror=alert(1)>"
    chat.thread("one", ("u-mira", JANUARY, "<b>So</b> I live in Berlin <i>now</i>."))
    chat.learn()
    asked = {"question": "<script>alert(1)</script>", "user": None}
    page = knowledge_page(asked, chat.knowledge, chat.knowledge.ask(), [], Provenance())
    assert "<script>alert" not in page
    assert "<img src" not in page
    assert "&lt;b&gt;So&lt;/b&gt; I live in Berlin" in page


def test_the_command_answers_as_json_and_as_lines(
    moved: Chat, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LAKE_URI", "QDRANT_PATH", "CONVERSATIONS_URI"):
        monkeypatch.setenv(name, str(getattr(moved.settings, name.lower())))

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["knowledge", *arguments])
        assert command.main() == 0
        return capsys.readouterr().out

    assert json.loads(run("sync", "--json"))["user_facts"]["facts_total"] == 3
    (found,) = json.loads(run("ask", "Where does Mira live?", "--limit", "1", "--json"))
    assert found["value"] == "Hamburg"
    assert "took the place of: Mira Vogt (u-mira) lives in Berlin" in run("why", found["id"][:8])
    assert "nothing is known about that" in run("ask", "bananas")
    assert "learned: Mira Vogt" in run("changed", "--since", "2020-01-01")
    assert "everything about u-mira" in run("export", "u-mira")
    assert "nothing of the user is left" in run("forget", "u-mira", "--yes")
    with pytest.raises(SettingsError, match="--yes says that you mean it"):
        run("forget", "u-mira")


def test_summaries_have_a_title_topics_and_who_took_part(chat: Chat) -> None:
    from include.lake.queries import read_rows

    chat.thread(
        "one", ("u-mira", JANUARY, "Our bookings are lost! Bookings matter."), ("u-ben", MARCH, "Which bookings?")
    )
    chat.learn()
    (row,) = read_rows(chat.lake.open("thread_summaries"), "title", "topics", "users", "summary")
    assert (row["title"], row["users"]) == ("Our bookings are lost!", "u-ben, u-mira")
    assert row["topics"].startswith("bookings")
    assert row["summary"].startswith("Mira Vogt: Our bookings are lost!")
    assert summarise(chat.settings, chat.lake, Provenance()).worked is False
