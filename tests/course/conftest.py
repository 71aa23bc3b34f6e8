"""Checks that several tests look at are made once, and beside the other tests."""

from collections.abc import Iterator

import pytest

from tests.course.matrix import Checks, Program


def _waits(item: pytest.Item) -> bool:
    """Whether a test looks at what was checked in the background."""
    function = getattr(item, "function", None)
    return function is not None and "checks" in function.__code__.co_varnames[: function.__code__.co_argcount]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the matrix come last: until then its checks are made in the background."""
    items.sort(key=_waits)


@pytest.fixture(scope="session", autouse=True)
def checks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checks]:
    """The checks that the tests of this run ask for, side by side."""
    running = Checks(tmp_path_factory.mktemp("matrix"))
    for item in request.session.items:
        program = item.callspec.params.get("program") if hasattr(item, "callspec") else None
        if isinstance(program, Program):
            running.begin(program)
    yield running
    running.end()
