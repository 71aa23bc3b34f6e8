"""Two orders in one, and identifiers first."""

import numpy as np
import pytest

from include.vector_store.fusion import MEANING, RARE, fuse, nearer, sure_score

NEAR = [("a", 0.9), ("b", 0.8), ("c", 0.2)]
WORDS = [("d", 9.0), ("b", 8.0), ("e", 1.0)]


def test_what_both_find_is_first() -> None:
    assert fuse(NEAR, WORDS, [], 5) == ["b", "a", "d", "e", "c"]
    assert fuse(NEAR, WORDS, [], 2) == ["b", "a"]


@pytest.mark.parametrize(("meaning", "words", "order"), [([], WORDS, "dbe"), (NEAR, [], "abc"), ([], [], "")])
def test_one_order_alone_stays_as_it_is(
    meaning: list[tuple[str, float]], words: list[tuple[str, float]], order: str
) -> None:
    assert fuse(meaning, words, [], 9) == list(order)


def test_an_order_in_which_all_are_alike_does_not_spoil_the_other() -> None:
    alike = [("a", 0.302), ("b", 0.301), ("c", 0.3)]
    assert fuse(alike, [("c", 9.0), ("b", 2.0)], [], 1) == ["c"]
    assert fuse(NEAR, [("c", 1.0), ("b", 0.99), ("a", 0.98)], [], 1) == ["a"]
    assert 0.5 < MEANING < 1


def test_equal_points_come_in_the_order_of_their_ids_whatever_the_store_adds_up_to() -> None:
    assert fuse([("b", 0.50000001), ("a", 0.5), ("c", 0.1)], [], [], 2) == ["a", "b"]
    assert fuse([("b", 0.501), ("a", 0.5), ("c", 0.1)], [], [], 2) == ["b", "a"]


@pytest.mark.parametrize(("having", "is_first"), [(1, True), (RARE, True), (RARE + 1, False)])
def test_what_has_an_identifier_that_few_have_is_first(having: int, is_first: bool) -> None:
    named = [f"z{number:02}" for number in range(having)]
    assert (fuse(NEAR, WORDS, [named], 1)[0] == "z00") is is_first


def test_of_two_identifiers_it_is_better_to_have_both() -> None:
    assert fuse(NEAR, WORDS, [["c", "e"], ["e"]], 2) == ["e", "c"]


def test_words_weigh_less_where_no_passage_has_much_of_the_question() -> None:
    meaning, words = [("meant", 0.5), ("worded", 0.4), ("other", 0.1)], [("worded", 4.0)]
    assert fuse(meaning, words, [], 1, sure=sure_score(400, 1)) == ["worded"]
    assert fuse(meaning, words, [], 1, sure=sure_score(400, 5)) == ["worded"]
    assert fuse([("meant", 0.6), *meaning[1:]], words, [], 1, sure=sure_score(400, 5)) == ["meant"]
    assert fuse([("meant", 0.6), *meaning[1:]], [("worded", 12.0)], [], 1, sure=sure_score(400, 5)) == ["worded"]


def test_a_question_of_one_word_wants_no_more_than_that() -> None:
    assert sure_score(1000, 1) < sure_score(1000, 2) == sure_score(1000, 9)
    assert sure_score(5, 2) < sure_score(5000, 2)


def test_a_question_that_moves_towards_a_passage_keeps_its_length_and_stays_nearer_to_what_was_asked() -> None:
    question, passage = np.array([1, 0], np.float32), [0.0, 1.0]
    moved = nearer(question, passage)
    assert np.linalg.norm(moved) == pytest.approx(1)
    assert 0 < moved @ passage < moved @ question < 1
