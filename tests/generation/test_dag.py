"""The DAG that pays, as Airflow parses it."""

from typing import Any

import pytest

from include.settings import PROJECT, SAMPLE_GENERATION


@pytest.fixture
def dag(monkeypatch: pytest.MonkeyPatch) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("GENERATION_URI", str(SAMPLE_GENERATION))
    bag = DagBag(str(PROJECT / "dags" / "generation" / "plan_generation.py"))
    assert bag.import_errors == {}
    return bag.dags["plan_generation"]


def test_no_asset_and_no_clock_starts_what_costs(dag: Any) -> None:
    assert dag.schedule is None


def test_the_task_that_reports_has_a_button_to_its_report(dag: Any) -> None:
    assert [link.name for link in dag.get_task("report").operator_extra_links] == ["Run report"]
