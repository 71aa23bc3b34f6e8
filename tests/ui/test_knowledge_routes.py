"""Who may ask what is known of people; and that nothing of it is there where there are no conversations."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient

from include.airflow_io.assets import SEARCH_INDEX
from include.airflow_io.generation_assets import GENERATED as GENERATED_ASSETS
from include.airflow_io.knowledge_assets import USER_FACTS
from include.lake.reports import FACTS, GENERATED, RUNS, SERVED, for_readers, report_uri, write_report
from include.settings import PROJECT
from include.ui import access, pages

ASKED = {
    "/knowledge": {"question": "Where does Nora live?"},
    "/knowledge/why": {"fact": "none"},
    "/knowledge/changes": {"since": "2026-01-01"},
}
FACTS_PAGE = "<p>Nora lives in Hamburg</p>"


@pytest.fixture
def rights(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Names of the assets that the user may read."""
    allowed: set[str] = set()

    def is_authorized_asset(*, method: str, details: Any, user: Any) -> bool:
        return method == "GET" and details.id in allowed

    manager = SimpleNamespace(is_authorized_asset=is_authorized_asset)
    monkeypatch.setattr(access, "get_auth_manager", lambda: manager)
    monkeypatch.setattr(access, "_id_of", lambda asset, _period: asset)
    pages.app.dependency_overrides |= {get_user: lambda: "somebody"}
    yield allowed
    pages.app.dependency_overrides.clear()


