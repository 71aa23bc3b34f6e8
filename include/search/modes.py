"""How a question is asked: by its words, by its meaning, or by both."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from include.vector_store.sparse import WORDS, AskedWords


class Mode(StrEnum):
    """How passages are found."""

    WORDS = "words"
    """Those that have its words, however rare each is: error codes, names, flags."""
    MEANING = "meaning"
    """Those that are nearest to it, in whatever words."""
    BOTH = "both"
    """What is served: both orders in one."""


class Worded(Protocol):
    """What says which words there are: the notes of a collection, or a copy of them."""

    @property
    def words(self) -> str: ...

    @property
    def languages(self) -> str: ...


def words_of(question: str, asked: Worded, mode: Mode = Mode.BOTH) -> AskedWords | None:
    """Returns the words of a question as they are asked; None where they are not, or nobody has made such words yet."""
    from include.embedding.words import asked_words

    if mode is Mode.MEANING or asked.words != WORDS:
        return None
    return asked_words(question, asked.languages.split())


def hits_of(text: str, words: AskedWords | None) -> Sequence[str]:
    """Returns the words of a passage for which it was found, as they stand in it."""
    from include.embedding.words import words_that_hit

    return words_that_hit(text, words) if words else ()
