"""Who may ask what is known of people; and that nothing of it is there where there are no conversations."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.api_fastapi.common.db.common import _get_session
from airflow.api_fastapi.core_api.security import get_user
from fastapi.testclient import TestClient

from include.settings import PROJECT
from include.ui import access, pages

ROUTES = {
    "/knowledge/about": {},
    "/knowledge": {"question": "Where does Nora live?"},
    "/knowledge/why": {"fact": "none"},
    "/knowledge/changes": {"since": "2026-01-01"},
}
Ask = Callable[..., Any]


class Assets:
    """A session that knows each asset by its name."""

    def scalar(self, query: Any) -> str:
        (name,) = query.compile().params.values()
        return str(name)


@pytest.fixture
def rights(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Names of the assets that the user may read."""
    allowed: set[str] = set()

    def is_authorized_asset(*, method: str, details: Any, user: Any) -> bool:
        return method == "GET" and details.id in allowed

    manager = SimpleNamespace(is_authorized_asset=is_authorized_asset)
    monkeypatch.setattr(access, "get_auth_manager", lambda: manager)
    pages.app.dependency_overrides |= {get_user: lambda: "somebody", _get_session: Assets}
    yield allowed
    pages.app.dependency_overrides.clear()


@pytest.fixture
def server(rights: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    for name in ("LAKE_URI", "QDRANT_PATH", "CONVERSATIONS_URI"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return TestClient(pages.app)


@pytest.mark.parametrize(
    "names", [set(), {access.SERVED}, {access.FACTS}], ids=["nothing", "only documents", "only facts"]
)
def test_what_is_known_of_people_needs_the_right_to_both_assets(
    server: TestClient, rights: set[str], names: set[str]
) -> None:
    rights |= names
    assert {path: server.get(path, params=query).status_code for path, query in ROUTES.items()} == dict.fromkeys(
        ROUTES, 403
    )


def test_who_may_read_both_gets_answers_that_no_cache_keeps(server: TestClient, rights: set[str]) -> None:
    rights |= {access.SERVED, access.FACTS}
    for path, query in ROUTES.items():
        answer = server.get(path, params=query)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert server.get("/knowledge/about").json()["facts"] == 0
    assert "write it as" in server.get("/knowledge/changes", params={"since": "<b>now</b>"}).json()["message"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_of_it_can_be_changed(server: TestClient, rights: set[str], method: str) -> None:
    rights |= {access.SERVED, access.FACTS}
    assert {server.request(method, path).status_code for path in ROUTES} == {405}


def test_the_page_shows_the_section_to_those_who_may_read_it(
    server: TestClient, rights: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rights.add(access.SERVED)
    assert server.get("/about").json()["knowledge"] is False
    rights.add(access.FACTS)
    assert server.get("/about").json()["knowledge"] is True
    monkeypatch.delenv("CONVERSATIONS_URI")
    assert server.get("/about").json()["knowledge"] is False


OFF = """
import sys
from fastapi.testclient import TestClient
from include.ui import access, pages
from airflow.api_fastapi.common.db.common import _get_session
from airflow.api_fastapi.core_api.security import get_user
access.may_read = lambda *_: True
pages.app.dependency_overrides |= {get_user: lambda: "somebody", _get_session: lambda: None}
server = TestClient(pages.app)
for path in ("", "/about", "/why?fact=none", "/changes?since=2026-01-01"):
    assert server.get(f"/knowledge{path}").json()["state"] == "off"
server.get("/search?question=a door")
assert not [name for name in sys.modules if name.startswith("include.knowledge")]
"""


def test_without_conversations_nothing_of_knowledge_is_imported(tmp_path: Path) -> None:
    """In a process of its own: others have imported it in this one."""
    environment = os.environ | {"LAKE_URI": str(tmp_path / "lake"), "QDRANT_PATH": str(tmp_path / "qdrant")}
    done = subprocess.run([sys.executable, "-c", OFF], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
