"""Which units are a chunk together: of a short text as few chunks as hold it, of any text none that is too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from include.embedding.cuts import BODY, SMALL_SHARE, Context, Cuts, Unit
from include.embedding.pieces import TokenStarts

ROOM = 200
SMALL = ROOM // SMALL_SHARE
HEADING = 2
Parts = list[tuple[int, int]]
"""Of each unit its rank and its tokens."""


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """A word is a token."""
    made = Tokenizer(models.WordLevel({"?": 0}, "?"))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return made


def cut(tokenizer: Tokenizer, parts: Parts, above: int = 0) -> list[int]:
    """Tokens of each chunk; so many are repeated above a unit that is no heading."""
    texts = [" ".join(f"u{number}" for _ in range(tokens)) + "\n" for number, (_, tokens) in enumerate(parts)]
    ends = [sum(map(len, texts[: number + 1])) for number in range(len(texts))]
    units = [
        Unit(end - len(text), end, rank, (), Context("", above if rank == BODY else 0))
        for (rank, _), text, end in zip(parts, texts, ends, strict=True)
    ]
    text = "".join(texts)
    chunks = Cuts(text, units, TokenStarts(tokenizer, text), ROOM).chunks()
    assert [unit for chunk in chunks for unit in range(*chunk)] == list(range(len(units)))
    return [sum(tokens for _, tokens in parts[low:high]) + units[low].context.tokens for low, high in chunks]


def filled_in_order(parts: Parts) -> int:
    """How many chunks there are if each takes what still fits: no way to cut has fewer."""
    chunks, free = 0, 0
    for _, tokens in parts:
        chunks, free = (chunks, free - tokens) if tokens <= free else (chunks + 1, ROOM - tokens)
    return chunks


paragraphs = st.lists(st.tuples(st.just(BODY), st.integers(SMALL // 2, ROOM // 2)), min_size=1, max_size=8)
sections = st.lists(st.tuples(st.sampled_from((HEADING, BODY)), st.integers(1, ROOM // 2)), min_size=1)


@given(parts=paragraphs)
def test_a_short_text_has_as_few_chunks_as_hold_it(tokenizer: Tokenizer, parts: Parts) -> None:
    assert len(cut(tokenizer, parts)) == filled_in_order(parts)


@given(parts=sections)
def test_no_chunk_is_longer_than_one_may_be_with_what_is_repeated_above_it(tokenizer: Tokenizer, parts: Parts) -> None:
    assert max(cut(tokenizer, parts, above=ROOM // 4)) <= ROOM


def test_small_sections_that_are_neighbours_are_one_chunk(tokenizer: Tokenizer) -> None:
    section = [(HEADING, 4), (BODY, ROOM // 2 - 4)]
    assert cut(tokenizer, section * 6) == [ROOM] * 3


def test_a_small_rest_is_not_left_alone_where_a_neighbour_has_as_much_to_spare(tokenizer: Tokenizer) -> None:
    for rest in range(8, SMALL, 8):
        assert min(cut(tokenizer, [(BODY, SMALL // 2)] * 8 + [(BODY, rest)])) >= SMALL


def test_a_heading_stays_with_what_follows_it(tokenizer: Tokenizer) -> None:
    parts = [(BODY, ROOM - 8), (HEADING, 4), (BODY, ROOM - 20)]
    assert cut(tokenizer, parts) == [ROOM - 8, ROOM - 16]
