"""Facts that change their mind: by what was said, in the order in which it was said, whatever arrives when."""

import random
from datetime import date

import pytest

from include.knowledge.beliefs import believe
from include.knowledge.claims import Claim, Source, SourcedClaim
from include.knowledge.decisions import Outcome, decide
from include.knowledge.rules import claims
from include.knowledge.sentences import assertions
from tests.knowledge.conftest import Chat

JANUARY, MARCH, MAY = "2026-01-05T09:00:00Z", "2026-03-05T09:00:00Z", "2026-05-05T09:00:00Z"


def claim(text: str) -> Claim:
    """The one thing that a message says."""
    (found,) = [one for sentence in assertions(text) for one in claims(sentence)]
    return found


def unasked(_one: str, _other: str) -> float:
    raise AssertionError("words alone decide that")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("We use Postgres.", "Here it is all PostgreSQL.", Outcome.DUPLICATE),
        ("We use Postgres.", "We are on Postgres 16.", Outcome.REFINEMENT),
        ("We are on Postgres 16.", "We use Postgres.", Outcome.DUPLICATE),
        ("We are on Postgres 16.", "We are on Postgres 16.2.", Outcome.REFINEMENT),
        ("We are on Qdrant 2.x.", "We are on Qdrant 3.x.", Outcome.CONTRADICTION),
        ("We use Postgres.", "We use MySQL.", Outcome.NEW),
        ("We use MySQL.", "We moved from MySQL to Postgres.", Outcome.CONTRADICTION),
        ("We use MySQL.", "We are on Postgres now.", Outcome.CONTRADICTION),
        ("I use Vim.", "I no longer use Vim.", Outcome.CONTRADICTION),
        ("I use Vim.", "My editor is Emacs.", Outcome.CONTRADICTION),
        ("I live in Berlin.", "I moved to Hamburg.", Outcome.CONTRADICTION),
        ("I live in Berlin.", "I use Vim.", Outcome.NEW),
        ("There are four of us.", "We are 4 people.", Outcome.DUPLICATE),
        ("There are four of us.", "We are six people now.", Outcome.CONTRADICTION),
    ],
)
def test_words_decide_what_new_evidence_does(before: str, after: str, outcome: Outcome) -> None:
    assert decide(claim(before), claim(after), unasked) is outcome


def test_a_contradiction_is_closer_than_a_paraphrase_so_distance_alone_would_be_wrong() -> None:
    from include.embedding.encoder import open_encoder
    from include.embedding.model import find_model
    from include.settings import Settings

    settings = Settings.from_environment({})
    texts = ["uses Qdrant 2.x", "uses Qdrant 3.x", "the vectors are kept in Qdrant, second major version"]
    two, three, said_otherwise = open_encoder(find_model(settings.embedding_model), settings).encode(texts)
    assert two @ three > two @ said_otherwise
    assert (
        decide(claim("We are on Qdrant 2.x."), claim("We are on Qdrant 3.x."), lambda *_: 1.0) is Outcome.CONTRADICTION
    )


def test_distance_decides_only_where_numbers_and_names_agree() -> None:
    desk, support = Claim("role", "help desk", "does help desk"), Claim("role", "support", "does support")
    assert decide(desk, support, lambda *_: 0.95) is Outcome.DUPLICATE
    assert decide(desk, support, lambda *_: 0.3) is Outcome.CONTRADICTION
    four, six = Claim("team size", "four", "4 people"), Claim("team size", "six", "6 people")
    assert decide(four, six, lambda *_: 0.99) is Outcome.CONTRADICTION


def test_a_change_is_not_taken_for_a_repetition_because_it_sounds_alike(chat: Chat) -> None:
    chat.thread("one", ("u-mira", JANUARY, "I am a backend engineer. I am allergic to peanuts."))
    chat.thread("two", ("u-mira", MARCH, "I am a frontend engineer. I am allergic to nuts."))
    chat.learn()
    assert chat.facts() == ["is allergic to nuts", "is allergic to peanuts", "is frontend engineer"]


def test_a_product_is_no_place_and_its_version_no_team() -> None:
    assert claim("We moved to Qdrant 3.x.").relation == "database"
    assert claim("Our Kotlin went up to 2.2.").value == "Kotlin went up to 2.2"


