"""What is counted after a sync, and what has to agree then."""

from include.sync.run import Result
from include.vector_store.store import open_store
from include.verify.verification import verify
from tests.conftest import Workplace


def vectors(workplace: Workplace) -> dict[str, list[float]]:
    """Every served point's vector, by id."""
    with open_store(workplace.settings) as store:
        return {point.id: list(point.vector) for point in store.points("documents")}


def counts(result: Result, part: str, *names: str) -> tuple[int, ...]:
    return tuple(result[part][name] for name in names)


def assert_true(workplace: Workplace) -> None:
    found = verify(workplace.settings, workplace.lake)
    assert found.clean, found
    assert found.points == found.chunks
