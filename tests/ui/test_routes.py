"""Who may read the pages' routes, and how: asked over HTTP on the real API server."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import httpx
import pytest

from include.settings import PROJECT
from tests.conftest import Workplace
from tests.integration.airflow_waiting import wait_for
from tools.local_airflow import LocalAirflow

pytestmark = pytest.mark.integration

EXAMPLES = {"{name}": "search.js"}
OF_A_RUN = ("/report", "/comparison", "/picture")
OF_PEOPLE = ("/knowledge", "/knowledge/about", "/knowledge/why", "/knowledge/changes")
POSTED: dict[str, dict[str, str]] = {
    "/document": {"id": "notes.txt"},
    "/search": {"question": "a door"},
    "/knowledge": {"question": "Where does Nora live?"},
    "/knowledge/why": {"fact": "none"},
    "/knowledge/changes": {"since": "2026-01-01"},
}
"""What somebody typed."""
FOR_SCRIPTS = ("/document", "/search")
"""Asked by their address, too."""


def ask(airflow: LocalAirflow, path: str, user: str = "", method: str = "", **fields: str) -> httpx.Response:
    """As the page asks: what was typed is posted."""
    headers = {"Authorization": f"Bearer {airflow.token(user)}"} if user else {}
    asked: dict[str, Any] = {"json": POSTED[path] | fields} if path in POSTED else {"params": fields}
    if path in OF_A_RUN:
        asked["params"] = {"run": "none"} | fields
    method = method or ("POST" if path in POSTED else "GET")
    return httpx.request(method, f"{airflow.url}/embedding-pages{path}", headers=headers, timeout=600, **asked)


@pytest.fixture(scope="module")
def routes(airflow: LocalAirflow) -> list[str]:
    """Every path that the pages' application knows, filled in where it has a variable."""
    code = "import json; from include.ui.pages import app; print(json.dumps([r.path for r in app.routes]))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=airflow.environment, capture_output=True, text=True, check=True
    )
    paths: list[str] = json.loads(done.stdout.splitlines()[-1])
    for variable, value in EXAMPLES.items():
        paths = [path.replace(variable, value) for path in paths]
    return paths


def test_an_anonymous_caller_gets_401_on_every_route(airflow: LocalAirflow, routes: list[str]) -> None:
    assert {
        "/about",
        "/search",
        "/document",
        "/freshness",
        "/freshness/summary",
        "/map",
        "/map/about",
        *OF_A_RUN,
        *OF_PEOPLE,
        "/static/search.js",
    } <= set(routes)
    answers = {path: ask(airflow, path) for path in routes}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(routes, 401)
    assert {answer.headers["cache-control"] for answer in answers.values()} == {"no-store"}


def test_who_may_not_read_the_asset_gets_403_on_every_route(airflow: LocalAirflow, routes: list[str]) -> None:
    assert {path: ask(airflow, path, "nobody").status_code for path in routes} == dict.fromkeys(routes, 403)


def test_a_viewer_gets_every_route(airflow: LocalAirflow, routes: list[str]) -> None:
    answers = {path: ask(airflow, path, "viewer").status_code for path in routes}
    assert answers == dict.fromkeys(routes, 200) | dict.fromkeys(OF_A_RUN, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "GET"])
def test_nothing_can_be_changed_and_no_question_about_people_stands_in_an_address(
    airflow: LocalAirflow, routes: list[str], method: str
) -> None:
    fitting = {"POST": set(POSTED), "GET": set(routes).difference(POSTED).union(FOR_SCRIPTS)}
    others = set(routes) - fitting.get(method, set())
    assert {ask(airflow, path, "admin", method).status_code for path in others} == {405}


def test_a_script_may_ask_for_passages_by_their_address(airflow: LocalAirflow) -> None:
    for path in FOR_SCRIPTS:
        by_address = httpx.get(
            f"{airflow.url}/embedding-pages{path}",
            params=POSTED[path],
            headers={"Authorization": f"Bearer {airflow.token('viewer')}"},
            timeout=60,
        )
        assert by_address.json()["passages"] == ask(airflow, path, "viewer").json()["passages"]


def test_what_was_asked_is_in_no_log_of_airflow(airflow: LocalAirflow) -> None:
    secret = "does Nora like the heliotrope wallpaper"
    for path in ("/search", "/knowledge"):
        assert ask(airflow, path, "viewer", question=secret).status_code == 200
    told = [path.read_text("utf-8", "replace") for path in airflow.home.rglob("*.log")]
    assert any("/embedding-pages/knowledge" in text for text in told)  # the access log is among them
    assert not [text for text in told if "heliotrope" in text]
    with closing(sqlite3.connect(airflow.home / "airflow.db")) as database:
        audited = database.execute("SELECT event, extra FROM log").fetchall()
    assert "heliotrope" not in str(audited)


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/static/../pages.py", "/static/%2e%2e%2fpages.py"]
)
def test_there_are_no_documentation_pages_and_no_other_files(airflow: LocalAirflow, path: str) -> None:
    assert ask(airflow, path, "admin").status_code == 404


