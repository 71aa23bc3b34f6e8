"""Names that the offline extractor knows, by kind: databases, editors, plans, … A team edits the file, not the code."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from include.settings import PROJECT

VOCABULARY = PROJECT / "include" / "data" / "vocabulary.toml"
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
LONGEST_COMMON_WORD = 5
"""A name this short may be an ordinary word ("go", "zed"): its capital is what tells it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name in a sentence."""

    kind: str
    name: str
    """Its first spelling in the file, with the version that was written."""
    said: str
    """As it was written."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known names."""

    canonical: Mapping[str, str]
    """One spelling for each, both in small letters."""
    spelling: Mapping[str, str]
    """The same as the file writes it, by canonical name."""
    kinds: Mapping[str, str]
    """By canonical name."""
    exclusive: frozenset[str]
    """Kinds of which somebody has one at a time."""
    pattern: re.Pattern[str]

    def mentions(self, sentence: str) -> list[Mention]:
        """Returns known names in a sentence, with what looks like their version."""
        found = []
        for match in self.pattern.finditer(sentence):
            name = match["name"]
            kind = self.kinds[self.canonical[name.lower()]]
            if (
                (len(name) <= LONGEST_COMMON_WORD or name in _COMMON)
                and kind != "diet"
                and name.islower()
                and name not in _PLAIN
            ):
                continue
            shown = f"{self.spelling[self.canonical[name.lower()]]} {match['version'] or ''}".strip()
            found.append(Mention(kind, shown, match[0].strip(), match.start(), match.end()))
        return found


_COMMON = frozenset(
    {"spring", "render", "express", "phoenix", "celery", "puppet", "alpine", "cursor", "oracle", "heron", "starling"}
)
"""Longer names that are English words, too."""
_PLAIN = frozenset({"vim", "nvim", "emacs", "mysql", "mongo", "redis", "kafka", "react", "linux", "k8s", "aws", "php"})
"""Short names that are no English word, so they may be written small."""


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Returns the vocabulary of the file."""
    table = tomllib.loads(VOCABULARY.read_text("utf-8"))
    spellings = {kind: [name.split("|") for name in about["names"]] for kind, about in table.items()}
    canonical = {one.lower(): group[0].lower() for groups in spellings.values() for group in groups for one in group}
    spelling = {group[0].lower(): group[0] for groups in spellings.values() for group in groups}
    kinds = {group[0].lower(): kind for kind, groups in spellings.items() for group in groups}
    names = sorted((re.escape(name) for name in canonical), key=len, reverse=True)
    link = ",| version| went up to| is now on| is on| is at| is now"
    version = rf"(?:(?:{link})? ?v?(?P<version>\d+(?:\.(?:\d+|x))*)(?![\d:%]))?"
    pattern = rf"(?<![\w.-])(?P<name>{'|'.join(names)})(?![\w-]){version}"
    return Vocabulary(
        canonical=canonical,
        spelling=spelling,
        kinds=kinds,
        exclusive=frozenset(kind for kind, about in table.items() if about["exclusive"]),
        pattern=re.compile(pattern, re.IGNORECASE),
    )


def tokens(value: str) -> tuple[str, ...]:
    """Names, words and numbers of a value in one spelling: `Postgres v16` and `PostgreSQL 16` are the same.

    A version ends where nothing is said: `3.x` is `3`.
    """
    known = vocabulary()
    words: list[str] = []
    rest = 0
    for match in known.pattern.finditer(value):
        words += _plain(value[rest : match.start()])
        words += [known.canonical[match["name"].lower()], *_plain(match["version"] or "")]
        rest = match.end()
    return (*words, *_plain(value[rest:]))


_EMPTY_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "our",
        "my",
        "we",
        "i",
        "in",
        "at",
        "of",
        "on",
        "for",
        "and",
        "to",
        "version",
        "v",
        "about",
        "some",
        "over",
        "only",
        "just",
    ]
)


def _plain(text: str) -> list[str]:
    words = (re.sub(r"\.x$", "", word) for word in re.findall(r"\d+(?:[.,]\w+)*|[^\W\d_]+", text.lower()))
    return [NUMBER_WORDS.get(word, word) for word in words if word not in _EMPTY_WORDS]


def is_number(token: str) -> bool:
    """Says whether a token is a number or a version."""
    return token[:1].isdigit()
