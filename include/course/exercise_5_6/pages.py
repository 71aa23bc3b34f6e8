"""The handbook of a check of exercise 5.6, step by step: pages of several sections, each a chunk of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from include.course.recipe import CourseRecipe

Pages = dict[str, str]

LEAVE_INTRO = """# Leave

This page says how days off are asked for, who has to agree to them, and what becomes of those that nobody took
before the end of the year. It is for everybody with a contract, whether of all hours or of some, and also for
apprentices and for those who are here for a few months only.
"""
HOLIDAYS = """## Holidays

Everybody has 27 days of holiday a year. Ask for them in the calendar two weeks ahead, so that the others of the
team can plan their work around yours. Days that are left in December can be taken until the end of March, then
they are lost, and nobody pays for them.
"""
ILLNESS = """## Illness

Whoever is ill stays at home and sends a word before nine in the morning. From the fourth day on a doctor's note
is needed; a photograph of it will do. Nobody has to say which illness it is, and nobody may ask about it,
neither in the corridor nor in a meeting of the whole team.
"""
PARENTS = """## Parents

After the birth of a child both parents can stay at home for up to fourteen months between them. Tell us seven
weeks before you begin. The place at your desk stays yours for as long as you are away, and part time is
possible in the months after it, as long as you like.
"""
ASKING = """## Whom to ask

Questions about anything on this page go to Mira in the office on the second floor, who is there from Monday
until Thursday. On Fridays write a letter to the shared mailbox, and somebody will answer it on the Monday after
it at the latest, usually before lunch.
"""
TRAVEL_INTRO = """# Travel

This page says which journeys the company pays for, how they are booked, and what has to be handed in after
them. It holds for visits to customers as well as for conferences and for the meetings of the whole company in
summer, wherever in the world they may be held.
"""
TRAINS = """## Trains

Take the train wherever it needs less than six hours from door to door. Second class is the rule; first class
may be booked when it costs at most ten euros more, or when there is work to do on the way that needs a table, a
socket and some quiet around it.
"""
HOTELS = """## Hotels

A room may cost up to 140 euros a night with breakfast, and a little more in the week of a fair. Book it on the
usual page, so that the bill goes to the company and not to you. Friends on a sofa are welcome, too: we then pay
for a dinner with them instead of it.
"""
RECEIPTS = """## Receipts

Photograph each receipt on the day you get it and hand all of them in within thirty days of your return. What
comes later is paid with the salary of the month after it. Without a receipt we pay nothing but the daily
allowance of 28 euros, whatever it was that you bought.
"""
SAFETY = """## Safety

Before a journey to another continent look at the advice of the foreign ministry and write your hotel and your
flights into the shared list. The number on the back of your card is answered at all hours of the day, by people
who speak your language and know a doctor.
"""
HOURS = """# Hours

The office is open from eight to six, and on Fridays until four.
"""
FIRST: Pages = {
    "leave.md": "\n".join((LEAVE_INTRO, HOLIDAYS, ILLNESS, PARENTS, ASKING)),
    "travel.md": "\n".join((TRAVEL_INTRO, TRAINS, HOTELS, RECEIPTS, ASKING)),
    "hours.md": HOURS,
}
"""One section stands in two; the short page is one chunk, however long a chunk may be."""
_EDITED = FIRST | {"leave.md": FIRST["leave.md"].replace("27 days", "30 days")}
UNPUBLISHED: Pages = {"leave.md": FIRST["leave.md"].replace("27 days", "31 days")}
"""Uploaded while the chunks of an edit are on their way to the store, and taken back before anybody publishes it."""
_INSERTED = _EDITED | {"travel.md": _EDITED["travel.md"].replace(TRAINS, f"{SAFETY}\n{TRAINS}")}
_MOVED = _INSERTED | {"leave.md": _INSERTED["leave.md"].replace(f"{ILLNESS}\n", "") + f"\n{ILLNESS}"}
_COPIED = _MOVED | {"2027/travel.md": _MOVED["travel.md"], "hours.txt": HOURS}
"""Into a folder, or with another ending: a document is its whole name, and a part of the name is there twice."""
_RENAMED = {name.replace("2027/travel", "2027/trips"): text for name, text in _COPIED.items()}
_SHORTENED = _RENAMED | {"leave.md": _RENAMED["leave.md"].replace(f"{PARENTS}\n", "")}
_REMOVED = {name: text for name, text in _RENAMED.items() if name != "travel.md"}
UPLOADS: Mapping[str, Pages] = {
    "first": FIRST,
    "edited": _EDITED,
    "inserted": _INSERTED,
    "moved": _MOVED,
    "copied": _COPIED,
    "renamed": _RENAMED,
    "shortened": _SHORTENED,
    "restored": _RENAMED,
    "removed": _REMOVED,
}
"""What is in the folder at each step that publishes, in order."""
RECIPES: Mapping[str, CourseRecipe] = {
    "other_model": CourseRecipe(second_model=True),
    "former_model": CourseRecipe(),
    "other_chunker": CourseRecipe(chunk_tokens=200),
}
"""Then the pages stay, and this changes."""


@dataclass(frozen=True, slots=True, order=True)
class Chunk:
    """A chunk of a document: the same text in two documents is two."""

    document: str
    hash: str
    """sha256 of its text, hexadecimal."""


@lru_cache(maxsize=16)
def texts(step: str) -> Mapping[Chunk, str]:
    """Text of each chunk there should be after a step."""
    recipe = RECIPES.get(step, CourseRecipe())
    return {
        Chunk(name, sha256(text.encode()).hexdigest()): text
        for name, page in UPLOADS.get(step, _REMOVED).items()
        for text in recipe.chunks(name, page)
    }


def heading(text: str) -> str:
    """How a chunk is called in a sentence."""
    return text.split("\n", 1)[0].lstrip("# ")


def headings(hashes: Iterable[str]) -> str:
    """How chunks are called in a sentence, by the hashes of their texts, in the order of their names."""
    known = {chunk.hash: heading(text) for step in (*UPLOADS, *RECIPES) for chunk, text in texts(step).items()}
    names = sorted(known.get(hash_, "a text of no chunk") for hash_ in hashes)
    return ", ".join(f"“{name}”" for name in names) or "nothing"
