"""Sentences of a message, and which of them may say something about their author. No model, no word is trusted.

What is passed over, on purpose rather too much: questions, conditions and wishes, what others said or are, jokes that
say so, code, and whatever talks to a machine instead of to people.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

LONGEST_SENTENCE = 1000
"""Characters; what is longer was not typed by a person, and could keep a pattern busy for hours."""
_CODE = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|<script\b.*?(?:</script>|\Z)|<[^<>\n]*>[^<>\n]*</\w+>|<[^<>\n]+>", re.DOTALL
)
_QUOTED = re.compile(r"[“„«][^”“»]*[”“»]|\"[^\"\n]*\"|^>.*$", re.MULTILINE)
_POLITE = re.compile(
    r"\bif (?:you (?:need|must|want) (?:to )?know|you (?:ask|wonder|care)|(?:that|it) (?:matters|helps|counts))\b",
    re.IGNORECASE,
)
"""A condition that is none: "Redis 7.2, if you need to know"."""
_END = re.compile(r"(?<=[.!?…])[\"”)]*\s+(?=[\"“(]?[^\W\da-z_]|I\b|\d|[^\w\s])|\n+|(?<=[.!?])\s+(?=[a-z])", re.UNICODE)
_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules|above|previous|everything)\b"
    r"|\b(?:system|developer) (?:prompt|mode|message)\b|\"role\"\s*:"
    r"|\b(?:store|record|remember|note|save|add|update|set)\b.{0,25}\b(?:that|fact|plan|memory|profile)\b.{0,40}\bu-\w+"
    r"|\byou (?:are now|must now)\b|\bassistant\s*:",
    re.IGNORECASE | re.DOTALL,
)
_NOT_ASSERTED = re.compile(
    r"\b(?:if|unless|would|wouldn't|could|might|maybe|perhaps|wish|hopefully|one day|imagine|suppose"
    r"|thinking (?:of|about)|consider\w*|tempted|dream\w*|pretend\w*|almost|nearly went|used to|typed|meant to)\b"
    r"|\b(?:i|we|you|he|she|they)'d\b(?! (?:built|had|been|typed|written|set|put|got|made|\w+ed)\b)",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:he|she|they|somebody|someone|everyone|everybody|people|[Bb]oss|colleague|consultant|friend|predecessor|client"
    r"|agency|neighbour|[A-Z]\w+)\b[^.]{0,40}"
    r"\b(?:said|says|told|keeps? suggesting|suggests?|recommend\w*|claims?|hears?)\b"
    r"|\bI hear\b|\bgone over to\b"
)
_JOKE = re.compile(r"\b(?:obviously|joking|kidding|lol|haha+)\b|(?<!\w)/s\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"^(?:and |but |so |well |because )?(?:(?i:(?:my|our|the|a|an|their|his|her|your) "
    r"(?:new |old |former |previous |whole |parent )?"
    r"(?:family|company|intern|boss|colleague|friend|neighbour|client|customer|consultant|agency|brother|sister|wife|husband|partner|kid|son|"
    r"daughter|mother|father|predecessor|competitor|cousin|team ?mate)s?\b"
    r"|(?:he|she|they|somebody|someone|everyone|everybody|nobody|you|your|their|his|her)\b)|@"
    r"|(?!(?:It|That|There|This|Everything|Which|What)\b)[A-Z]\w+(?: [A-Z]\w+)?"
    r"(?: (?:from (?:my|our)|is|has|uses|runs|was|asked|works|lives|wants|knows)\b|'s\b(?! me)))"
)
_CLAUSE = re.compile(r"(?:,|\s[–—-]|\bbut\b|\bso\b)\s+|[;:]\s+|\s\(")
_PART = re.compile(r"[;:]\s+|\s[–—-]\s+")
SELF = re.compile(
    r"\b(?:i|i'm|i've|i'll|im|we|we're|we've|us|our|ours|my|mine|me|myself|ourselves|here)\b", re.IGNORECASE
)


_SOMEBODY_ELSE = re.compile(
    r"\b(?:you\w*|he|she|they|his|her|hers|their|theirs|him|them|guy|somebody|someone|anybody|anyone|everybody|everyone|people|nobody)\b|\?",
    re.IGNORECASE,
)
"""A message that has none of these is about its author: "Rails shop, seven years, one database"."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may say something about its author."""

    text: str
    """Verbatim."""
    plain: str
    """What of it is asserted: code, quotes and clauses that assert nothing are spaces, so that places stay."""
    speaks_of_author: bool = False
    """Whether its message says I or we, answers a question or names nobody: a sentence may then leave it out."""
    answers: bool = False
    """Whether its message stands behind somebody else's question."""


def sentences(message: str) -> list[str]:
    """Returns the sentences of a message, verbatim."""
    return [part.strip() for part in _END.split(message) if part and part.strip()]


def assertions(message: str, answers: bool = False) -> list[Sentence]:
    """Returns sentences in which authors may say something of themselves; none of a message to a machine.

    Args:
        answers: the message stands behind somebody else's question.
    """
    if _TO_A_MACHINE.search(message):
        return []
    found: list[Sentence] = []
    rest, blanked = 0, _blanked(message)
    speaks_of_author = answers or not _SOMEBODY_ELSE.search(blanked) or bool(SELF.search(blanked))
    for text in sentences(message):
        start = message.index(text, rest)
        rest = start + len(text)
        plain = _asserted(blanked[start:rest]) if len(text) <= LONGEST_SENTENCE else ""
        if plain.strip():
            found.append(Sentence(text, plain, speaks_of_author, answers))
    return found


def _blanked(message: str) -> str:
    """The message with spaces for code, quotes and marks of emphasis."""
    for pattern in (_CODE, _QUOTED, _POLITE):
        message = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), message)
    return message.replace("*", " ").replace("_", " ").replace("’", "'")


def _asserted(sentence: str) -> str:
    """The sentence with spaces for each clause that asserts nothing of its author."""
    if _JOKE.search(sentence):
        return " " * len(sentence)
    kept, others = [], False
    for clause in _pieces(sentence):
        speaks = SELF.search(clause)
        others = bool(_OTHERS.match(clause.strip(" ,;:–—-("))) or (others and not speaks)
        kept.append(" " * len(clause) if others or _is_open(clause) else clause)
    return "".join(kept)


def _is_open(clause: str) -> bool:
    return any(pattern.search(clause) for pattern in (_NOT_ASSERTED, _REPORTED))


def _pieces(sentence: str) -> list[str]:
    """Clauses, each with what separates it from the one before; of a question only what stands before its colon."""
    if sentence.rstrip(' )"').endswith("?"):
        parts = [match.start() for match in _PART.finditer(sentence)]
        end = parts[-1] if parts else 0
        return [*_pieces(sentence[:end]), " " * (len(sentence) - end)] if end else [" " * len(sentence)]
    starts = [0, *(match.start() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    return [sentence[one:other] for one, other in pairwise(starts)]
