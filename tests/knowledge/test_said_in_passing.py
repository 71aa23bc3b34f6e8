"""What people let fall in passing is learned, and what only sounds like it is not."""

import pytest

from include.knowledge.places import Places, open_places
from include.settings import Settings
from tests.knowledge.conftest import Chat

DAY = "2026-03-05T09:00:00Z"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It's 31 degrees in Seville and my fan is broken.", "lives in Seville"),
        ("Rails shop, seven years, one database.", "uses Rails"),
        ("Upgraded to Postgres 17 over the weekend.", "uses PostgreSQL 17"),
        ("Since the weekend we're on 8.3 and nothing broke.", "is on version 8.3"),
        ("We rent out cargo bikes, 85 of them.", "works on cargo bikes"),
        ("We are moving the release to 3 November.", "release on 3 November"),
        ("I went over to product in February.", "works in product"),
        ("Redis 7.2 here, if you need to know.", "uses Redis 7.2"),
    ],
)
def test_what_is_let_fall_in_passing_is_learned(chat: Chat, text: str, fact: str) -> None:
    chat.thread("one", ("u-mira", DAY, text))
    chat.learn()
    assert fact in chat.facts()


@pytest.mark.parametrize(
    "text",
    [
        "The data has to stay in Switzerland.",
        "I don't use Redis.",
        "Notepad on Windows 98, obviously.",
        "Can you hear me in Outlook?",
        "They moved to Kafka, he says.",
    ],
)
def test_what_only_sounds_like_it_is_not(chat: Chat, text: str) -> None:
    chat.thread("one", ("u-mira", DAY, text))
    chat.learn()
    assert chat.facts() == []


def test_an_answer_needs_no_subject_and_the_question_says_nothing_of_who_asks(chat: Chat) -> None:
    chat.thread("one", ("u-mira", DAY, "Where do you all sit?"), ("u-ben", DAY, "Valencia, they tell me."))
    chat.learn()
    assert (chat.facts("u-mira"), chat.facts("u-ben")) == ([], ["lives in Valencia"])


@pytest.fixture(scope="module")
def is_place() -> Places:
    return open_places(Settings.from_environment({}))


def test_a_city_that_nobody_listed_is_told_from_a_month_a_product_and_a_person(is_place: Places) -> None:
    asked = ["Aarhus", "Galway", "Manchester", "November", "PowerPoint", "Zofia"]
    assert [name for name in asked if is_place(name)] == asked[:3]
