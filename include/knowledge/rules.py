"""The offline extractor: rules anybody can read and add to. What it finds and what it misses: docs/knowledge.md.

A known name (`vocabulary.toml`) counts where the sentence speaks of its author, or begins with the name, as answers do.
Everything else is found by the patterns in `statements.toml`. A sentence that meets none says nothing.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from include.knowledge.claims import CHANGE, Claim
from include.knowledge.cues import CHANGED, ENDED_AFTER, ENDED_BEFORE, FROM, NOT_NOW, NOT_USED, TONGUE
from include.knowledge.places import Places, homes
from include.knowledge.sentences import SELF, Sentence
from include.knowledge.vocabulary import NUMBER_WORDS, Mention, vocabulary
from include.settings import PROJECT

STATEMENTS = PROJECT / "include" / "data" / "statements.toml"
SHORT = 8
"""Words; a sentence so short, an answer mostly, may leave out its subject."""
_NO_PLACE = (
    "I|We|The|My|Our|This|That|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Janu|Febru|March|April|May|June|July|August|Septem"
    "|Octo|Novem|Decem|UTC|CET|GMT|Everything|Everybody|Everyone|Nothing|Nobody|Somebody|Someone|Hello|Hi|Hey|Morning"
    "|Thanks|Sorry|And|But|So|All|Still|Not|Same|Over|Down|Up|It|There|Yes|No|What|You"
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_NAME = r"[A-ZÀ-ÞŁŚŻ][\w'-]+"
_ONES = "|".join(word for word in NUMBER_WORDS if word != "zero")
_NUMBER_WORDS = rf"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|a dozen|{_ONES}"
_VALUES = {
    "<number>": rf"(?<![\w.-])(?P<value>\d{{1,3}}(?:,\d{{3}})+|\d+(?: (?:million|thousand)|k\b)?|{_NUMBER_WORDS})",
    "<place>": rf"(?P<value>(?-i:(?!(?:{_NO_PLACE})(?:\b|day|ary|ber)){_NAME}(?: (?!I\b){_NAME})?)(?![\w'-]))",
    "<organisation>": r"(?P<value>(?-i:[A-ZÀ-Þ][\w&'-]+(?: (?:& )?[A-ZÀ-Þ][\w'-]+)*))",
    "<date>": (
        rf"(?P<value>(?-i:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})"
        rf"|(?:(?:the )?end of |mid-?|early |late )?(?:{_MONTH})(?: \d{{1,2}}(?!\d))?)(?: 20\d\d)?)"
    ),
    "<day>": (
        rf"(?P<value>(?-i:(?:\d{{1,2}} and )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})|\d{{1,2}}(?:st|nd|rd|th)"
        rf"|(?:the )?(?:end|middle|beginning) of (?:{_MONTH})|(?:mid-|early |late )(?:{_MONTH})"
        rf"|(?:{_MONTH}) \d{{1,2}}(?!\d))(?: 20\d\d)?)"
    ),
}
_FILLER = re.compile(r"\b(?:by the way|btw|and|so|well|ah|oh|yes|no|ok|okay|sorry|also)\b", re.IGNORECASE)
_VERBS = {"diet": "eats", "language": "speaks", "plan": "is on the plan"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying something about oneself."""

    relation: str
    says: str
    ended: bool
    exclusive: bool
    """Whether somebody has one of the kind at a time."""
    pattern: re.Pattern[str]

    @property
    def opens(self) -> bool:
        """Whether it finds only how a sentence begins ("Hey from Lisbon"), so that no subject is needed."""
        return self.pattern.pattern.startswith("(?:^|")