def test_a_question_finds_what_the_chain_has_embedded(airflow: LocalAirflow, place: Workplace) -> None:
    def found() -> dict[str, Any] | None:
        answer = ask(airflow, "/search", "viewer", question="paid days off").json()
        return answer if answer["state"] == "ready" else None

    best = wait_for(found, "a search index")["passages"][0]
    assert (best["document"], best["folder"], best["kind"]) == ("handbook/leave.md", "handbook", "Markdown")
    assert (best["dag"], best["batches"]) == ("generate_embeddings", "batch-000001")
    assert airflow.get(f"/dags/{best['dag']}/dagRuns/{best['run']}")["state"] == "success"
    filtered = ask(airflow, "/search", "viewer", question="paid days off", kind="Text").json()["passages"]
    assert [passage["document"] for passage in filtered] == ["notes.txt"]


def test_a_question_that_is_too_long_is_refused(airflow: LocalAirflow) -> None:
    assert ask(airflow, "/search", "viewer", question="x" * 1001).status_code == 422


def test_what_people_said_is_known_once_the_chain_has_learned_it(airflow: LocalAirflow) -> None:
    def learned() -> list[dict[str, Any]] | None:
        return ask(airflow, "/knowledge", "viewer", question="Where does Nora live?").json().get("facts")

    facts = {fact["user"]: fact for fact in wait_for(learned, "facts about Nora")}
    assert facts["u-nora"]["text"] == "lives in Hamburg"
    reason = ask(airflow, "/knowledge/why", "viewer", fact=facts["u-nora"]["id"]).json()
    assert reason["dag"] == "derive_user_facts"
    assert airflow.get(f"/dags/{reason['dag']}/dagRuns/{reason['run']}")["state"] == "success"


def test_freshness_tells_of_each_document_and_each_batch(airflow: LocalAirflow) -> None:
    def done() -> dict[str, Any] | None:
        answer = ask(airflow, "/freshness", "viewer").json()
        return answer if answer["state"] == "ready" and answer["median_seconds"] is not None else None

    page = wait_for(done, "a batch that is searchable")
    leave = next(row for row in page["document_states"] if row["document"] == "handbook/leave.md")
    assert leave["changed_at"] < leave["embedded_at"] < leave["searchable_at"]
    work = page["work"][-1]  # the first that there was
    assert (work["batches"], work["counts"]["generated"]) == ("batch-000001", 7)
    assert airflow.get(f"/dags/{work['dag']}/dagRuns/{work['run']}")["state"] == "success"
    assert ask(airflow, "/freshness/summary", "viewer").json()["documents"] >= 7
    assert page["generation"] is None  # nothing is generated here


def test_a_run_writes_a_report_that_its_task_and_its_log_link_to(airflow: LocalAirflow) -> None:
    def linked() -> tuple[dict[str, Any], str] | None:
        for run in airflow.runs():
            if (
                run["dag_id"] == "generate_embeddings"
                and run["state"] == "success"
                and "what this run" in airflow.task_log(run)
            ):
                path = f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances/commit/links"
                return run, airflow.get(path)["extra_links"]["Run report"]
        return None

    run, link = wait_for(linked, "a run with a report")
    log = airflow.task_log(run)
    written = [json.loads(line) for line in log.splitlines() if link in line]
    assert [line["event"].split(":")[0] for line in written] == [
        "report of this run, once it has changed something",
        "what this run did",
    ]
    assert httpx.get(link).status_code == 401
    report = httpx.get(link, headers={"Authorization": f"Bearer {airflow.token('viewer')}"})
    assert "embedded <b>7</b>" in report.text
    assert "sandbox" in report.headers["content-security-policy"]
    assert "script-src" not in report.headers["content-security-policy"]


def test_the_map_shows_what_is_served_and_the_task_that_drew_it_links_to_it(airflow: LocalAirflow) -> None:
    def shown() -> dict[str, Any] | None:
        answer = ask(airflow, "/map", "viewer").json()
        return answer if answer["state"] == "ready" and not answer["behind"] else None

    page = wait_for(shown, "a map")
    leave = next(point for point in page["points"] if point["document"] == "handbook/leave.md")
    assert leave["folder"] == "handbook"
    assert leave["text"].startswith("Everybody has 27 days of holiday.")
    assert ask(airflow, "/map/about", "viewer").json()["drawn_at"] == page["drawn_at"]

    def drew() -> tuple[dict[str, Any], str] | None:  # a map is there a moment before the run that drew it is done
        for run in airflow.runs():
            if (run["dag_id"], run["state"]) == ("draw_embedding_map", "success"):
                log = airflow.task_log(run)
                if "passages are on the map" in log and run["dag_run_id"] in log:
                    return run, log
        return None

    run, log = wait_for(drew, "the run that drew the map")
    path = f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances/draw/links"
    link = airflow.get(path)["extra_links"]["The map"]
    assert link == f"{airflow.url}/plugin/map"
    assert link in log
