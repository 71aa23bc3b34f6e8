"""Checks that several tests look at are made once, and beside the other tests."""

from collections.abc import Iterator

import pytest

from tests.course.matrix import Checks, Program


def _program(item: pytest.Item) -> Program | None:
    """The program that a test judges the checker by."""
    found = item.callspec.params.get("program") if hasattr(item, "callspec") else None
    return found if isinstance(found, Program) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the matrix come last: their checks are made in the background until then."""
    items.sort(key=lambda item: _program(item) is not None)


@pytest.fixture(scope="session", autouse=True)
def checks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checks]:
    """The checks that the tests of this run ask for, side by side."""
    running = Checks(tmp_path_factory.mktemp("matrix"))
    for item in request.session.items:
        if program := _program(item):
            running.begin(program)
    yield running
    running.end()
