"""The words of a text as a search by words sees them: plain words, and identifiers, whole and in their parts.

An identifier is what a person copies to find its place: an error code, a flag, a name in code, a part number, a path.
`core.maxActiveRuns` is found by itself, by `maxActiveRuns`, and by each of max, active and runs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_RUN = re.compile(
    r"""
    (?P<mark> (?<![\w-]) (?:--?|\.{0,2}/|[$@]) (?=[^\W\d]) )?      # of a flag, a path, a variable
    (?P<body> \w+ (?:[-./:\\@+\#'’]+\w+)* (?:\+\+|\#(?!\w))? )
    """,
    re.VERBOSE,
)
_LEVELS = tuple(map(re.compile, (r":*[\\/@]+", r":+", r"[.+#]+", r"['’]", "-+", "_+")))
"""What joins an identifier, the loosest first."""
_HUMPS = re.compile(r"[A-Z]+(?![^\W\d_A-Z])|[A-Z]?[^\W\d_A-Z]+|\d+|[^\W\d_]+")
_IDEOGRAPHS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Scripts that put no space between words."""
_ORDINAL = re.compile(r"\d+[^\W\d_]{0,2}")
_LONG_NUMBER = 4
"""Digits from which on a number with a letter or a hyphen is somebody's number, and not an amount."""


@dataclass(frozen=True, slots=True)
class Token:
    """A place in a text with the words that it is found by."""

    text: str
    """As it stands there."""
    words: tuple[str, ...]
    """Plain words in it, in lower case: to be stemmed."""
    wholes: tuple[str, ...] = ()
    """Compounds in it, the largest first, in lower case; none of a plain word."""
    identifiers: tuple[str, ...] = ()
    """Of these, what the whole place is called, where it is an identifier."""


def tokens(text: str) -> Iterator[Token]:
    """Returns the tokens of a text in order."""
    for run in _RUN.finditer(text):
        mark, body = run["mark"] or "", run["body"]
        if body.isalpha() and not mark and not _humps(body):
            yield Token(body, tuple(_plain(body)))
        else:
            yield _compound(mark, body)


def _compound(mark: str, body: str) -> Token:
    wholes = tuple(dict.fromkeys(whole.casefold() for whole in _wholes(body, _LEVELS)))
    words = tuple(word for leaf in _leaves(body) for word in _plain(leaf))
    named = (body.casefold(),) if _is_identifier(body) else ()
    if mark:
        wholes, named = (mark + body.casefold(), *wholes), (mark + body.casefold(), *named)
    return Token(mark + body, words, tuple(dict.fromkeys((*wholes, *named))), named)


def _wholes(body: str, levels: Sequence[re.Pattern[str]]) -> Iterator[str]:
    """What has more than one part, at any level."""
    if not levels:
        if _humps(body):
            yield body
        return
    parts = [part for part in levels[0].split(body) if part]
    if parts != [body]:
        yield body
    for part in parts:
        yield from _wholes(part, levels[1:])


def _leaves(body: str) -> Iterator[str]:
    """The parts that have none themselves. What is left of an apostrophe is no word."""
    for part in re.split(r"[^\w'’]+|_+", body):
        for piece in re.sub(r"['’](?:s|t|d|m|re|ve|ll)$", "", part).replace("’", "'").split("'"):
            yield from _humps(piece) or ((piece,) if piece else ())


def _humps(word: str) -> list[str]:
    """The parts of a word such as maxActiveRuns or sha256; none where it has one."""
    if word.islower() and word.isalpha():
        return []
    parts = _HUMPS.findall(word)
    return parts if len(parts) > 1 else []


def _plain(word: str) -> Iterator[str]:
    """A word in lower case; of a script without spaces each two characters that follow each other."""
    folded = word.casefold()
    if not _IDEOGRAPHS.search(folded):
        yield folded
        return
    for part in re.split(f"({_IDEOGRAPHS.pattern})", folded):
        if _IDEOGRAPHS.fullmatch(part) and len(part) > 1:
            yield from (part[at : at + 2] for at in range(len(part) - 1))
        elif part:
            yield part


def _is_identifier(body: str) -> bool:
    """Whether this names one thing, and is no word of a sentence such as 20th, well-known, e.g. or and/or."""
    digits = sum(map(str.isdigit, body))
    if digits == len(body) or _ORDINAL.fullmatch(body):
        return False
    if body[0].isdigit():
        return digits >= _LONG_NUMBER or body.startswith("0x")
    if digits or "_" in body or "::" in body:
        return True
    if any(_humps(part) for part in re.split(r"\W+", body)):
        return True
    return ("." in body and all(len(part) > 1 for part in body.split("."))) or len(re.findall(r"[\\/]", body)) > 1
