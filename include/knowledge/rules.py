"""The offline extractor: rules anybody can read. What it finds and what it misses: docs/knowledge.md.

A known name (see `vocabulary`) counts where the sentence speaks of its author or begins with the name, as answers do.
The other kinds have patterns of their own. A sentence that fits no rule says nothing.
"""

import re
from collections.abc import Iterator

from include.knowledge.claims import CHANGE, Claim
from include.knowledge.sentences import Sentence
from include.knowledge.vocabulary import NUMBER_WORDS, Mention, vocabulary

_NUM = rf"(?P<value>\d+|{'|'.join(word for word in NUMBER_WORDS if word != 'zero')})"
_PLACE = (
    r"(?P<value>(?!I\b|We\b|The\b|My\b|Our\b|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Janu|Febru|March|April|May\b|June|July|"
    r"August|Septem|Octo|Novem|Decem|UTC|CET|GMT)[A-ZÀ-ÞŁŚŻ][\w'’-]+(?: (?!and\b|I\b)[A-ZÀ-ÞŁŚŻ][\w'’-]+)?)"
)
_ORGANISATION = r"(?P<value>[A-ZÀ-Þ][\w&'’-]+(?: (?:& )?[A-ZÀ-Þ][\w'’-]+)*)"
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = (
    rf"(?P<value>(?:\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})|(?:{_MONTH})(?: \d{{1,2}}(?:st|nd|rd|th)?)?)(?: 20\d\d)?)"
)
_CROWD = (
    r"(?:clients|customers|practices|schools|driving schools|pools|clubs|studios|shops|salons|sites|restaurants|hotels|"
    r"venues|branches|stations|boats|tenants|municipalities|libraries)"
)
_JOB = (
    r"(?:developer|dev|engineer|designer|manager|lead|consultant|architect|analyst|administrator|admin|accountant|founder|"
    r"owner|freelancer|student|teacher|tester|writer|director|head of [\w ]+?|product owner|team lead)"
)
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        "home city",
        "lives in {}",
        rf"\b(?:I'm|I am|I live|I've been living|we live|living|we're|we are|based|back|at home|"
        rf"moved|moving|relocated|settled|sitting|new flat|my flat|my kitchen)\b(?: \w+){{0,3}}? (?:in|to|from) {_PLACE}",
    ),
    (
        "home city",
        "lives in {}",
        rf"^(?:\w+ )?(?:hey|hi|hello|greetings|morning|good morning|evening|moin|bom dia)\b[^.!?]{{0,12}} from {_PLACE}",
    ),
    ("home city", "lives in {}", rf"\bgreetings from {_PLACE}"),
    ("home city", "lives in {}", rf"\b(?:morning|evening|weather|rain|sun|snow|night) (?:here )?in {_PLACE}"),
    ("home city", "lives in {}", rf"^{_PLACE} here\b"),
    ("home city", "lives in {}", rf"^{_PLACE}, (?:we're|I'm|we|I)\b"),
    ("home city", "lives in {}", rf"\bwhere I am\b.*\bin {_PLACE}"),
    ("home city", "lives in {}", rf"\bthe view is {_PLACE}"),
    ("office", "works in the {} office", rf"\b(?:I'm|I am|I work|working)\b[^.!?]*\bin the {_PLACE} office"),
    (
        "employer",
        "works at {}",
        rf"\b(?:I|we)(?:'m|'re| am| are)? (?:\w+ ){{0,4}}?(?:at|for|with) (?!the\b){_ORGANISATION}(?=,? (?:we|who|which|now|since|and)\b|[,.!]|$)",
    ),
    ("employer", "works at {}", rf"\b(?:joined|started at|hired by|consult for|work for|work at) {_ORGANISATION}"),
    (
        "role",
        "works in {}",
        r"\bI(?:'m| am) (?:in|on) (?P<value>support|sales|marketing|finance|operations|design|product|engineering|legal|HR)\b",
    ),
    (
        "role",
        "is {}",
        rf"\bI(?:'m| am|'ve become| became| work as| was made)(?: now| also)? (?:a|an|the|your)? ?(?P<value>(?:[\w-]+ ){{0,3}}{_JOB})\b",
    ),
    (
        "role",
        "does the {}",
        r"\bI (?:write|do|run|own|lead|look after|maintain) the (?P<value>backend|frontend|front end|back end|infrastructure|data team|design|API|apps?|ops|platform team|platform|docs|support team)\b",
    ),
    (
        "role",
        "is {}",
        r"\b(?:promoted to|my new (?:role|title|job)(?: is|:)) (?P<value>[\w -]{3,40}?)(?=[,.!]|$| and| now| since)",
    ),
    ("role", "is a {}", r"\bI (?P<value>consult|freelance|teach|study)\b"),
    (
        "team size",
        "the team has {} people",
        rf"\b(?:we are|we're|there are|makes|us) (?:only |now |just |about |still )*{_NUM}(?: of us| people| devs| developers| engineers| by now| now| in all)?(?! (?:clients|minutes|hours|days|weeks|times|\w+s\b(?<!of us)))",
    ),
    (
        "team size",
        "the team has {} people",
        rf"\b{_NUM}(?: of us| devs| developers| engineers| people(?: now| in all| on the team)?\b)",
    ),
    ("team size", "the team has {} people", rf"\bteam of {_NUM}\b"),
    ("team size", "works alone", r"\b(?P<value>one-(?:man|woman|person)(?: \w+)?|just me|on my own|all by myself)\b"),
    ("customers served", "serves {value} customers", rf"\b{_NUM} (?:\w+ )?{_CROWD}\b(?=.*)"),
    (
        "industry",
        "works on {}",
        r"\b(?:software|apps?|sites|websites|systems?|tools?) for (?P<value>[a-z]+(?: (?!by|and|in|since|now|with)[a-z]+)?)",
    ),
    ("industry", "works on {}", r"\bwe do (?P<value>[a-z]+ [a-z]+)(?=,|\.|$)"),
    (
        "industry",
        "works on {}",
        r"\b(?:we|I) (?:rent out|rent|sell|run) (?P<value>[a-z]+(?: and)? [a-z]+)(?=,|\.|$| in| to)",
    ),
    ("allergy", "is allergic to {}", r"\ballergic to (?P<value>\w+)"),
    ("allergy", "is allergic to {}", r"\b(?P<value>\w+) allergy\b"),
    (
        "pet",
        "has a {}",
        r"\b(?:my|our|have a|got a|is a|have an)\b(?: \w+){0,3}? (?P<value>(?:[A-Z]\w+ )?(?:[a-z]+ )?(?:dog|cat|parrot|rabbit|hamster|tortoise|horse))\b",
    ),
    (
        "time zone",
        "is in the time zone {}",
        r"\b(?:on|in|so|is|zone) (?P<value>CET|CEST|GMT|BST|JST|EST|PST|WET|EET|[A-Z]\w+/[A-Z]\w+)\b",
    ),
)
_RULES = tuple(
    (
        relation,
        text,
        re.compile(pattern, re.IGNORECASE if relation in ("team size", "customers served", "role", "allergy") else 0),
    )
    for relation, text, pattern in _PATTERNS
)
_EVENT = re.compile(
    rf"\b(?P<about>go(?:es|ing)? live|went live|go-live|launch|opening|open|deadline|release|review|exam|wedding|"
    rf"migration|move|leave|holiday|conference|audit|cutover)\b[^.!?]{{0,40}}?\b(?:on|is|by|to|until|from|before|it) (?:the )?{_DATE}"
)
_LANGUAGE_CUE = re.compile(
    r"\b(?:speak|spoken|answer|questions|think|thinks|native|mother tongue|fluent|write in|languages?)\b", re.I
)
_CHANGED = re.compile(
    r"\b(?:now|switched|moved|migrated|replaced|upgraded|jumped|gone up|went up|rewritten|swapped|since|as of|from now on|these days|"
    r"finally|anymore|any more|ditched|dropped|over to|brought)\b",
    re.I,
)
_ENDED_BEFORE = re.compile(
    r"\b(?:no longer|stopped using|gave up|ditched|dropped|got rid of|left|leaving|without|quit|goodbye to)\b(?: \w+){0,2} ?$",
    re.I,
)
_ENDED_AFTER = re.compile(
    r"^(?:'s| is| are| was)? ?(?:switched off|gone|out of the house|history|retired|no more|dead)\b", re.I
)
_NOT_HERS = re.compile(
    r"\b(?:not|n't|about|than|next to|like|unlike|asked|even|besides|never|docs? (?:of|for)|against|versus|vs\.?|support for|leak\w*)(?: \w+)? ?$",
    re.I,
)
_FROM = re.compile(r"\b(?:from|instead of|replac\w+|rather than)(?: our| the| my)? ?$", re.I)