@lru_cache(maxsize=1)
def rules() -> Sequence[Rule]:
    """Returns the rules of the file, in their order."""
    table = tomllib.loads(STATEMENTS.read_text("utf-8"))
    return tuple(
        Rule(
            about["relation"],
            about["says"],
            about.get("ended", False),
            about.get("exclusive", True),
            _compiled(pattern),
        )
        for about in (*table["statement"], *table["event"])
        for pattern in about["patterns"]
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    for place, value in _VALUES.items():
        pattern = pattern.replace(place, value)
    return re.compile(pattern, re.IGNORECASE)


def claims(sentence: Sentence, is_place: Places | None = None) -> Iterator[Claim]:
    """Returns what a sentence says of its author, in its own order.

    Args:
        sentence: one of `sentences.assertions`.
        is_place: tells places from other names; None: only patterns find places.
    """
    yield from _named(sentence)
    is_own = sentence.speaks_of_author or len(sentence.plain.split()) <= SHORT
    stated = list(_stated(sentence.plain, [rule for rule in rules() if is_own or rule.opens]))
    yield from stated
    if is_place and all(claim.relation not in ("home city", "office") for claim in stated):
        yield from homes(sentence, is_place)


def _named(sentence: Sentence) -> Iterator[Claim]:
    plain = sentence.plain
    found = [mention for mention in vocabulary().mentions(plain) if _counts(mention, sentence)]
    replaced = [one for one in found if _is_replaced(one, found, plain)]
    held = [one for one in found if one not in replaced]
    for one in held:
        former = next((other.said for other in replaced if other.kind == one.kind), "")
        yield _claim(one, former or (CHANGE if CHANGED.search(plain) else ""))
    for one in replaced:
        if all(other.kind != one.kind for other in held) and not FROM.search(plain[: one.start]):
            yield _claim(one, "", ended=True)


def _is_replaced(one: Mention, found: list[Mention], plain: str) -> bool:
    before, after = plain[: one.start], plain[one.end :]
    if FROM.search(before) or ENDED_BEFORE.search(before) or ENDED_AFTER.match(after):
        return True
    rivals = [other for other in found if other.kind == one.kind and other.start > one.start]
    return one.kind in vocabulary().exclusive and any(re.match(r"\W+now\b", plain[other.end :]) for other in rivals)


def _counts(mention: Mention, sentence: Sentence) -> bool:
    before = sentence.plain[: mention.start]
    if mention.kind == "language" and not TONGUE.search(_clause_around(mention, sentence.plain)):
        return False
    after = sentence.plain[mention.end :]
    if NOT_USED.search(before) or NOT_NOW.search(after):
        return False
    if mention.kind == "plan" and not (SELF.search(sentence.plain) or CHANGED.search(sentence.plain)):
        return False
    return sentence.speaks_of_author or not _FILLER.sub("", before).strip(" –—-…,;:(")


def _clause_around(mention: Mention, plain: str) -> str:
    return re.split(r"[,;:]", plain[: mention.start])[-1] + re.split(r"[,;:.]", plain[mention.end :])[0]


def _claim(mention: Mention, replaces: str, ended: bool = False) -> Claim:
    verb = _VERBS.get(mention.kind, "uses")
    text = f"no longer {verb} {mention.name}" if ended else f"{verb} {mention.name}"
    exclusive = mention.kind in vocabulary().exclusive
    return Claim(mention.kind, mention.said, text, exclusive=exclusive, replaces=replaces, ended=ended)


def _stated(plain: str, tried: Sequence[Rule]) -> Iterator[Claim]:
    names = vocabulary().mentions(plain)
    seen, values = set[tuple[str, str]](), set[str]()
    for rule in tried:
        for match in rule.pattern.finditer(plain):
            value, about = match["value"].strip(), (match.groupdict().get("about") or "").lower()
            is_name = any(name.start < match.end("value") and match.start("value") < name.end for name in names)
            if is_name or (rule.relation, about) in seen or value in values:
                continue
            seen.add((rule.relation, about))
            values.add(value)
            says = rule.says.replace("{about}", about).replace("{}", value)
            yield Claim(rule.relation, value, says, about=about, exclusive=rule.exclusive, ended=rule.ended)
