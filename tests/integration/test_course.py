"""The course in a running Airflow: exercises as a bundle, a check by the REST API, the grid as a scoreboard."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.course.airflow_api import LiveError
from include.course.check import check
from include.course.live_check import check_live
from include.course.starters import clean, solution_path
from include.course.verdicts import NOT_RUN, NOT_STARTED, PASS, WRONG, Checked
from include.course.workshop import Workshop
from include.settings import PROJECT
from tests.airflows import HALF_WRITTEN, Airflows, OpenSite
from tests.course.matrix import HERE, MESSAGES, Program
from tests.integration.airflow_waiting import Since, finished, known, quiet, wait_for
from tools.chain_story import Watcher
from tools.local_airflow import LocalAirflow
from tools.ports import free_port

pytestmark = pytest.mark.integration

RETURNED = Program(HERE / "wrong" / "5_4" / "M01_return_value.py")


@pytest.fixture
def place(airflows: Airflows, monkeypatch: pytest.MonkeyPatch) -> OpenSite:
    site = airflows.of(OpenSite)
    monkeypatch.setenv("COURSE_DATA", site.environment["COURSE_DATA"])
    return site


@pytest.fixture
def airflow(place: OpenSite) -> LocalAirflow:
    return quiet(place.airflow)


@pytest.fixture
def starter(place: OpenSite) -> Iterator[Path]:
    """A learner's file, to be written; then it is as everybody finds it, as before."""
    file = place.exercises / "exercise_5_4_embedding_assets_starter.py"
    fresh = file.read_text("utf-8")
    yield file
    file.write_text(fresh, "utf-8")


def states(checked: Checked) -> dict[str, tuple[str, str]]:
    return {verdict.requirement: (verdict.state, verdict.misconception) for verdict in checked.verdicts}


def scoreboard(airflow: LocalAirflow) -> tuple[dict[str, str], str]:
    """State of each task of `check_5_4` after a run, and the logs of all."""
    run = airflow.trigger("check_5_4")
    done = finished(airflow, "check_5_4", run)
    tasks = airflow.get(f"/dags/check_5_4/dagRuns/{run}/taskInstances", limit=100)["task_instances"]
    return {task["task_id"]: task["state"] for task in tasks}, airflow.task_log(done)


def test_a_file_that_cannot_be_read_is_told_by_the_ui_and_stops_nothing(airflow: LocalAirflow) -> None:
    wait_for(lambda: airflow.get("/importErrors")["import_errors"], "an import error")
    errors = airflow.get("/importErrors")["import_errors"]
    assert [(error["bundle_name"], error["filename"]) for error in errors] == [("exercises", "half_written.py")]
    assert known(airflow, "exercise_5_4_publish")["bundle_name"] == "exercises"
    wait_for(airflow.is_healthy, "a healthy Airflow")


@pytest.mark.slow_live
def test_an_untouched_starter_is_red_and_its_scoreboard_is_skipped(airflow: LocalAirflow) -> None:
    known(airflow, "exercise_5_4_publish")
    run = finished(airflow, "exercise_5_4_publish", airflow.trigger("exercise_5_4_publish"))
    assert run["state"] == "failed"
    assert "task 1 is still to do" in airflow.task_log(run)
    known(airflow, "check_5_4")
    tasks, log = scoreboard(airflow)
    assert tasks == {"run_check": "success"} | {f"R{number:02}": "skipped" for number in range(1, 15)}
    assert "NOT STARTED: Task 1 and 2 and 3 and 4 still to do." in log


@pytest.mark.slow_live
def test_a_learners_failing_run_is_no_part_of_the_demo(airflow: LocalAirflow, place: OpenSite) -> None:
    since = Since(airflow)
    run = airflow.trigger("exercise_5_4_publish")
    assert finished(airflow, "exercise_5_4_publish", run)["state"] == "failed"
    place.write("page.md", "# Page\n\nThe bundle goes on.\n")
    assert tuple(Watcher(since).follow()) == (  # type: ignore[arg-type]
        "document_source",
        "documents",
        "embeddings",
        "vector_store",
        "search_index",
    )