@pytest.fixture
def server(rights: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for name in ("LAKE_URI", "QDRANT_PATH", "CONVERSATIONS_URI"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return TestClient(pages.app)


def answers(server: TestClient) -> dict[str, Any]:
    """Of every route on people."""
    return {"/knowledge/about": server.get("/knowledge/about")} | {
        path: server.post(path, json=body) for path, body in ASKED.items()
    }


@pytest.mark.parametrize("names", [set(), {SERVED}, {FACTS}], ids=["nothing", "only documents", "only facts"])
def test_what_is_known_of_people_needs_the_right_to_both_assets(
    server: TestClient, rights: set[str], names: set[str]
) -> None:
    rights |= names
    assert {answer.status_code for answer in answers(server).values()} == {403}


def test_who_may_read_both_gets_answers_that_no_cache_keeps(server: TestClient, rights: set[str]) -> None:
    rights |= {SERVED, FACTS}
    told = answers(server)
    assert {answer.status_code for answer in told.values()} == {200}
    assert {answer.headers["cache-control"] for answer in told.values()} == {"no-store"}
    assert told["/knowledge/about"].json()["facts"] == 0
    since = server.post("/knowledge/changes", json={"since": "<b>now</b>"})
    assert "write it as" in since.json()["message"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_question_about_people_is_posted_and_stands_in_no_address(
    server: TestClient, rights: set[str], method: str
) -> None:
    rights |= {SERVED, FACTS}
    paths = [*ASKED, *([] if method == "GET" else ["/search", "/document"])]
    assert {server.request(method, path, params={"question": "Nora"}).status_code for path in paths} == {405}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_another_site_cannot_ask(server: TestClient, rights: set[str], kind: str) -> None:
    """A browser sends these without asking the server first whether the other site may."""
    rights |= {SERVED, FACTS}
    body = b'{"question": "Where does Nora live?"}'
    assert server.post("/knowledge", content=body, headers={"content-type": kind}).status_code == 415


def test_the_page_shows_the_section_to_those_who_may_read_it(
    server: TestClient, rights: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rights.add(SERVED)
    assert server.get("/about").json()["knowledge"] is False
    rights.add(FACTS)
    assert server.get("/about").json()["knowledge"] is True
    monkeypatch.delenv("CONVERSATIONS_URI")
    assert server.get("/about").json()["knowledge"] is False


@pytest.mark.parametrize(
    ("run", "asset"),
    [
        ("ask_knowledge manual__1", FACTS),
        ("answer 0123456789", FACTS),
        ("plan_generation manual__1", GENERATED[0]),
        ("a_dag_that_says_nothing manual__1", FACTS),
    ],
)
@pytest.mark.parametrize("is_old", [True, False], ids=["from before it said so", "that says so"])
def test_a_report_is_for_those_who_may_read_what_it_is_made_of(
    server: TestClient, rights: set[str], tmp_path: Path, run: str, asset: str, is_old: bool
) -> None:
    page = FACTS_PAGE if is_old else for_readers(run, FACTS_PAGE)
    write_report(report_uri(str(tmp_path / "LAKE_URI"), run), page)
    rights.add(SERVED)
    refused = server.get("/report", params={"run": run})
    assert (refused.status_code, asset in refused.text, "Nora" in refused.text) == (403, True, False)
    rights |= {asset, *(GENERATED if asset in GENERATED else ())}
    assert "Nora" in server.get("/report", params={"run": run}).text
    rights.remove(SERVED)
    assert server.get("/report", params={"run": run}).status_code == 403


def test_what_a_report_says_of_its_readers_holds_whoever_wrote_it(
    server: TestClient, rights: set[str], tmp_path: Path
) -> None:
    rights.add(SERVED)
    run = "generate_embeddings manual__1"
    page = for_readers(run, "<p>8 chunks</p>")
    write_report(report_uri(str(tmp_path / "LAKE_URI"), run, RUNS), page)
    assert "8 chunks" in server.get("/report", params={"run": run}).text
    write_report(report_uri(str(tmp_path / "LAKE_URI"), run, RUNS), page.replace(SERVED, FACTS))
    assert server.get("/report", params={"run": run}).status_code == 403


def test_errors_are_kept_by_no_cache_and_guessed_by_no_browser(
    server: TestClient, rights: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = TestClient(pages.app, raise_server_exceptions=False)
    told = [asks.post("/search", json={"question": "a door"})]
    rights.add(SERVED)
    told += [asks.get("/knowledge/why"), asks.get("/nothing"), asks.get("/report", params={"run": "none"})]
    told += [asks.post("/search", content=b"a door"), asks.post("/search", json={"question": "x" * 1001})]
    told += [asks.post("/search", json={"queston": "a door"}), asks.post("/search", json={"question": "x" * 40_000})]
    monkeypatch.setattr(pages, "_searcher", lambda _settings: 1 / 0)
    told.append(asks.post("/search", json={"question": "a door"}))
    assert [answer.status_code for answer in told] == [403, 405, 404, 404, 415, 422, 422, 413, 500]
    for answer in told:
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
        assert answer.json()["message"]
        assert "a door" not in answer.text


def test_what_a_report_names_are_assets_that_there_are() -> None:
    names = {SEARCH_INDEX.name, USER_FACTS.name, *(asset.name for asset in GENERATED_ASSETS.values())}
    assert {SERVED, FACTS, *GENERATED} == names


OFF = """
import sys
from fastapi.testclient import TestClient
from include.ui import access, pages
from airflow.api_fastapi.core_api.security import get_user
access.may_read = lambda *_: True
pages.app.dependency_overrides |= {get_user: lambda: "somebody"}
server = TestClient(pages.app)
asked = {"": {"question": "Nora"}, "/why": {"fact": "none"}, "/changes": {"since": "2026-01-01"}}
told = [server.get("/knowledge/about"), *(server.post(f"/knowledge{path}", json=body) for path, body in asked.items())]
assert [answer.json()["state"] for answer in told] == ["off"] * 4
assert server.post("/search", json={"question": "a door"}).json()["state"] == "not_indexed"
assert not [name for name in sys.modules if name.startswith("include.knowledge")]
"""


def test_without_conversations_nothing_of_knowledge_is_imported(tmp_path: Path) -> None:
    """In a process of its own: others have imported it in this one."""
    environment = os.environ | {"LAKE_URI": str(tmp_path / "lake"), "QDRANT_PATH": str(tmp_path / "qdrant")}
    done = subprocess.run([sys.executable, "-c", OFF], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
