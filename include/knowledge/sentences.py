"""Sentences of a message, and which of them may say something about their author. No model, no word is trusted.

What is passed over, on purpose rather too much: questions, conditions and wishes, what others said or are, jokes that
say so, code, and whatever talks to a machine instead of to people.
"""

import re
from dataclasses import dataclass

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|<script\b.*?(?:</script>|\Z)|<[^<>\n]*>[^<>\n]*</\w+>|<[^<>\n]+>", re.S)
_QUOTED = re.compile(r"[“„«][^”“»]*[”“»]|\"[^\"\n]*\"|^>.*$", re.M)
_END = re.compile(r"(?<=[.!?…])[\"”)]*\s+(?=[\"“(]?[^\W\da-z_]|I\b|\d|[^\w\s])|\n+|(?<=[.!?])\s+(?=[a-z])", re.U)
_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules|above|previous|everything)\b"
    r"|\b(?:system|developer) (?:prompt|mode|message)\b|\"role\"\s*:"
    r"|\b(?:store|record|remember|note|save|add|update|set)\b.{0,25}\b(?:that|fact|plan|memory|profile)\b.{0,40}\bu-\w+"
    r"|\byou (?:are now|must now)\b|\bassistant\s*:",
    re.I | re.S,
)
_NOT_ASSERTED = re.compile(
    r"\b(?:if|unless|would|wouldn't|could|might|maybe|perhaps|wish|hopefully|one day|imagine|suppose|thinking (?:of|about)"
    r"|consider\w*|tempted|dream\w*|pretend\w*|almost|nearly went|used to)\b|\b(?:i|we|you|he|she|they)'d\b",
    re.I,
)
_REPORTED = re.compile(
    r"\b(?:he|she|they|somebody|someone|everyone|everybody|people|boss|colleague|consultant|friend|predecessor|client|"
    r"agency|neighbour|[A-Z]\w+)\b[^.]{0,40}\b(?:said|says|told|keeps? suggesting|suggests?|recommend\w*|claims?|hears?)\b"
    r"|\bI hear\b|\bgone over to\b",
)
_JOKE = re.compile(r"\b(?:obviously|joking|kidding|just like|lol|haha+)\b|/s\b", re.I)
_OTHERS = re.compile(
    r"^(?:and |but |so |well, )?(?:(?:my|our|the|a|their|his|her|your) (?:new |old |former |previous )?"
    r"(?:boss|colleague|friend|neighbour|client|customer|consultant|agency|brother|sister|wife|husband|partner|kid|son|"
    r"daughter|mother|father|predecessor|competitor|cousin|team ?mate)s?\b"
    r"|(?:he|she|they|somebody|someone|everyone|everybody|nobody|you|your|their|his|her)\b"
    r"|@|[A-Z]\w+(?: [A-Z]\w+)? (?:from|is|has|uses|runs|was|asked|works|lives|wants|knows)\b)",
    re.I,
)
_CAPITAL_SUBJECT = re.compile(r"^(?!I\b|We\b|Our\b|My\b)[A-Z]\w+ (?:from|is|has|uses|runs|was|asked|works|lives)\b")
SELF = re.compile(r"\b(?:i|i'm|i've|i'll|im|we|we're|we've|us|our|ours|my|mine|me|myself|ourselves|here)\b", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may say something about its author."""

    text: str
    """Verbatim."""
    plain: str
    """The same without code and without what is quoted, as long as the text."""

    @property
    def speaks_of_author(self) -> bool:
        return bool(SELF.search(self.plain))


def sentences(message: str) -> list[str]:
    """The sentences of a message, verbatim."""
    return [part.strip() for part in _END.split(message) if part and part.strip()]


def assertions(message: str) -> list[Sentence]:
    """Sentences in which the author may state something about themselves; none of a message that talks to a machine."""
    if _TO_A_MACHINE.search(message):
        return []
    found, rest = [], 0
    plain_message = _blanked(message)
    for text in sentences(message):
        start = message.index(text, rest)
        rest = start + len(text)
        sentence = Sentence(text, plain_message[start:rest])
        if _is_assertion(sentence.plain.strip()):
            found.append(sentence)
    return found


def _blanked(message: str) -> str:
    """The message with spaces for code and quotes, so that places in it stay where they are."""
    for pattern in (_CODE, _QUOTED):
        message = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), message)
    return message


def _is_assertion(plain: str) -> bool:
    if not plain or plain.endswith("?"):
        return False
    refused = (_NOT_ASSERTED, _REPORTED, _JOKE)
    if any(pattern.search(plain) for pattern in refused):
        return False
    return not (_OTHERS.match(plain) and not re.match(r"[A-Z]\w+ (?:is|has) (?:mine|ours)", plain))
