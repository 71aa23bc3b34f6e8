"""Knowledge on a running Airflow: the story of the demo, and what is left of it where nobody would look."""

import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from tests.airflows import Airflows, OpenSite
from tests.integration.airflow_waiting import Since, quiet
from tools.demo_knowledge import NAME, USER, Chat, tell
from tools.local_airflow import LocalAirflow

pytestmark = pytest.mark.integration
CHAIN = ("collect_conversations", "summarise_threads", "derive_user_facts", "update_fact_index")
BY_HAND = ("answer_question", "rate_answer", "forget_user")
WORDS = ("Hamburg", "Berlin", NAME)


@pytest.fixture
def airflow(airflows: Airflows) -> LocalAirflow:
    return quiet(airflows.of(OpenSite).airflow)


@pytest.fixture
def chat(airflows: Airflows) -> Chat:
    return airflows.of(OpenSite).chat


def test_a_fact_is_learned_contradicted_and_explained_an_answer_is_rated_and_all_of_it_is_forgotten(
    airflow: LocalAirflow, chat: Chat
) -> None:
    since = Since(airflow)
    tell(airflow, chat)
    sent = Counter(event["name"] for event in since.events() if event["source_dag_id"] in (*CHAIN, *BY_HAND))
    assert sent["forgettings"] == 1
    assert sent["conversations"] >= 3
    assert (sent["answers"], sent["answer_feedback"], sent["answer_examples"]) == (2, 2, 2)
    assert [chat.lake.rows(name) for name in ("answer_feedback", "answer_examples")] == [[], []]  # she rated them
    assert all(run["state"] != "failed" for run in since.runs())


def test_neither_logs_nor_events_nor_xcoms_have_what_people_said(airflow: LocalAirflow) -> None:
    logs = [path.read_text("utf-8", "replace") for path in (airflow.home / "logs").rglob("*.log")]
    assert not [word for word in WORDS for text in logs if word in text]
    with closing(sqlite3.connect(airflow.home / "airflow.db")) as database:
        for table in ("asset_event", "xcom", "rendered_task_instance_fields", "task_state_store", "asset_state_store"):
            told = str(database.execute(f"SELECT * FROM {table}").fetchall())
            assert not [word for word in (*WORDS, USER) if word in told], table