def test_evidence_in_any_order_ends_in_the_same_beliefs() -> None:
    said = [
        *("I live in Berlin.", "We use Postgres.", "I live in Berlin.", "I moved to Hamburg."),
        *("We are on Postgres 16.", "I moved back to Berlin.", "We are on MySQL now."),
    ]
    evidence = [
        SourcedClaim("u", "U", claim(text), Source(f"2026-01-{day:02}T00:00:00Z", f"t{day}", "m1", text))
        for day, text in enumerate(said, start=1)
    ]

    def judge(known: Claim, said: Claim) -> Outcome:
        return decide(known, said, unasked)

    straight = believe(evidence, judge)
    assert [fact.claim.text for fact in straight if fact.is_current] == ["lives in Berlin", "uses MySQL"]
    for seed in range(20):
        shuffled = evidence.copy()
        random.Random(seed).shuffle(shuffled)
        assert believe(shuffled, judge) == straight


def test_old_versions_are_kept_and_linked_both_ways(chat: Chat) -> None:
    chat.thread("one", ("u-mira", JANUARY, "I live in Berlin."))
    chat.thread("two", ("u-mira", MARCH, "I moved to Hamburg."))
    assert chat.learn()["user_facts"]["facts_contradicted"] == 1
    rows = {row["value"]: row for row in chat.knowledge.rows}
    assert rows["Berlin"]["superseded_by"] == rows["Hamburg"]["id"]
    assert rows["Hamburg"]["supersedes"] == rows["Berlin"]["id"]
    assert (rows["Berlin"]["valid_until"], rows["Berlin"]["status"]) == (MARCH, "superseded")


def test_the_same_in_other_words_counts_as_evidence(chat: Chat) -> None:
    chat.thread("one", ("u-mira", JANUARY, "We use Postgres."))
    chat.thread("two", ("u-mira", MARCH, "Everything here is in PostgreSQL."))
    chat.learn()
    (row,) = chat.knowledge.rows
    assert (row["evidence"], row["valid_from"], row["text"]) == (2, JANUARY, "uses PostgreSQL")


def test_a_late_thread_overturns_nothing_that_was_said_after_it(chat: Chat) -> None:
    chat.thread("may", ("u-mira", MAY, "I moved to Hamburg."))
    chat.learn()
    hamburg = chat.knowledge.ask(who="u-mira")[0].id
    chat.thread("january", ("u-mira", JANUARY, "I live in Berlin."), exported="2026-10-01T00:00:00Z")
    assert chat.learn()["user_facts"]["facts_new"] == 1
    assert (chat.facts(), chat.former()) == (["lives in Hamburg"], ["lives in Berlin"])
    assert chat.knowledge.ask(who="u-mira")[0].id == hamburg
    assert chat.knowledge.ask(who="u-mira", on=date(2026, 2, 1))[0].value == "Berlin"


def test_a_belief_that_comes_back_is_another_one(chat: Chat) -> None:
    said = {JANUARY: "I live in Berlin.", MARCH: "I moved to Hamburg.", MAY: "I moved back to Berlin."}
    for time, text in said.items():
        chat.thread(time[:10], ("u-mira", time, text))
    chat.learn()
    assert (chat.facts(), chat.former()) == (["lives in Berlin"], ["lives in Berlin", "lives in Hamburg"])
    assert len({row["id"] for row in chat.knowledge.rows}) == 3


def test_two_users_with_one_name_stay_two(chat: Chat) -> None:
    chat.names |= {"u-alex-1": "Alex Kim", "u-alex-2": "Alex Kim"}
    chat.thread("one", ("u-alex-1", JANUARY, "I live in Lisbon."), ("u-alex-2", MARCH, "I live in Winterthur."))
    chat.learn()
    assert chat.facts("u-alex-1") == ["lives in Lisbon"]
    assert chat.facts("u-alex-2") == ["lives in Winterthur"]
    found = chat.knowledge.ask("Where does Alex live?")
    assert {(belief.user, belief.value) for belief in found} == {("u-alex-1", "Lisbon"), ("u-alex-2", "Winterthur")}
    assert [belief.user for belief in chat.knowledge.ask(who="u-alex-2")] == ["u-alex-2"]


def test_a_user_who_takes_another_name_stays_one(chat: Chat) -> None:
    chat.thread("one", ("u-mira", JANUARY, "I live in Berlin."))
    chat.names["u-mira"] = "Mira Sommer"
    chat.thread("two", ("u-mira", MARCH, "I still live in Berlin."))
    chat.learn()
    (belief,) = chat.knowledge.ask(who="Mira Sommer")
    assert (belief.user, belief.evidence) == ("u-mira", 2)
