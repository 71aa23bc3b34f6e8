"""Checks that several tests look at are made once."""

from collections.abc import Iterator

import pytest

from tests.course import figures
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how often the checker was right."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.stats.get(name, ())]
    judged = [value for report in reports for name, value in report.user_properties if name == figures.JUDGED]
    for line in figures.table(judged):
        terminalreporter.write_line(line)
