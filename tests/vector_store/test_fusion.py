"""Two orders in one, and identifiers first."""

import pytest
from qdrant_client import models
from qdrant_client.hybrid.fusion import reciprocal_rank_fusion

from include.vector_store.fusion import CONSTANT, DEPTH, RARE, fuse

MEANING = [("a", 0.9), ("b", 0.8), ("c", 0.7)]
WORDS = [("d", 9.0), ("b", 8.0), ("e", 7.0)]


def test_what_both_find_is_first_and_the_rest_follows_by_rank() -> None:
    assert fuse([MEANING, WORDS], [], 5) == ["b", "a", "d", "c", "e"]
    assert fuse([MEANING, WORDS], [], 2) == ["b", "a"]
    assert fuse([[], WORDS], [], 9) == ["d", "b", "e"]


def test_the_order_is_that_of_qdrant() -> None:
    answers = [
        [models.ScoredPoint(id=ord(id_), version=0, score=score) for id_, score in ranking]
        for ranking in (MEANING, WORDS)
    ]
    theirs = reciprocal_rank_fusion(answers, 5, CONSTANT + 1)
    numbers = [[(ord(id_), score) for id_, score in ranking] for ranking in (MEANING, WORDS)]
    assert [point.id for point in theirs] == fuse(numbers, [], 5)


def test_equal_points_come_in_the_order_of_their_ids_whatever_the_store_adds_up_to() -> None:
    assert fuse([[("b", 0.50000001), ("a", 0.5)]], [], 2) == ["a", "b"]
    assert fuse([[("b", 0.501), ("a", 0.5)]], [], 2) == ["b", "a"]


@pytest.mark.parametrize(("having", "is_first"), [(1, True), (RARE, True), (RARE + 1, False)])
def test_what_has_an_identifier_that_few_have_is_first(having: int, is_first: bool) -> None:
    named = [f"z{number:02}" for number in range(having)]
    assert (fuse([MEANING, WORDS], [named], 1)[0] == "z00") is is_first


def test_of_two_identifiers_it_is_better_to_have_both() -> None:
    assert fuse([MEANING, WORDS], [["c", "e"], ["e"]], 2) == ["e", "c"]


def test_only_the_first_points_of_a_ranking_count() -> None:
    long = [(f"p{number:04}", -float(number)) for number in range(DEPTH + 1)]
    assert len(fuse([long], [], 2 * DEPTH)) == DEPTH
