"""Checks that several tests look at are made once."""

import pytest

from tests.course.matrix import Checks


@pytest.fixture(scope="session")
def checks(tmp_path_factory: pytest.TempPathFactory) -> Checks:
    """The checks that the tests of this process ask for."""
    return Checks(tmp_path_factory.mktemp("matrix"))
