"""Third step: what is believed of each user, from the summaries alone; exactly the facts that change are written."""

import json
from collections import Counter
from dataclasses import asdict

from include.knowledge.beliefs import Fact, believe
from include.knowledge.claims import describe
from include.knowledge.collect import WRITER, name_some
from include.knowledge.decisions import Outcome
from include.knowledge.fact_vectors import FactVectors
from include.knowledge.summaries import evidence
from include.model import find_model
from include.provenance import Event, Provenance
from include.queries import Row, read_rows
from include.settings import Settings
from include.table_refresh import Difference, RefreshReport, bring
from include.tables import Lake, writer_lock

CURRENT, SUPERSEDED = "current", "superseded"


def derive_facts(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the table `user_facts` to the summaries, and `fact_vectors` with it.

    A fact that nobody says any more, because a message was edited or deleted, is gone with its evidence; a superseded
    one stays, with what took its place.

    Raises:
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake, WRITER):
        return bring_facts(settings, lake, provenance)


def bring_facts(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """`derive_facts`, for whoever has the lock."""
    vectors = FactVectors(find_model(settings.embedding_model), settings, lake)
    rows: list[Row] = []

    def expected() -> list[Row]:
        rows[:] = _rows(lake, vectors, provenance)
        return rows

    report = bring("user_facts", expected, lake, provenance, tell=_told)
    vectors.keep({described(row) for row in rows}, {"run": provenance.run})
    return report


def _rows(lake: Lake, vectors: FactVectors, provenance: Provenance) -> list[Row]:
    known = {row["id"]: row for row in read_rows(lake.open("user_facts"), "id", "learned_at")}
    facts = [fact for said in evidence(lake).values() for fact in believe(said, vectors.similarity)]
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
    """The text whose vector stands for a fact."""
    return describe(row["relation"], row["text"])
