"""Facts as a graph that can be walked, and a user as one row that is exported and erased as one."""

import json
from pathlib import Path

import pytest

from include.knowledge.beliefs import Fact, believe
from include.knowledge.claims import Claim, Source, SourcedClaim
from include.knowledge.collect import collect
from include.knowledge.decisions import decide
from include.knowledge.export import export_uri, export_user
from include.knowledge.facts import derive_facts
from include.knowledge.forget import forget
from include.knowledge.profiles import profile_lines, profile_rows, read_profile
from include.knowledge.relations import Relation, relation_rows, relations, walk
from include.knowledge.summaries import summarise
from include.provenance import Provenance
from tests.knowledge.conftest import Chat

DAYS = ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")


def said(day: str, relation: str, value: str, text: str, *, message: str = "m1") -> SourcedClaim:
    source = Source(f"{day}T09:00:00Z", f"on {day}", message, f"I {text}.")
    return SourcedClaim("u-mira", "Mira Vogt", Claim(relation, value, text), source)


@pytest.fixture
def facts() -> list[Fact]:
    """Said, refined, contradicted, said again; and something else."""
    evidence = [
        said(DAYS[0], "database", "PostgreSQL", "uses PostgreSQL"),
        said(DAYS[1], "database", "PostgreSQL 16", "uses PostgreSQL 16"),
        said(DAYS[2], "database", "MySQL", "uses MySQL"),
        said(DAYS[3], "database", "MySQL", "uses MySQL"),
        said(DAYS[4], "home city", "Berlin", "lives in Berlin"),
    ]
    return believe(evidence, lambda known, new: decide(known, new, lambda _one, _other: 0.0))


def graph(facts: list[Fact]) -> list[Relation]:
    return sorted(Relation(row["user"], row["source"], row["kind"], row["target"]) for row in relation_rows(facts))


def test_a_fact_leads_to_all_that_it_took_the_place_of_and_to_the_messages(facts: list[Fact]) -> None:
    names = {fact.id: fact.claim.value for fact in facts}
    told = {tuple(names.get(end, end) for end in (one.source, one.kind, one.target))
            for one in walk(graph(facts), facts[2].id)}  # fmt: skip
    assert told == {
        ("MySQL", "supersedes", "PostgreSQL 16"),
        ("MySQL", "contradicts", "PostgreSQL 16"),
        ("PostgreSQL 16", "supersedes", "PostgreSQL"),
        ("PostgreSQL 16", "refines", "PostgreSQL"),
        *((f"on {day} m1", "supports", value) for day, value in zip(
            DAYS[:4], ("PostgreSQL", "PostgreSQL 16", "MySQL", "MySQL"), strict=True)),
    }  # fmt: skip


def test_a_walk_goes_along_one_kind_so_far_as_it_may_and_ends_in_a_circle(facts: list[Fact]) -> None:
    found = graph(facts)
    along = walk(found, facts[2].id, ["supersedes"])
    assert [one.target for one in along] == [facts[1].id, facts[0].id]
    assert walk(found, facts[2].id, ["supersedes"], steps=1) == along[:1]
    assert walk(found, facts[0].id, ["supersedes"]) == along[::-1]
    circle = [Relation("u", "a", "supports", "b"), Relation("u", "b", "supports", "a")]
    assert walk(circle, "a") == circle
    assert walk(circle, "nowhere") == []


def test_a_profile_says_what_is_believed_since_when_how_often_it_was_said_and_in_which_words(facts: list[Fact]) -> None:
    (row,) = profile_rows(facts)
    assert (row["user"], row["facts"], row["former"], row["last_at"]) == ("u-mira", 2, 2, f"{DAYS[4]}T09:00:00Z")
    assert profile_lines({**row, "profile": json.loads(row["profile"])}) == [
        "Mira Vogt (u-mira): 2 facts, 2 former ones",
        "  uses MySQL: since 2026-03-03, last said 2026-03-04, 2 messages, 2 former values",
        "    on 2026-03-03, m1: I uses MySQL.",
        "    on 2026-03-04, m1: I uses MySQL.",
        "  lives in Berlin: since 2026-03-05, last said 2026-03-05, 1 message",
        "    on 2026-03-05, m1: I lives in Berlin.",
    ]


def test_a_profile_is_exported_and_erased_as_one_with_its_relations(chat: Chat) -> None:
    chat.thread("one", ("u-mira", "2026-03-01T08:00:00Z", "I live in Berlin."))
    chat.thread("two", ("u-mira", "2026-03-02T08:00:00Z", "I moved to Hamburg."))
    chat.thread("ben", ("u-ben", "2026-03-02T08:00:00Z", "I live in Rome."))
    for step in (collect, summarise, derive_facts):
        step(chat.settings, chat.lake, Provenance())
    versions = [chat.lake.version(name) for name in ("fact_relations", "user_profiles")]
    derive_facts(chat.settings, chat.lake, Provenance())
    assert [chat.lake.version(name) for name in ("fact_relations", "user_profiles")] == versions
    export_user(chat.lake, "u-mira", Provenance())
    exported = json.loads(Path(export_uri(chat.lake, "u-mira")).read_text("utf-8"))
    assert [one["text"] for one in exported["profile"]["profile"]] == ["lives in Hamburg"]
    assert {one["kind"] for one in exported["relations"]} == {"supersedes", "contradicts", "supports"}
    forget(chat.settings, chat.lake, "u-mira", Provenance())
    assert read_profile(chat.lake, "u-mira") == {}
    assert {one.user for one in relations(chat.lake)} == {"u-ben"}
    assert read_profile(chat.lake, "u-ben")["facts"] == 1
