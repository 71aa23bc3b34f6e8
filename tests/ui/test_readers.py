"""Many people who search at once stop nobody's work: the scheduler, a task, an edit on its way."""

import asyncio

import pytest

from bench.readers import Load, under_load
from tests.conftest import Workplace
from tests.integration.airflow_waiting import wait_for
from tests.ui.test_routes import ask
from tools.local_airflow import LocalAirflow

pytestmark = pytest.mark.integration


def test_while_forty_people_ask_without_a_pause_an_edit_becomes_searchable(
    airflow: LocalAirflow, place: Workplace
) -> None:
    """A few seconds of what `python -m bench.readers` does for a minute."""
    wait_for(lambda: ask(airflow, "/search", "viewer").json()["state"] == "ready", "a search index")
    load = Load(clients=40, seconds=5)
    result = asyncio.run(under_load(airflow, place.documents, load, ("handbook/travel.md",), user="viewer"))
    assert result.broken == []
    assert result.answers
    assert len(result.edits_found_after_s) == 1
