"""Whom a question names, and what is left of it then."""

import re
from collections.abc import Mapping

_ANYTHING = frozenset(
    re.findall(
        r"\w+",
        "what who which do does did is are was were we you i know known believe believed think thought about of on tell"
        " me us now then today everything anything",
    )
)
"""Of a question that has no other words whatever is known is the answer: `what do we believe about Nora now?`"""
_AROUND = re.compile(r"^\W+|(?:['’]s)?\W*$")


def named(question: str, users: Mapping[str, str]) -> Mapping[str, str]:
    """Returns those of the users, id and name, whose id or first name is a word of the question."""
    words = set(_words(question))
    return {id_: name for id_, name in users.items() if {id_.casefold(), *_names(name)} & words}


def without_names(question: str, users: Mapping[str, str]) -> str:
    """A fact's text has no subject, so the question is asked without one."""
    names = {word for one in users.items() for whole in one for word in (whole, *whole.split())}
    gone = {name.casefold() for name in names}
    return " ".join(word for word in question.split() if _AROUND.sub("", word.casefold()) not in gone)


def asks_for_anything(question: str) -> bool:
    """Says whether no word of a question says what it is about."""
    return _ANYTHING.issuperset(_words(question))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())


def _names(name: str) -> set[str]:
    return {name.casefold(), name.split(" ")[0].casefold()}
