"""When a test of a running Airflow fails, its report says what that Airflow was at. A plugin.

Where the machine is another's, as in CI, nobody can look afterwards.
"""

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tools.local_airflow import LocalAirflow

UNUSUAL = """
SELECT dag_id, run_id, task_id, coalesce(state, 'no state'), try_number FROM task_instance
WHERE try_number > 1 OR state IS NULL OR state NOT IN ('success', 'skipped') ORDER BY updated_at DESC LIMIT 40
"""
"""Tasks that have not simply gone well, the last first."""
EVENTS = """
SELECT asset.name, count(*), max(asset_event.timestamp) FROM asset_event
JOIN asset ON asset.id = asset_event.asset_id GROUP BY asset.name ORDER BY 3
"""
GONE_WELL = ("success", "skipped")
LAST_LINES = 12


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    airflow = getattr(item, "funcargs", {}).get("airflow")
    if report.failed and isinstance(airflow, LocalAirflow):
        report.sections.append(("What Airflow was at", "\n".join(told(airflow.home))))
    return report


def told(home: Path) -> list[str]:
    """Lines about an Airflow, of its database and its logs."""
    try:
        return list(_told(home))
    except (sqlite3.Error, OSError) as error:  # the test's own failure is what has to be said
        return [f"{home} cannot be looked at: {error}"]


def _told(home: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{home}/airflow.db?mode=ro", uri=True, timeout=60)) as database:
        for name, number, last in database.execute(EVENTS):
            yield f"{number} events of {name}, the last at {last}"
        for dag, run, task, state, attempt in database.execute(UNUSUAL):
            yield f"{state}, try {attempt}: {dag} {run} {task}"
            logs = sorted((home / "logs" / f"dag_id={dag}" / f"run_id={run}" / f"task_id={task}").rglob("*.log"))
            if logs and state not in GONE_WELL:
                yield from (
                    f"    {line[:400]}" for line in logs[-1].read_text("utf-8", "replace").splitlines()[-LAST_LINES:]
                )
