"""The task that reports: whatever became of the calls, what is known is told and kept."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from include.airflow_io import generation_report, report
from include.airflow_io.generation_assets import PAID_FOR
from include.airflow_io.generation_report import report_run
from include.airflow_io.report import RunReport
from include.errors import Disagreement
from include.generation.scores import refresh_scores
from include.lake.queries import read_rows
from include.lake.reports import read_report, report_uri
from include.provenance import Provenance
from tests.generation.conftest import Team
from tests.pipeline.test_run_report import Page

STEPS = {"link": "generate_links", "essay": "generate_essays", "evaluation": "evaluate_essays"}
RUN = "plan_generation one"
TALLY = {"calls": 0, "reused": 6, "left": 0, "cost": 0.0}


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

    def get_task_states(self, run_ids: list[str], **_: Any) -> dict[str, dict[str, str]]:
        return {run: dict.fromkeys(("plan", *STEPS.values()), "success") for run in run_ids}

    def __getitem__(self, name: str) -> Any:
        known = {"ti": self, "run_id": RUN, "dag": SimpleNamespace(dag_id="plan_generation")}
        return known.get(name, self.outlet_events)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    found = Run()
    monkeypatch.setattr(generation_report, "get_current_context", lambda: found)
    monkeypatch.setattr(report, "provenance", lambda: Provenance(run=RUN))
    return found


def page(team: Team) -> str:
    return read_report(report_uri(team.settings.lake_uri, RUN)) or ""


def test_the_scores_and_the_page_are_kept_and_each_stage_that_called_sends_an_event(generated: Team, run: Run) -> None:
    generated.generate(generated.plan("story"), run=Provenance(run=RUN))
    # The first try made three calls and failed; the second found them answered.
    run.results["generate_essays"] = [TALLY]
    report_run(generated.settings, STEPS, RunReport())
    assert generated.lake.version("scores") == 1
    assert "Mean score of 10" in page(generated)
    sent = run.outlet_events[PAID_FOR].events
    assert sent.keys() == {"essays", "evaluations", "scores"}
    assert sent["scores"].items() >= {"added": 6, "total": 6, "version": 1}.items()
    assert generated.lake.version("experiments") == 1
    assert "Experiments: how each pair stood after each run" in page(generated)
    assert (sent["essays"]["calls"], sent["essays"]["reused"]) == (3, 3)
    paid = read_rows(generated.lake.open("answers"), "cost", where=f"run = '{RUN}' AND stage = 'essay'")
    assert sent["essays"]["cost"] == pytest.approx(sum(row["cost"] for row in paid))


def test_a_stage_that_failed_fails_the_report_after_the_page_says_what_it_has_paid(generated: Team, run: Run) -> None:
    generated.generate(generated.plan("evaluation"), run=Provenance(run=RUN))
    run.results["evaluate_essays"] = []
    refresh_scores(generated.settings, generated.lake, Provenance())
    with pytest.raises(Disagreement, match="evaluate_essays did not end well"):
        report_run(generated.settings, STEPS, RunReport())
    assert "evaluations 6 0 0 0.000" in Page(page(generated)).words
    assert "calls failed; see the log of the task" in page(generated)
    assert "scores" not in run.outlet_events[PAID_FOR].events  # none moved since


def test_essays_become_documents_where_the_switch_is_on(generated: Team, run: Run, tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    settings = replace(generated.settings, documents_uri=str(documents))
    report_run(settings, STEPS, RunReport())
    assert list(documents.iterdir()) == []
    report_run(replace(settings, publish_essays=str(documents)), STEPS, RunReport())
    assert len(list((documents / "generated").iterdir())) == 6
