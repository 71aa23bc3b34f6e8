"""Generation on a running Airflow, with the packaged model: nothing is called before a Yes."""

import httpx
import pytest

from include.queries import read_rows
from tests.airflows import Airflows, OpenSite
from tests.integration.airflow_waiting import Since, finished, quiet, wait_for
from tools.demo_generation import DERIVE, PLAN, Team, generate, tell
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


def test_the_files_lead_a_person_decides_and_nothing_is_paid_twice(airflow: LocalAirflow, team: Team) -> None:
    since = Since(airflow)
    tell(airflow, team)
    sent = [event["name"] for event in since.events() if event["source_dag_id"] == PLAN]
    assert sorted(sent) == ["essays", "essays", "evaluations", "evaluations", "links"]
    followed = [event["name"] for event in airflow.events() if event["source_dag_id"] == DERIVE]
    assert followed.count("link_tasks") == 1  # an edited essay template is none of theirs
    assert followed.count("essay_tasks") == 2
    runs = [run["dag_run_id"] for run in since.runs(PLAN)]
    paths = [f"/dags/{PLAN}/dagRuns/{run}/taskInstances/report/links" for run in runs]
    pages = [httpx.get(airflow.get(path)["extra_links"]["Run report"]).text for path in paths]
    assert all("nothing is stale: 15 answers are current" in page for page in pages)
    assert len(read_rows(team.lake.open("scores"), "task")) == 6


def test_a_no_calls_no_model(airflow: LocalAirflow, team: Team) -> None:
    (team.files / "essay_templates" / "story.txt").write_text("Write a riddle about this: $links\n", "utf-8")
    team.wait_for_stale(6)
    before = team.calls
    assert generate(airflow, "Reject") == "success"
    assert team.calls == before
    assert len(team.plan().calls) == 6


def test_a_task_that_may_begin_without_a_yes_calls_no_model(airflow: LocalAirflow, team: Team) -> None:
    wait_for(lambda: team.plan().calls, "stale tasks")
    before = team.calls
    run = airflow.trigger(PLAN)
    wait_for(airflow.questions, "a question")
    airflow.patch(f"/dags/{PLAN}/dagRuns/{run}/taskInstances/approve", {"new_state": "failed"})
    assert finished(airflow, PLAN, run)["state"] == "failed"
    assert states(airflow, run)["evaluate_essays"] == "failed"
    assert team.calls == before
