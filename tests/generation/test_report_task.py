"""The task that reports: whatever became of the calls, what is known is told and kept."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include import airflow_generation_report, airflow_report
from include.airflow_generation_report import report_run
from include.airflow_report import RunReport
from include.errors import Disagreement
from include.generation_assets import PAID_FOR
from include.provenance import Provenance
from include.reports import read_report, report_uri
from tests.generation.conftest import Team

STEPS = {"link": "generate_links", "essay": "generate_essays", "evaluation": "evaluate_essays"}
TALLY = {"calls": 3, "reused": 0, "left": 0, "cost": 0.25}


class Sent:
    """Events of an alias."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def add(self, asset: Any, extra: Any) -> None:
        self.events[asset.name] = extra


class Run:
    """What Airflow tells the task: one model, and what became of its calls by task."""

    def __init__(self) -> None:
        self.results: dict[str, list[Any]] = {"plan": ["a model"], **{step: [TALLY] for step in STEPS.values()}}
        self.outlet_events: Any = defaultdict(Sent)

    def xcom_pull(self, task_ids: str, **_: Any) -> list[Any]:
        return self.results[task_ids]

    def __getitem__(self, name: str) -> Any:
        return self if name == "ti" else self.outlet_events


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    found = Run()
    monkeypatch.setattr(airflow_generation_report, "get_current_context", lambda: found)
    monkeypatch.setattr(airflow_report, "provenance", lambda: Provenance(run="plan_generation one"))
    return found


def page(team: Team) -> str:
    return read_report(report_uri(team.settings.lake_uri, "plan_generation one")) or ""


def test_the_scores_and_the_page_are_kept_and_each_stage_that_called_sends_an_event(generated: Team, run: Run) -> None:
    run.results["generate_links"] = [TALLY | {"calls": 0}]
    report_run(generated.settings, STEPS, RunReport())
    assert generated.lake.version("scores") == 1
    assert "Mean score of 10" in page(generated)
    assert run.outlet_events[PAID_FOR].events == {"essays": TALLY, "evaluations": TALLY}


def test_a_stage_that_failed_fails_the_report_after_the_page_is_kept(generated: Team, run: Run) -> None:
    run.results["evaluate_essays"] = []
    with pytest.raises(Disagreement, match="evaluate_essays did not end well"):
        report_run(generated.settings, STEPS, RunReport())
    assert "calls failed; see the log of the task" in page(generated)


def test_essays_become_documents_where_the_switch_is_on(generated: Team, run: Run, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    settings = replace(generated.settings, documents_uri=str(documents))
    report_run(settings, STEPS, RunReport())
    assert list(documents.iterdir()) == []
    report_run(replace(settings, publish_essays=str(documents)), STEPS, RunReport())
    assert len(list((documents / "generated").iterdir())) == 6
