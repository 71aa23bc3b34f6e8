"""What a form asks for is done once in a run; only Airflow's store of the task is a dictionary."""

from types import SimpleNamespace
from typing import Any

import pytest

from include.airflow_io import once as airflow_once
from include.airflow_io.once import Attempt, kept, once
from include.errors import SourceRefused
from include.sources.documents import edit_source
from tests.conftest import Workplace


class TaskStore(dict[str, Any]):
    def set(self, key: str, value: Any, retention: Any) -> None:
        assert retention is airflow_once.NEVER_EXPIRE  # an old run can be cleared, too
        self[key] = value


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> TaskStore:
    kept_by_airflow = TaskStore()

    def get(key: str, default: Any = None) -> Any:
        return dict.get(kept_by_airflow, key, default)

    context = {"task_state_store": SimpleNamespace(get=get, set=kept_by_airflow.set)}
    monkeypatch.setattr(airflow_once, "get_current_context", lambda: context)
    return kept_by_airflow


def attempt(fails: bool = False) -> Attempt:
    with once("the form") as found:
        if fails:
            raise ValueError
    return found


def test_a_second_try_finds_it_done() -> None:
    assert [attempt(), attempt(), attempt()] == [Attempt.FIRST, Attempt.DONE, Attempt.DONE]


def test_an_error_and_a_kill_leave_it_to_be_done_again() -> None:
    with pytest.raises(ValueError, match=r"^$"):
        attempt(fails=True)
    assert [attempt(), attempt()] == [Attempt.AGAIN, Attempt.DONE]


def test_what_the_first_try_has_chosen_stays() -> None:
    assert kept("collection", lambda: "first") == "first"
    assert kept("collection", lambda: "second") == "first"


def test_nothing_chosen_is_a_choice() -> None:
    assert kept("collection", lambda: "") == ""
    assert kept("collection", lambda: "second") == ""


def test_what_a_lost_try_has_removed_need_not_be_there_again(workplace: Workplace) -> None:
    removed = {"action": "remove", "name": "notes.txt", "text": None}
    edit_source(workplace.settings, **removed, again=True)
    assert not (workplace.documents / "notes.txt").exists()
    edit_source(workplace.settings, **removed, again=True)
    with pytest.raises(SourceRefused, match="nothing was removed"):
        edit_source(workplace.settings, **removed)
