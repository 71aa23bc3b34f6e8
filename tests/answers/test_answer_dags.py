"""The four DAGs, as Airflow runs them."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from include.answers.answers import rows_where
from include.lake.reports import read_report, report_uri
from include.settings import PROJECT, SAMPLE_CONVERSATIONS
from tests.airflow_io.test_dags import events, run
from tests.answers.conftest import LEAVE, OFF_TOPIC, PAGES, TRAVEL, Desk
from tests.parsed_dags import parsed_dags

NAMES = ("answer_question", "refresh_answers", "rate_answer", "evaluate_answers")


@pytest.fixture(scope="module")
def dags() -> Iterator[dict[str, Any]]:
    with parsed_dags(CONVERSATIONS_URI=str(SAMPLE_CONVERSATIONS)) as found:
        yield {name: found[name] for name in NAMES}


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name, value in desk.place.environment.items():
        monkeypatch.setenv(name, value)
    return desk


def told(desk: Desk, name: str) -> list[dict[str, Any]]:
    return [extra for asset, extra in events() if asset == name]


def test_they_exist_only_where_there_are_conversations(monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.delenv("CONVERSATIONS_URI", raising=False)
    for name in NAMES:
        bag = DagBag(str(PROJECT / "dags" / "answers" / f"{name}.py"))
        assert (bag.import_errors, bag.dags) == ({}, {})


def test_an_asset_wakes_what_searches_and_the_golden_questions_what_asks_them(dags: dict[str, Any]) -> None:
    woken = {
        name: {asset.name for asset in condition.objects}
        for name, dag in dags.items()
        if (condition := getattr(dag.timetable, "asset_condition", None)) and condition.objects
    }
    assert woken == {
        "refresh_answers": {"search_index", "user_facts", "answer_feedback"},
        "evaluate_answers": {"golden_questions"},
    }


def test_a_question_is_answered_once_and_the_answer_is_in_no_log_no_event_and_no_xcom(
    dags: dict[str, Any], asked: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "include")
    before = len(told(asked, "answers"))
    form = {"question": LEAVE, "asked_by": "ada-lovelace"}
    assert run(dags["answer_question"], **form) == {"answer": "success"}
    assert run(dags["answer_question"], **form) == {"answer": "skipped"}
    (event,) = told(asked, "answers")[before:]
    assert (event["answers_made"], event["answered"]) == (1, 1)
    (row,) = rows_where(asked.lake, "true")
    assert (row["question"], row["asked_by"], row["verdict"]) == (LEAVE, "ada-lovelace", "answered")
    printed = caplog.text + "".join(capfd.readouterr()) + str(event) + _xcoms()
    assert row["id"] in printed
    for secret in ("27 days", "holiday", "ada-lovelace"):
        assert secret not in printed


def _xcoms() -> str:
    from airflow import settings
    from airflow.models.xcom import XComModel
    from sqlalchemy import select

    with settings.Session() as session:
        return str([(each.key, each.value) for each in session.scalars(select(XComModel))])


def test_the_button_leads_to_the_answers_page_also_of_a_hit(dags: dict[str, Any], asked: Desk) -> None:
    links = dags["answer_question"].get_task("answer").operator_extra_links
    assert [link.name for link in links] == ["Answer"]
    form = {"question": TRAVEL, "asked_by": None}
    for _ in range(2):
        run(dags["answer_question"], **form)
        (row,) = rows_where(asked.lake, "true")
        assert f"answer+{row['id']}" in _xcoms()
        page = read_report(report_uri(asked.settings.lake_uri, f"answer {row['id']}")) or ""
        assert "The daily allowance on a journey is 58 euros." in page


def test_what_was_asked_and_what_is_quoted_is_text_on_the_page(dags: dict[str, Any], asked: Desk) -> None:
    asked.edit("leave.md", "# Leave\n\nEverybody has 27 days of holiday, <script>alert(1)</script> they say.\n")
    run(dags["answer_question"], question=f"{LEAVE} <img src=x onerror=alert(2)>", asked_by="<b>ada</b>")
    (row,) = rows_where(asked.lake, "true")
    page = read_report(report_uri(asked.settings.lake_uri, f"answer {row['id']}")) or ""
    assert "&lt;script&gt;" in page
    assert not any(tag in page for tag in ("<script", "<img", "<b>ada"))


def test_a_change_of_the_corpus_is_told_with_the_answers_that_became_stale(dags: dict[str, Any], asked: Desk) -> None:
    run(dags["answer_question"], question=LEAVE, asked_by=None)
    run(dags["answer_question"], question=TRAVEL, asked_by=None)
    before = len(told(asked, "answers"))
    assert run(dags["refresh_answers"]) == {"refresh": "skipped"}
    asked.edit("leave.md", PAGES["leave.md"].replace("27", "30"))
    assert run(dags["refresh_answers"]) == {"refresh": "success"}
    (event,) = told(asked, "answers")[before:]
    assert (event["answers_stale"], event["answers_carried"]) == (1, 1)
    assert event["stale"] == next(row["id"] for row in rows_where(asked.lake, "status = 'stale'"))


def test_an_evaluation_before_anything_is_served_is_no_failure(
    dags: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LAKE_URI", "QDRANT_PATH"):
        monkeypatch.setenv(name, str(tmp_path / name))
    assert run(dags["evaluate_answers"], accept=False) == {"evaluate": "skipped", "require": "skipped"}


def test_a_rating_is_kept_once(dags: dict[str, Any], asked: Desk) -> None:
    id_ = asked.answer(OFF_TOPIC).id
    before = len(told(asked, "answer_feedback"))
    form = {"answer": f" {id_} ", "verdict": "wrong", "comment": "It was Leonardo.", "rated_by": None}
    assert run(dags["rate_answer"], **form) == {"rate": "success"}
    assert run(dags["rate_answer"], **form) == {"rate": "skipped"}
    (event,) = told(asked, "answer_feedback")[before:]
    assert (event["answer"], event["verdict"], event["commented"]) == (id_, "wrong", 1)


def test_a_night_that_is_worse_is_told_and_fails(
    dags: dict[str, Any], asked: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    golden = asked.place.folder / "golden.json"
    golden.write_text(f'[{{"question": "{LEAVE}", "document": "leave.md"}}]')
    monkeypatch.setenv("GOLDEN_QUESTIONS", str(golden))
    before = len(told(asked, "answer_evaluations"))
    good = {"evaluate": "success", "require": "success"}
    assert run(dags["evaluate_answers"], accept=False) == good
    assert run(dags["evaluate_answers"], accept=False) == good
    asked.edit("leave.md", "# Elsewhere\n\nNothing is said here.\n")
    assert run(dags["evaluate_answers"], accept=False) == {"evaluate": "success", "require": "failed"}
    told_so = told(asked, "answer_evaluations")[before:]
    assert [(event["recall"], event["questions_worse"]) for event in told_so] == [(1.0, 0), (0.0, 1)]
    assert "fell from 100% to 0%" in caplog.text
    assert run(dags["evaluate_answers"], accept=True) == good
