"""What a running task says of how far it is, in its log and in its state store."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from include.airflow_io import progress as airflow_progress
from include.airflow_io.progress import KEY, LoggedProgress


class Store(dict[str, Any]):
    """As Airflow's; counts writes, and may be away."""

    writes = 0
    away = False

    def set(self, key: str, value: Any) -> None:
        if self.away:
            raise RuntimeError("the API server is away")
        self.writes += 1
        self[key] = value

    def get(self, key: str, default: Any = None) -> Any:
        if self.away:
            raise RuntimeError("the API server is away")
        return super().get(key, default)


class Run:
    """Tries of one task on a clock of their own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.now, self.tries = Store(), 100.0, 0
        monkeypatch.setattr(airflow_progress.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(airflow_progress, "get_current_context", self._context)

    def _context(self) -> dict[str, Any]:
        return {"task_state_store": self.store, "ti": SimpleNamespace(try_number=self.tries)}

    def work(self, total: int, step: int, seconds: float, until: int | None = None) -> None:
        """A try: `step` done every so many seconds."""
        self.tries += 1
        progress = LoggedProgress()
        for done in range(0, (total if until is None else until) + 1, step):
            progress("embedded", done, total)
            self.now += seconds


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Run:
    caplog.set_level(logging.INFO)
    return Run(monkeypatch)


def test_quick_work_has_a_line_for_each_tenth_and_one_write(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run.work(total=1000, step=10, seconds=0.01)
    assert len(caplog.messages) == 11
    assert caplog.messages[0] == "embedded 0 of 1,000 (0%) begins"
    assert caplog.messages[2] == "embedded 200 of 1,000 (20%) 1,000.0 a second, 0.8 s left"
    assert run.store.writes == 1
    assert run.store[KEY]["state"] == "finished"


def test_slow_work_has_a_line_and_a_write_every_5_seconds(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run.work(total=10_000, step=1, seconds=1, until=60)
    assert len(caplog.messages) == 13
    assert caplog.messages[-1] == "embedded 60 of 10,000 (1%) 1.0 a second, 2.8 h left"
    assert run.store.writes == 12
    assert run.store[KEY]["says"] == "embedded 60 of 10,000 (1%)"
    assert run.store[KEY]["state"] == "running"
    assert run.store[KEY]["seconds_left"] == 9940


def test_a_retry_says_where_the_try_before_was(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run.work(total=1000, step=100, seconds=6, until=400)
    caplog.clear()
    run.work(total=600, step=100, seconds=6, until=200)
    assert caplog.messages[0].startswith("embedded 400 of 1,000 (40%) in the try before, at 2")
    assert run.store[KEY]["done_before"] == 400
    run.work(total=400, step=100, seconds=6)
    assert (run.store[KEY]["done_before"], run.store[KEY]["state"]) == (600, "finished")
    caplog.clear()
    run.work(total=100, step=100, seconds=6)  # cleared and run again: what was finished is no former try
    assert "try before" not in caplog.text


@pytest.mark.parametrize("edited", ["40 %", {"state": "running"}, {"state": "running", "done": "x", "done_before": 0}])
def test_what_somebody_typed_into_the_store_does_no_harm(run: Run, edited: Any) -> None:
    run.store[KEY] = edited
    run.work(total=10, step=5, seconds=6)
    assert run.store[KEY]["done_before"] == 0


def test_the_work_goes_on_without_the_store(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run.store.away = True
    run.work(total=10, step=5, seconds=6)
    assert "embedded 10 of 10 (100%)" in caplog.text
    assert "the task state store cannot be written: the API server is away" in caplog.text
