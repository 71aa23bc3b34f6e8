"""What is believed of one user: all their evidence, played in the order in which it was said.

Nothing is kept between two replays. So a thread that arrives late, twice or out of order, an edited message and a
deleted one end in the same beliefs as if the export had always been like this.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from include.knowledge.claims import Claim, Source, SourcedClaim
from include.knowledge.decisions import Outcome
from include.knowledge.vocabulary import tokens

FACTS = UUID("7d4b0f4e-3f0c-5c0e-9a1d-2f6b8f0f5a11")
"""Namespace of fact ids."""


Judge = Callable[[Claim, Claim], Outcome]
"""What the second of two claims of one user does to the first: by the rule (`decisions.decide`), or by a model."""


@dataclass
class Fact:
    """One belief, from when it was first said to when something took its place."""

    id: str
    user: str
    name: str
    claim: Claim
    outcome: Outcome
    """What it was when it came: new, a refinement or a contradiction."""
    sources: list[Source]
    """All evidence for it, oldest first."""
    supersedes: dict[str, Outcome] = field(default_factory=dict)
    """Facts whose place it took, by id: whether it refines or contradicts them."""
    superseded_by: str = ""
    valid_until: str = ""
    """UTC; empty while it is believed."""

    @property
    def valid_from(self) -> str:
        return self.sources[0].time

    @property
    def is_current(self) -> bool:
        return not self.superseded_by


def believe(evidence: Iterable[SourcedClaim], judge: Judge) -> list[Fact]:
    """Returns the facts of one user, superseded ones too, in the order in which they came to be believed.

    Args:
        evidence: of one user, in any order.
        judge: says what a claim does to one that is believed.
    """
    facts: list[Fact] = []
    for one in sorted(evidence, key=_order):
        _weigh(one, facts, judge)
    return facts


def _order(one: SourcedClaim) -> tuple[str, str, int]:
    return one.source.time, one.source.thread, one.position


def _weigh(one: SourcedClaim, facts: list[Fact], judge: Judge) -> None:
    current = [fact for fact in facts if fact.is_current]
    outcomes = {fact.id: judge(fact.claim, one.claim) for fact in current}
    same = next((fact for fact in current if outcomes[fact.id] is Outcome.DUPLICATE), None)
    changed = [fact for fact in current if outcomes[fact.id] in (Outcome.REFINEMENT, Outcome.CONTRADICTION)]
    if same:
        same.sources.append(one.source)
    else:
        outcome = _of(outcomes[fact.id] for fact in changed)
        same = Fact(_identity(one, facts), one.user, one.name, one.claim, outcome, [one.source])
        facts.append(same)
    same.name = one.name
    for fact in changed:
        same.supersedes[fact.id] = outcomes[fact.id]
        fact.superseded_by, fact.valid_until = same.id, one.source.time


def _of(outcomes: Iterable[Outcome]) -> Outcome:
    return max(outcomes, default=Outcome.NEW, key=lambda outcome: outcome is Outcome.CONTRADICTION)


def _identity(one: SourcedClaim, facts: list[Fact]) -> str:
    """The same for the same belief in every replay; a belief that comes back is another one."""
    value = " ".join(tokens(one.claim.value))
    said = (one.user, *one.claim.slot, value, str(one.claim.ended))
    time = sum(_said(fact) == said for fact in facts) + 1
    return str(uuid5(FACTS, "\x1f".join((*said, str(time)))))


def _said(fact: Fact) -> tuple[str, ...]:
    return (fact.user, *fact.claim.slot, " ".join(tokens(fact.claim.value)), str(fact.claim.ended))
