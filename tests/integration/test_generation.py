"""Generation on a running Airflow, with the packaged model: nothing is called before a Yes."""

import httpx
import pytest

from include.lake.queries import read_rows
from tests.airflows import Airflows, OpenSite
from tests.integration.airflow_waiting import Since, finished, quiet, wait_for
from tools.demo_generation import (
    DERIVE,
    PLAN,
    Team,
    backfill,
    edit,
    find,
    generate,
    generate_exactly,
    show_observation,
)
from tools.local_airflow import LocalAirflow

pytestmark = pytest.mark.integration


@pytest.fixture
def airflow(airflows: Airflows) -> LocalAirflow:
    return quiet(airflows.of(OpenSite).airflow)


@pytest.fixture
def team(airflows: Airflows) -> Team:
    return airflows.of(OpenSite).team


def states(airflow: LocalAirflow, run: str) -> dict[str, str]:
    found = airflow.get(f"/dags/{PLAN}/dagRuns/{run}/taskInstances")["task_instances"]
    return {task["task_id"]: task["state"] for task in found}


def reports(airflow: LocalAirflow, since: Since) -> list[str]:
    """What each plan's page says."""
    runs = [run["dag_run_id"] for run in since.runs(PLAN)]
    paths = [f"/dags/{PLAN}/dagRuns/{run}/taskInstances/report/links" for run in runs]
    return [httpx.get(airflow.get(path)["extra_links"]["Run report"]).text for path in paths]


@pytest.fixture
def current(airflow: LocalAirflow, team: Team) -> Team:
    """A team all of whose tasks have an answer."""
    wait_for(lambda: team.plan().calls or team.calls, "tasks")
    if team.plan().calls:
        generate(airflow)
    return team


def test_the_files_lead_and_after_a_yes_exactly_the_plan_is_called(airflow: LocalAirflow, team: Team) -> None:
    since = Since(airflow)
    find(team, 5)
    generate_exactly(airflow, team, 5)
    sent = [event["name"] for event in since.events() if event["source_dag_id"] == PLAN]
    assert sorted(sent) == ["essays", "evaluations", "links", "scores"]
    assert ["nothing is stale: 5 answers are current" in page for page in reports(airflow, since)] == [True]
    assert len(read_rows(team.lake.open("scores"), "task")) == 2


@pytest.mark.slow_live
def test_an_edit_makes_its_own_tasks_stale_and_nothing_is_paid_twice(airflow: LocalAirflow, current: Team) -> None:
    since = Since(airflow)
    edit(current, 2)
    show_observation(airflow, "essay_templates", "essay_templates/story.txt")
    generate_exactly(airflow, current, 2)
    generate_exactly(airflow, current, 0)
    sent = [event["name"] for event in since.events() if event["source_dag_id"] == PLAN]
    assert sorted(sent) == ["essays", "evaluations", "scores"]
    followed = [event["name"] for event in since.events() if event["source_dag_id"] == DERIVE]
    assert (followed.count("link_tasks"), followed.count("essay_tasks")) == (0, 1)  # it is no template of links


@pytest.mark.slow_live
def test_one_more_concept_registers_its_tasks_and_taken_back_leaves_nothing_to_pay(current: Team) -> None:
    before = current.calls
    backfill(current, 10)
    assert current.calls == before


def test_a_no_calls_no_model(airflow: LocalAirflow, current: Team) -> None:
    team = current
    (team.files / "essay_templates" / "story.txt").write_text("Write a riddle about this: $links\n", "utf-8")
    team.wait_for_stale(2)
    before = team.calls
    assert generate(airflow, "Reject") == "success"
    assert team.calls == before
    assert len(team.plan().calls) == 2


def test_a_task_that_may_begin_without_a_yes_calls_no_model(airflow: LocalAirflow, team: Team) -> None:
    (team.files / "essay_templates" / "story.txt").write_text("Write a limerick about this: $links\n", "utf-8")
    wait_for(lambda: team.plan().calls, "stale tasks")
    before = team.calls
    run = airflow.trigger(PLAN)
    wait_for(airflow.questions, "a question")
    airflow.patch(f"/dags/{PLAN}/dagRuns/{run}/taskInstances/approve", {"new_state": "failed"})
    assert finished(airflow, PLAN, run)["state"] == "failed"
    assert states(airflow, run)["evaluate_essays"] == "failed"
    assert team.calls == before
