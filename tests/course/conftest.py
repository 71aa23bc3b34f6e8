"""Checks that several tests look at are made once."""

from collections.abc import Iterator

import pytest

from tests.course.matrix import Checks, Program


@pytest.fixture(scope="session")
def checks(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checks]:
    """The checks that the tests of this run ask for, side by side."""
    running = Checks(tmp_path_factory.mktemp("matrix"))
    for item in request.session.items:
        program = getattr(item, "callspec", None) and item.callspec.params.get("program")
        if isinstance(program, Program):
            running.begin(program)
    yield running
    running.end()
