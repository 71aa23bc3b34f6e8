"""How facts and messages hang together, as a graph: what takes whose place, in which way, and what supports it."""

import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from hashlib import sha256

from include.knowledge.beliefs import Fact
from include.knowledge.decisions import Outcome
from include.knowledge.doubts import doubted_facts
from include.lake.queries import Row
from include.lake.tables import Lake

TABLE = "fact_relations"


class Kind(StrEnum):
    """What the first of two is to the second."""

    SUPERSEDES = "supersedes"
    """A fact took the place of another; it refines or contradicts it, too."""
    REFINES = "refines"
    CONTRADICTS = "contradicts"
    SUPPORTS = "supports"
    """A message says what a fact says."""
    DOUBTS = "doubts"
    """A reader called an answer to a question wrong that cited a fact first."""


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """An edge: a fact is its id, a message its thread and id, a doubt the question."""

    user: str
    source: str
    kind: str
    target: str

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


def relation_rows(facts: Iterable[Fact]) -> list[Row]:
    """Returns the rows that the table should have."""
    found = {relation for fact in facts for relation in _of(fact)}
    return [
        {"id": sha256(json.dumps(astuple(one)).encode()).hexdigest()[:32], "user": one.user, "source": one.source,
         "kind": one.kind, "target": one.target}
        for one in sorted(found)
    ]  # fmt: skip


def _of(fact: Fact) -> Iterator[Relation]:
    for former, outcome in fact.supersedes.items():
        kind = Kind.REFINES if outcome is Outcome.REFINEMENT else Kind.CONTRADICTS
        yield from (Relation(fact.user, fact.id, str(one), former) for one in (Kind.SUPERSEDES, kind))
    for source in fact.sources:
        yield Relation(fact.user, f"{source.thread} {source.message}", str(Kind.SUPPORTS), fact.id)


def relations(lake: Lake) -> list[Relation]:
    """Returns the whole graph, with what readers doubt now.

    Raises:
        LakeError: the tables cannot be read.
    """
    known = [Relation(row["user"], row["source"], row["kind"], row["target"]) for row in lake.rows(TABLE)]
    users = {one.target: one.user for one in known if one.kind == Kind.SUPPORTS}
    doubts = [
        Relation(users[fact], f"an answer to: {question}", str(Kind.DOUBTS), fact)
        for fact, questions in doubted_facts(lake).items()
        for question in questions
        if fact in users
    ]
    return sorted([*known, *doubts])


def walk(
    graph: Sequence[Relation], start: str, kinds: Collection[str] = (), steps: int | None = None
) -> list[Relation]:
    """Returns the edges that are met on the way from a fact or a message, in both directions, the nearest first.

    Args:
        kinds: which are gone along; none: all.
        steps: how far; None: as far as it goes.
    """
    edges = [one for one in graph if not kinds or one.kind in kinds]
    at: dict[str, list[Relation]] = {}
    for one in edges:
        at.setdefault(one.source, []).append(one)
        at.setdefault(one.target, []).append(one)
    met: dict[Relation, None] = {}
    far, waiting = {start: 0}, deque([start])
    while waiting:
        node = waiting.popleft()
        if steps is not None and far[node] >= steps:
            continue
        for one in at.get(node, ()):
            met.setdefault(one)
            other = one.target if one.source == node else one.source
            if other not in far:
                far[other] = far[node] + 1
                waiting.append(other)
    return list(met)