def claims(sentence: Sentence) -> Iterator[Claim]:
    """What a sentence says of its author.

    Args:
        sentence: one of `sentences.assertions`.
    """
    yield from _named(sentence)
    if sentence.speaks_of_author or len(sentence.plain.split()) <= 8:
        yield from _patterned(sentence.plain)


def _named(sentence: Sentence) -> Iterator[Claim]:
    plain = sentence.plain
    found = [mention for mention in vocabulary().mentions(plain) if _counts(mention, sentence)]
    replaced = [one for one in found if _FROM.search(plain[: one.start])]
    ended = [one for one in found if _has_ended(one, plain)]
    held = [one for one in found if one not in replaced and one not in ended]
    for one in held:
        former = next((other.said for other in replaced + ended if other.kind == one.kind), "")
        yield _of(one, former or (CHANGE if _CHANGED.search(plain) else ""))
    for one in ended:
        if all(other.kind != one.kind for other in held):
            yield _of(one, "", ended=True)


def _has_ended(mention: Mention, plain: str) -> bool:
    before, after = plain[: mention.start], plain[mention.end :]
    return bool(_ENDED_BEFORE.search(before) or _ENDED_AFTER.match(after))


def _counts(mention: Mention, sentence: Sentence) -> bool:
    plain = sentence.plain
    before = plain[: mention.start]
    if mention.kind == "language" and not _LANGUAGE_CUE.search(plain):
        return False
    if _NOT_HERS.search(before):
        return False
    return sentence.speaks_of_author or not before.strip(" –—-…")


def _of(mention: Mention, replaces: str, ended: bool = False) -> Claim:
    verb = {"diet": "eats", "language": "speaks", "plan": "is on the plan"}.get(mention.kind, "uses")
    text = f"no longer {verb} {mention.said}" if ended else f"{verb} {mention.said}"
    exclusive = mention.kind in vocabulary().exclusive
    return Claim(mention.kind, mention.said, text, exclusive=exclusive, replaces=replaces, ended=ended)


def _patterned(plain: str) -> Iterator[Claim]:
    known = {mention.said for mention in vocabulary().mentions(plain)}
    seen: set[str] = set()
    for relation, text, pattern in _RULES:
        match = pattern.search(plain)
        if match and relation not in seen and match["value"] not in known:
            seen.add(relation)
            value = match["value"].strip()
            yield Claim(relation, value, text.replace("{value}", value).replace("{}", value))
    for match in _EVENT.finditer(plain):
        about = match["about"].lower()
        yield Claim("date", match["value"], f"{about} on {match['value']}", about=about)
