"""What is read out of a thread: its title, a summary, and the statements of its users about themselves."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from include.knowledge.claims import Claim
from include.knowledge.conversations import Message
from include.knowledge.places import PLACE_NAMES, Places
from include.knowledge.rules import claims
from include.knowledge.sentences import assertions, sentences

LONGEST_TITLE = 80
"""Characters."""
SUMMARY_SENTENCES = 3
TOPICS = 5
SHORTEST_TOPIC = 5
"""Letters of a word that can be a topic."""
ASKED_BEFORE = 2
"""Messages; a question so far back may still be what is answered."""
EVERYDAY = frozenset(
    [
        *(
            "about",
            "after",
            "again",
            "because",
            "before",
            "being",
            "could",
            "doesn",
            "every",
            "everything",
            "first",
            "from",
        ),
        *("going", "have", "haven", "itself", "morning", "never", "nothing", "other", "people", "please", "really"),
        *(
            "right",
            "should",
            "since",
            "something",
            "still",
            "thank",
            "thanks",
            "their",
            "there",
            "these",
            "thing",
            "things",
        ),
        *(
            "think",
            "those",
            "today",
            "until",
            "where",
            "which",
            "while",
            "without",
            "would",
            "years",
            "you're",
            "yours",
        ),
    ]
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence in which somebody says something of themselves, and what."""

    message: Message
    quote: str
    """Verbatim in the message."""
    claims: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class ThreadReading:
    """What a thread says."""

    title: str
    summary: str
    topics: Sequence[str]
    statements: Sequence[Statement]


class Reader(Protocol):
    """Reads threads."""

    @property
    def method(self) -> str:
        """Which way of reading; when it changes, every thread is read again."""

    def read(self, messages: Sequence[Message]) -> ThreadReading:
        """Read the messages of a thread, oldest first."""


class RuleReader:
    """Reads by rules; the same thread always gives the same reading. See `rules` and `sentences`.

    Args:
        is_place: tells places from other names; None: only patterns find places.
    """

    def __init__(self, is_place: Places | None = None) -> None:
        self._is_place = is_place

    @property
    def method(self) -> str:
        """The rules themselves: an edited pattern is another way of reading."""
        from include.embedding.file_hash import file_sha256
        from include.knowledge.rules import STATEMENTS
        from include.knowledge.vocabulary import VOCABULARY

        read = (STATEMENTS, VOCABULARY, PLACE_NAMES)
        return " ".join(["rules 2", *(file_sha256(path)[:8] for path in read)])

    def read(self, messages: Sequence[Message]) -> ThreadReading:
        people = [message for message in messages if not message.bot] or list(messages)
        topics = _topics(people)
        return ThreadReading(_title(people[0]), _summary(people, topics), topics, list(self._statements(messages)))

    def _statements(self, messages: Sequence[Message]) -> Iterable[Statement]:
        people = [message for message in messages if not message.bot]
        for place, message in enumerate(people):
            for sentence in assertions(message.text, _answers(message, people[max(0, place - ASKED_BEFORE) : place])):
                if found := list(claims(sentence, self._is_place)):
                    yield Statement(message, sentence.text, found)


def _answers(message: Message, before: Iterable[Message]) -> bool:
    """Says whether somebody else has just asked something."""
    return any("?" in one.text and one.user != message.user for one in before)


def _title(message: Message) -> str:
    first = sentences(message.text)[0]
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1].rsplit(' ', 1)[0]}…"


def _topics(messages: Iterable[Message]) -> list[str]:
    found = Counter(
        word
        for message in messages
        for word in _words(message.text)
        if len(word) >= SHORTEST_TOPIC and word not in EVERYDAY
    )
    return [word for word, _ in found.most_common(TOPICS)]


def _summary(messages: Iterable[Message], topics: Sequence[str]) -> str:
    """The sentences that have most of the topics, in their order; the first says what it is about."""
    said = [(message.name, sentence) for message in messages for sentence in sentences(message.text)]
    worth = [len(set(_words(sentence)) & set(topics)) for _, sentence in said]
    best = sorted(range(len(said)), key=lambda place: (place != 0, -worth[place], place))[:SUMMARY_SENTENCES]
    return " ".join(f"{said[place][0]}: {said[place][1]}" for place in sorted(best))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.lower())