def test_after_the_first_task_its_requirements_are_judged_live_and_the_learners_own_page_stays(
    airflow: LocalAirflow, starter: Path
) -> None:
    whole, fresh = solution_path("5.4").read_text("utf-8"), starter.read_text("utf-8")
    first = clean(whole).replace("solution_5_4", "exercise_5_4").partition("@dag(schedule=[DOCUMENTS]")[0]
    rest = fresh[fresh.index("# Task 2:") :]
    starter.write_text(first.replace("import Workshop", "import Workshop, todo") + rest, "utf-8")
    workshop = Workshop("exercise_5_4")
    workshop.uploads.mkdir(parents=True, exist_ok=True)
    (workshop.uploads / "leave.md").write_text("# Leave\n\nA page of the learner's own, with a name of the check's.\n")
    live = states(check_live("5.4", starter, "exercise_5_4", MESSAGES, airflow.url))
    assert {name for name, (state, _) in live.items() if state == PASS} == {"R2", "R3", "R11"}
    assert {state for state, _ in live.values()} == {PASS, NOT_STARTED}
    assert set(workshop.documents()) == set(workshop.load("published")) == {"leave.md"}


@pytest.mark.slow_live
def test_the_solution_passes_live_and_leaves_the_documents_as_they_were(
    airflow: LocalAirflow,
) -> None:
    known(airflow, "solution_5_4_publish")
    workshop = Workshop("solution_5_4")
    workshop.uploads.mkdir(parents=True)
    (workshop.uploads / "leave.md").write_text("# Leave\n\nA page of the learner's own, with a name of the check's.\n")
    airflow.pause("solution_5_4_embed")
    live = check_live("5.4", solution_path("5.4"), "solution_5_4", MESSAGES, airflow.url)
    assert states(live) == {f"R{number}": (PASS, "") for number in range(1, 15)}
    assert set(workshop.documents()) == set(workshop.load("published")) == {"leave.md"}
    with workshop.collection() as collection:
        assert {payload["document"] for payload in collection.points().values()} == {"leave.md"}
    assert known(airflow, "solution_5_4_embed")["is_paused"]


@pytest.mark.slow_live
def test_a_wrong_program_is_told_the_same_live_and_its_scoreboard_says_why(
    airflow: LocalAirflow, starter: Path, tmp_path: Path
) -> None:
    starter.write_text(RETURNED.write(tmp_path).read_text("utf-8"), "utf-8")
    live = states(check_live("5.4", starter, "exercise_5_4", MESSAGES, airflow.url))
    assert {name: told for name, told in live.items() if told[0] != PASS} == {
        "R2": (WRONG, "M01"),
        "R10": (NOT_RUN, ""),
    }
    assert live == states(check("5.4", starter, "exercise_5_4", MESSAGES))
    tasks, log = scoreboard(airflow)
    told = {"run_check": "success", "R02": "failed", "R10": "skipped"}
    unasked = {f"R{number}": "skipped" for number in range(12, 15)}  # of a file in the form of before
    assert tasks == {f"R{number:02}": "success" for number in range(1, 12)} | unasked | told
    messages = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert any(line["event"].startswith("WRONG: asset_event #") for line in messages)
    assert any(line["event"].startswith("M01: A task's return value becomes an XCom.") for line in messages)
    assert not any(line.get("error_detail") for line in messages)


def test_a_file_that_airflow_cannot_read_is_broken_live(airflow: LocalAirflow, starter: Path) -> None:
    starter.write_text(HALF_WRITTEN, "utf-8")
    first, *rest = check_live("5.4", starter, "exercise_5_4", MESSAGES, airflow.url).verdicts
    assert (first.requirement, first.state) == ("R1", "BROKEN")
    assert "SyntaxError" in first.evidence
    assert {verdict.state for verdict in rest} == {NOT_RUN}


def test_an_airflow_without_the_course_is_told_in_one_line(
    airflow: LocalAirflow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from include.course import live_check

    monkeypatch.setattr(live_check, "PARSE_SECONDS", 1)
    stranger = tmp_path / "nobody_reads_me.py"
    shutil.copy(solution_path("5.4"), stranger)
    with pytest.raises(LiveError, match=r"has not read nobody_reads_me\.py as it is now; is its folder"):
        check_live("5.4", stranger, "solution_5_4", MESSAGES, airflow.url)


def test_where_nobody_answers_the_command_says_so_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "include.course", "check", "5.4", "--url", f"http://127.0.0.1:{free_port()}"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no Airflow answers at http://127.0.0.1:" in done.stderr
