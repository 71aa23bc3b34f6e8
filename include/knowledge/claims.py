"""What somebody says of themselves, in a form that can be compared: which kind of thing, and which value."""

from dataclasses import dataclass

CHANGE = "*"
"""`Claim.replaces` where a sentence says that something changed ("we are on Kafka now") and not from what."""


def describe(relation: str, text: str) -> str:
    """Returns what is embedded of a claim: also which kind of thing it is, as questions name it."""
    return f"{relation}: {text}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a user says of themselves."""

    relation: str
    """What kind of thing: `home city`, `database`, `team size`, …"""
    value: str
    """The value as it was written: `Berlin`, `PostgreSQL 16`, `four`."""
    text: str
    """A sentence without its subject: `lives in Berlin`."""
    about: str = ""
    """Of which one, where a user can have several of the kind: of a `date` what happens then."""
    exclusive: bool = True
    """Whether another value of the same kind takes its place."""
    replaces: str = ""
    """What the sentence says that it takes the place of ("moved from MySQL"), or `CHANGE`."""
    ended: bool = False
    """It holds no more: "no longer on Vim"."""

    @property
    def described(self) -> str:
        """See `describe`."""
        return describe(self.relation, self.text)

    @property
    def slot(self) -> tuple[str, str]:
        """Two claims of one slot are about the same thing."""
        return self.relation, self.about


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where it was said."""

    time: str
    """UTC, `2026-03-02T09:12:00Z`; first, so that sources sort by it."""
    thread: str
    message: str
    quote: str
    """The sentence, verbatim."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim, who made it, and where."""

    user: str
    name: str
    claim: Claim
    source: Source
    position: int = 0
    """In its thread; two things can be said in one second."""
