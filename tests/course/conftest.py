"""Checks that several tests look at are made once."""

from collections.abc import Iterator

import pytest

from tests.course.matrix import Checks


@pytest.fixture(autouse=True, scope="session")
def _patient() -> Iterator[None]:
    """A check of 20 s takes as many minutes on a machine that others keep busy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("include.course.check.LIMIT_SECONDS", 1800)
        yield


@pytest.fixture(scope="session")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Checks:
    """The checks that the tests of this process ask for."""
    return Checks(tmp_path_factory.mktemp("matrix"))
