"""Third step: what is believed of each user, from the summaries alone; exactly the facts that change are written."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict

from include.embedding.model import find_model
from include.knowledge.beliefs import Fact, Judge, believe
from include.knowledge.claims import describe
from include.knowledge.collect import WRITER, name_some
from include.knowledge.decisions import Outcome, decide
from include.knowledge.fact_vectors import FactVectors
from include.knowledge.model_decision import ModelJudge
from include.knowledge.model_replies import open_asking
from include.knowledge.profiles import TABLE as PROFILES
from include.knowledge.profiles import profile_rows
from include.knowledge.relations import TABLE as RELATIONS
from include.knowledge.relations import relation_rows
from include.knowledge.summaries import evidence
from include.lake.queries import Row, read_rows
from include.lake.refresh import Difference, RefreshReport, bring
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.settings import Settings

CURRENT, SUPERSEDED = "current", "superseded"


def derive_facts(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the table `user_facts` to the summaries, and with it `fact_vectors`, `fact_relations` and `user_profiles`.

    A fact that nobody says any more, because a message was edited or deleted, is gone with its evidence; a superseded
    one stays, with what took its place.

    Raises:
        ModelCallError: KNOWLEDGE_MODEL did not answer; what it has decided is kept.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake, WRITER):
        return bring_facts(settings, lake, provenance)


def bring_facts(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """`derive_facts`, for whoever has the lock."""
    vectors = FactVectors(find_model(settings.embedding_model), settings, lake)
    judge_of = _judges(settings, lake, vectors, provenance)
    facts, rows = list[Fact](), list[Row]()

    def expected() -> list[Row]:
        facts[:] = [fact for user, said in evidence(lake).items() for fact in believe(said, judge_of(user))]
        rows[:] = _rows(lake, facts, provenance)
        return rows

    report = bring("user_facts", expected, lake, provenance, tell=_told)
    vectors.keep({described(row) for row in rows}, {"run": provenance.run})
    bring(RELATIONS, lambda: relation_rows(facts), lake, provenance)
    bring(PROFILES, lambda: profile_rows(facts), lake, provenance)
    return report


def _judges(settings: Settings, lake: Lake, vectors: FactVectors, provenance: Provenance) -> Callable[[str], Judge]:
    """Who decides on the claims of a user."""
    asking = open_asking(settings, lake, provenance)
    if asking is None:
        return lambda _user: lambda known, said: decide(known, said, vectors.similarity)
    return lambda user: ModelJudge(asking, vectors.similarity, user)


def _rows(lake: Lake, facts: Iterable[Fact], provenance: Provenance) -> list[Row]:
    known = {row["id"]: row for row in read_rows(lake.open("user_facts"), "id", "learned_at")}
    return [_row(fact, known.get(fact.id, {}).get("learned_at") or provenance.timestamp) for fact in facts]


def _row(fact: Fact, learned_at: str) -> Row:
    claim = fact.claim
    return {
        "id": fact.id,
        "user": fact.user,
        "name": fact.name,
        "relation": claim.relation,
        "about": claim.about,
        "value": claim.value,
        "text": claim.text,
        "status": CURRENT if fact.is_current else SUPERSEDED,
        "evidence": len({(source.thread, source.message) for source in fact.sources}),
        "sources": json.dumps([asdict(source) for source in fact.sources], ensure_ascii=False),
        "outcome": str(fact.outcome),
        "valid_from": fact.valid_from,
        "valid_until": fact.valid_until,
        "supersedes": ", ".join(fact.supersedes),
        "superseded_by": fact.superseded_by,
        "learned_at": learned_at,
    }


def _told(difference: Difference) -> Event:
    outcomes = Counter(row["outcome"] for row in difference.added)
    moved = [*difference.added, *difference.changed, *difference.gone]
    return {
        "facts_new": outcomes[Outcome.NEW],
        "facts_refined": outcomes[Outcome.REFINEMENT],
        "facts_contradicted": outcomes[Outcome.CONTRADICTION],
        "facts_confirmed": sum(row["status"] == CURRENT for row in difference.changed),
        "facts_withdrawn": len(difference.gone),
        "facts_total": difference.total,
        "facts": name_some(row["id"][:8] for row in moved),
    }


def described(row: Row) -> str:
    """Returns the text whose vector stands for a fact."""
    return describe(row["relation"], row["text"])
