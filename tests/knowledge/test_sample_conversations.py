"""The sample conversations and their labels agree: a score against a label that no message bears out would be noise."""

import json
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "include" / "data"
THREADS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((DATA / "conversations").glob("*.json"))}
LABELS = json.loads((DATA / "conversation_labels.json").read_text("utf-8"))
MESSAGES = {f"{name}/{message['id']}": message for name, thread in THREADS.items() for message in thread["messages"]}
FACTS = [
    (f"{name}/{fact['message']}", fact) for name, labelled in LABELS["threads"].items() for fact in labelled["facts"]
]


def sent(message: str) -> datetime:
    return datetime.fromisoformat(MESSAGES[message]["time"])


def subject(label: dict[str, Any]) -> tuple[str, str]:
    return label["user"], label["about"]


def before(message: str, label: dict[str, Any]) -> set[str]:
    """The earlier messages with a label about the same thing of the same user."""
    return {other for other, fact in FACTS if subject(fact) == subject(label) and sent(other) < sent(message)}


@pytest.mark.parametrize("name", THREADS)
def test_a_thread_is_named_like_its_file_and_its_messages_are_in_order(name: str) -> None:
    thread = THREADS[name]
    times = [datetime.fromisoformat(message["time"]) for message in thread["messages"]]
    exported = datetime.fromisoformat(thread["exported_at"])
    assert thread["thread"] == name
    assert 3 <= len(times) <= 12
    assert len({message["id"] for message in thread["messages"]}) == len(times)
    assert all(time.utcoffset() == timedelta(0) for time in (*times, exported))
    assert times == sorted(times)
    assert times[-1] < exported
    for message in thread["messages"]:
        assert bool(message["text"]) is not message.get("deleted", False)
        edited = datetime.fromisoformat(message.get("edited", message["time"]))
        assert datetime.fromisoformat(message["time"]) <= edited < exported


@pytest.mark.parametrize(("message", "fact"), FACTS)
def test_a_label_stands_word_for_word_in_a_message_of_that_user(message: str, fact: dict[str, str]) -> None:
    found = MESSAGES[message]
    assert found["user"] == fact["user"]
    assert not found.get("bot")
    assert not found.get("deleted")
    assert fact["value"]
    assert fact["value"] in found["text"]


@pytest.mark.parametrize(("message", "fact"), FACTS)
def test_what_a_label_changes_was_said_earlier_about_the_same_thing(message: str, fact: dict[str, str]) -> None:
    earlier = before(message, fact)
    if fact["outcome"] == "new":
        assert not earlier
        assert not fact["changes"]
    else:
        assert fact["outcome"] in {"duplicate", "refinement", "contradiction"}
        assert fact["changes"] in earlier


def test_a_message_has_one_label_about_a_thing() -> None:
    assert max(Counter((message, *subject(fact)) for message, fact in FACTS).values()) == 1


def test_what_is_believed_at_the_end_was_labelled_once_and_on_that_day() -> None:
    said = {(*subject(fact), fact["value"], str(sent(message).date())) for message, fact in FACTS}
    assert {(*subject(row), row["value"], row["since"]) for row in LABELS["current"]} <= said
    assert max(Counter(map(subject, LABELS["current"])).values()) == 1


def test_a_question_has_an_answer_that_was_labelled_by_that_day() -> None:
    for question in LABELS["questions"]:
        days = [
            str(sent(message).date())
            for message, fact in FACTS
            if (fact["user"], fact["value"]) == (question["user"], question["value"])
        ]
        assert days, question["question"]
        assert not question["on"] or min(days) <= question["on"], question["question"]


def test_every_thread_is_labelled_and_both_splits_are_large_enough() -> None:
    assert set(LABELS["threads"]) == set(THREADS)
    splits = Counter(labelled["split"] for labelled in LABELS["threads"].values())
    assert set(splits) == {"development", "held-out"}
    assert min(splits.values()) >= 12
    for split in splits:
        outcomes = Counter(
            fact["outcome"]
            for labelled in LABELS["threads"].values()
            if labelled["split"] == split
            for fact in labelled["facts"]
        )
        assert set(outcomes) == {"new", "duplicate", "refinement", "contradiction"}, split
