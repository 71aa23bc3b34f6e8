"""However many people ask, the API server has room for its tasks: what is too much is refused, at once and in words."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from airflow import settings as airflow_settings
from airflow.api_fastapi.core_api.security import get_user
from airflow.models import import_all_models
from airflow.models.asset import AssetModel
from fastapi import HTTPException
from fastapi.testclient import TestClient

from include.errors import LakeError
from include.ui import access, freshness_seen, lanes, pages
from include.ui.lanes import Lane
from tests.conftest import Workplace


class Work:
    """Something that takes until it is let go; counts how much of it is done at once."""

    def __init__(self) -> None:
        self.go_on, self.begun = threading.Event(), threading.Semaphore(0)
        self._counting = threading.Lock()
        self.now = self.most = 0

    def __call__(self) -> str:
        with self._counting:
            self.now += 1
            self.most = max(self.most, self.now)
        self.begun.release()
        assert self.go_on.wait(60)
        with self._counting:
            self.now -= 1
        return "done"


async def outcome(lane: Lane, work: Callable[[], str]) -> str:
    try:
        return await lane.run(work)
    except HTTPException as error:
        return f"{error.status_code} after {(error.headers or {})['Retry-After']}"


def test_a_few_work_a_few_wait_and_the_others_are_refused_at_once() -> None:
    work, told = Work(), []

    async def asked(lane: Lane) -> None:
        told.append(await outcome(lane, work))

    async def many() -> None:
        lane = Lane(threads=2, waiting=3)
        async with anyio.create_task_group() as group:
            for _ in range(9):
                group.start_soon(asked, lane)
            try:
                while len(told) < 4 or work.now < 2:  # nothing is done: the work has not been let go
                    await anyio.sleep(0)
                assert told == ["503 after 2"] * 4
            finally:
                work.go_on.set()
        assert await outcome(lane, work) == "done"  # there is room again

    anyio.run(many)
    assert told[4:] == ["done"] * 5
    assert work.most == 2


def test_who_waits_behind_work_that_hangs_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LONGEST_WAIT_SECONDS", 0.05)
    work, told = Work(), []

    async def many() -> None:
        lane = Lane(threads=1, waiting=1)
        async with anyio.create_task_group() as group:
            group.start_soon(outcome, lane, work)
            await anyio.to_thread.run_sync(work.begun.acquire)
            told.append(await outcome(lane, work))
            work.go_on.set()
        told.append(await outcome(lane, work))

    anyio.run(many)
    assert told == ["503 after 2", "done"]


def test_work_that_fails_makes_room() -> None:
    async def failing() -> None:
        lane = Lane(threads=1, waiting=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await lane.run(lambda: 1 / 0)

    anyio.run(failing)


@pytest.fixture
def server(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The routes, with Airflow's own database of assets; everybody may read everything."""
    for name, value in workplace.environment.items():
        monkeypatch.setenv(name, value)
    manager = SimpleNamespace(is_authorized_asset=lambda **_: True)
    monkeypatch.setattr(access, "get_auth_manager", lambda: manager)
    import_all_models()
    AssetModel.metadata.create_all(airflow_settings.engine)
    access._id_of.cache_clear()
    pages.app.dependency_overrides |= {get_user: lambda: "somebody"}
    with TestClient(pages.app) as client:
        yield client
    pages.app.dependency_overrides.clear()


def test_no_connection_to_the_database_is_held_while_a_question_is_answered(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def search(*_: Any) -> dict[str, Any]:
        held.append(airflow_settings.engine.pool.checkedout())
        return {"state": "ready", "passages": []}

    monkeypatch.setattr(pages, "_searcher", lambda _settings: SimpleNamespace(search=search, about=search))
    assert server.post("/search", json={"question": "a door"}).status_code == 200
    assert server.get("/about").status_code == 200
    assert held == [0, 0]


def test_no_connection_to_the_database_is_held_while_freshness_is_looked_at(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def look(*_: Any) -> None:
        held.append(airflow_settings.engine.pool.checkedout())
        raise LakeError("that is enough")

    monkeypatch.setattr(freshness_seen, "look", look)
    assert server.get("/freshness").json()["message"] == "that is enough"
    assert held == [0]


def test_a_page_that_is_opened_gets_its_script_however_many_are_open(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Lane(threads=1, waiting=-1)
    monkeypatch.setattr(pages, "LOOKS", full)
    assert server.get("/static/search.js").status_code == 200
    assert server.get("/freshness").status_code == 503


def test_too_many_questions_are_refused_in_words_while_other_pages_go_on(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, lane = Work(), Lane(threads=1, waiting=1)
    monkeypatch.setattr(pages, "QUESTIONS", lane)
    answers = SimpleNamespace(
        search=lambda *_: {"state": "ready", "passages": [], "told": work()}, about=lambda: {"state": "ready"}
    )
    monkeypatch.setattr(pages, "_searcher", lambda _settings: answers)

    def ask(_: int) -> Any:
        return server.post("/search", json={"question": "a door"})

    with ThreadPoolExecutor(8) as people:
        asked = [people.submit(ask, number) for number in range(8)]
        refused = []
        while len(refused) < 6:
            refused = [each.result() for each in asked if each.done()]
        assert server.get("/about").json()["state"] == "ready"
        work.go_on.set()
        told = [each.result().status_code for each in asked]
    assert sorted(told) == [200] * 2 + [503] * 6
    assert {answer.headers["retry-after"] for answer in refused} == {str(lanes.RETRY_SECONDS)}
    assert {(answer.headers["cache-control"], answer.headers["x-content-type-options"]) for answer in refused} == {
        ("no-store", "nosniff")
    }
    assert "Too many people ask" in refused[0].json()["message"]
