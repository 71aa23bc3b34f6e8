"""Where a run of units is cut: as a plain search would have it, and without looking at everything again."""

from hypothesis import given
from hypothesis import strategies as st

from include.embedding.boundaries import Boundaries

SMALL = 3
Unit = tuple[bytes, bool, int]
"""Strength of the boundary before it, whether that comes after a heading, and its tokens."""


def plainly(units: list[Unit], low: int, high: int) -> int:
    """The strongest boundary, found by comparing all."""

    def tokens(first: int, last: int) -> int:
        return sum(unit[2] for unit in units[first:last])

    bodies = [index for index in range(low + 1, high) if not units[index][1]] or list(range(low + 1, high))
    candidates = [index for index in bodies if tokens(low, index) >= SMALL and tokens(index, high) >= SMALL]
    middle = (low + high) / 2
    return min(candidates or bodies, key=lambda index: (units[index][0], abs(index - middle)))


@given(
    units=st.lists(st.tuples(st.sampled_from((b"a", b"b", b"c")), st.booleans(), st.integers(0, 4)), min_size=2),
    data=st.data(),
)
def test_the_strongest_boundary_is_the_one_that_a_plain_search_finds(units: list[Unit], data: st.DataObject) -> None:
    low = data.draw(st.integers(0, len(units) - 2))
    high = data.draw(st.integers(low + 2, len(units)))
    starts = [sum(unit[2] for unit in units[:number]) for number in range(len(units))]
    ends = [start + unit[2] for start, unit in zip(starts, units, strict=True)]
    found = Boundaries([unit[0] for unit in units], [unit[1] for unit in units], starts, ends, SMALL)
    assert found.strongest(low, high) == plainly(units, low, high)
