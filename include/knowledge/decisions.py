"""New evidence against what is believed: a duplicate, a refinement, a contradiction, or something new.

Distance alone cannot decide: "uses Qdrant 2" and "uses Qdrant 3" lie closer than two ways of saying one thing. So what
is said is compared first. Distance has the last word only where two sentences of one kind were made from different
words, and numbers and known names must then agree, too.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from include.knowledge.claims import CHANGE, Claim
from include.knowledge.vocabulary import is_number, tokens, vocabulary

SAME_MEANING = 0.93
"""Cosine similarity from which two claims of one kind say the same in other words. High: a backend engineer and a
frontend engineer are 0.905 alike, and a change that is taken for a repetition is lost, the other slip is not."""
Similarity = Callable[[str, str], float]
"""Cosine similarity, -1 to 1, of two texts."""


class Outcome(StrEnum):
    """What new evidence does to a fact that is believed."""

    DUPLICATE = "duplicate"
    """It says the same, or less of it: the evidence is counted."""
    REFINEMENT = "refinement"
    """It says the same and more: a new version, the old one is kept as superseded."""
    CONTRADICTION = "contradiction"
    """Both cannot hold: a new version, the old one is kept as superseded."""
    NEW = "new"
    """It has nothing to do with it."""


def decide(known: Claim, said: Claim, similarity: Similarity) -> Outcome:
    """Returns what `said` does to `known`, of the same user; `said` is the later one."""
    if known.slot != said.slot:
        return Outcome.NEW
    before, now = tokens(known.value), tokens(said.value)
    if known.ended != said.ended:
        return Outcome.CONTRADICTION if _share(before, now) else Outcome.NEW
    if before == now or extends(before, now):
        return Outcome.DUPLICATE
    if extends(now, before):
        return Outcome.REFINEMENT
    if (
        _numbers_and_names(known.value) == _numbers_and_names(said.value)
        and similarity(known.described, said.described) >= SAME_MEANING
    ):
        return Outcome.DUPLICATE
    return Outcome.CONTRADICTION if _takes_the_place(said, before, now) else Outcome.NEW


def _takes_the_place(said: Claim, before: tuple[str, ...], now: tuple[str, ...]) -> bool:
    if said.exclusive or said.replaces == CHANGE or _share(before, now):
        return True  # `Go 1.21` and `Go 1.24` share the name
    return bool(set(tokens(said.replaces)) & set(before))


def extends(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Says whether one value says all that another says, and more: `16.2` extends `16`, `Berlin Kreuzberg` `Berlin`."""
    return longer != shorter and all(any(_covers(word, one) for word in longer) for one in shorter)


def _covers(word: str, shorter: str) -> bool:
    return word == shorter or (is_number(shorter) and word.startswith(f"{shorter}."))


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool({word for word in one if not is_number(word)} & set(other))


def _numbers_and_names(value: str) -> set[str]:
    capitals = {word.lower() for word in re.findall(r"\b[^\W\da-z_][\w'-]*", value)}
    return {word for word in tokens(value) if is_number(word) or word in vocabulary().kinds or word in capitals}
