"""Tests in several processes: which of them share one, and which come first. A plugin, beside `-n` of pytest-xdist.

Its own groups (`--dist loadgroup`) are lost with pytest 9.2, where an item's id can no longer be changed.
"""

import os
import re

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

LIVE = {
    "an Airflow that is open to all, and a cluster": (
        "tests/integration/test_airflow.py",
        "tests/integration/test_generation.py",
        "tests/integration/test_knowledge.py",
        "tests/integration/test_course.py",
        "tests/faults/test_live_airflow.py",
        "tests/integration/test_odd_habits.py",
        "tests/integration/test_by_hand.py",
        "tests/integration/test_cluster.py",
    ),
    "an Airflow with a login, and those of the demo": (
        "tests/test_leftovers.py",  # a cluster of its own; the two Airflows that others share start one after the other
        "tests/integration/test_demo.py",
        "tests/integration/test_demo_anywhere.py",
        "tests/ui/test_routes.py",
        "tests/ui/test_readers.py",
        "tests/ui/test_browser.py",
        "tests/integration/test_course_login.py",
        "tests/integration/test_decisions.py",
        "tests/integration/test_monitoring.py",
        "tests/integration/test_many_questions.py",
        "tests/integration/test_many_readers.py",
        "tests/integration/test_running_incidents.py",  # one of its own, all six with slow ones
    ),
}
"""Groups of files whose tests want a running Airflow. Those that share one stand beside each other, and as many run at
a time as there are groups.
"""
EXERCISE = re.compile(r"\[(\d+\.\d+)")
FILES = [file for files in LIVE.values() for file in files]


def group(nodeid: str, every_check: bool = False) -> str:
    """Tests of one group share a process: those of LIVE, those of a file.

    So do checks of the course, which are forked from processes that load Airflow once.

    Args:
        every_check: all programs of the course are played; then those of an exercise share a process.
    """
    file, _, test = nodeid.partition("::")
    for name, files in LIVE.items():
        if file in files:
            return name
    if not file.startswith("tests/course/"):
        return file
    exercise = EXERCISE.search(test) if every_check else None
    return f"checks of {exercise[1] if exercise else 'the course'}"


class ByGroup(LoadScopeScheduling):
    """Gives a process one group after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid, every_check="not slow_check" not in self.config.option.markexpr)


@pytest.hookimpl(tryfirst=True)  # or the count of pytest-xdist itself, which was registered after this one
def pytest_xdist_auto_num_workers() -> int:
    """As many as compute on all cores beside those who mostly wait for an Airflow; four at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores + len(LIVE), 4)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByGroup:
    """Groups in the order of their first tests, not the largest first: many tests are not much work."""
    config.option.loadscopereorder = False
    return ByGroup(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest groups come first: what wants an Airflow, then the checks of the course. The rest fills the gaps.

    Raises:
        UsageError: a test starts an Airflow, and `LIVE` does not say so.
    """
    for item in items:
        if group(item.nodeid) not in LIVE and any(map(item.get_closest_marker, ("integration", "ui"))):
            raise pytest.UsageError(f"{item.nodeid} starts an Airflow; name its file in tests/parallel.py")
    items.sort(key=lambda item: (place(item.nodeid), not item.nodeid.startswith("tests/course/")))


def place(nodeid: str) -> int:
    """Where the file of a test comes."""
    file = nodeid.partition("::")[0]
    return FILES.index(file) if file in FILES else len(FILES)
