"""Exercise 5.10 without an Airflow: its texts, its files, answers, and what is told of pages."""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.course import __main__ as command
from include.course.airflow_api import LiveError
from include.course.exercise_5_10 import judging
from include.course.exercise_5_10.chain import Chain, dag_ids, workshop
from include.course.exercise_5_10.checking import check_incident
from include.course.exercise_5_10.playing import INCIDENTS, difference, lay_out
from include.course.exercise_5_10.record import Record
from include.course.fresh_database import copy_database
from include.course.starters import incident_files, incidents, text_path
from include.course.verdicts import NOT_STARTED, PASS, WRONG
from tests.course.matrix import MESSAGES

EACH = pytest.mark.parametrize("incident", INCIDENTS)


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chain:
    """The chain of the fifth incident, where nobody runs an Airflow."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "course"))
    lay_out("5.10.5")
    copy_database(tmp_path / "airflow.db")
    return Chain("5.10.5", None, tmp_path)  # type: ignore[arg-type]


def test_every_incident_has_its_files_and_its_texts() -> None:
    assert incidents() == list(INCIDENTS)
    assert {one.cause for one in INCIDENTS.values()} < set(MESSAGES.causes())


@EACH
def test_an_incident_has_three_hints_for_each_thing_it_asks_for(incident: str) -> None:
    assert MESSAGES.question(incident)
    for requirement in MESSAGES.requirements(incident):
        hints = MESSAGES.hints(incident, requirement)
        assert len(hints) == 3
        assert "____" in hints[-1]


def test_the_text_lists_the_causes_and_what_is_asked_for() -> None:
    text = text_path("5.10.1").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text.partition("**Task 2")[2], re.MULTILINE) == MESSAGES.causes()
    assert all(MESSAGES.title("5.10.1", name) in text for name in MESSAGES.requirements("5.10.1"))


@EACH
def test_files_of_a_chain_are_python_define_its_dags_once_mended_and_do_not_tell_the_cause(incident: str) -> None:
    found = incident_files(incident)
    for dag in dag_ids(incident):
        assert sum(mended.count(f"def {dag}(") for _, mended in found.values()) == 1
    for name, (given, mended) in found.items():
        compile(given, name, "exec")
        compile(mended, name, "exec")
        assert len(given.splitlines()) < 100
        assert not re.search(r"# (>>>|===|<<<)", given + mended)
        assert INCIDENTS[incident].cause.replace("pause", "pauses") not in given + name
    assert any(given != mended for given, mended in found.values())


def test_an_untouched_chain_is_unchanged_and_its_answer_is_not_begun(chain: Chain) -> None:
    (chain.dags / "handbook_before_the_move.py").write_text(chain.given()["handbook_before_the_move.py"], "utf-8")
    assert not chain.is_changed()
    answer = judging.read_answer(chain)
    assert not answer.is_begun
    assert judging.evidence(chain, answer, {}).state == NOT_STARTED
    assert judging.cause(chain, answer, MESSAGES.causes()).state == NOT_STARTED


def test_the_difference_is_that_of_every_file(chain: Chain) -> None:
    assert not difference("5.10.5")
    (chain.dags / "handbook_before_the_move.py").write_text("# still there\n", "utf-8")
    assert "-# still there" in difference("5.10.5").splitlines()


@pytest.mark.parametrize(
    ("written", "event", "error"),
    [
        ('event = 7\nwitness = "run"\ncause = " clock "\n', "7", False),
        ('event = "7"\n', "7", False),
        ("event = \n", "", True),
        ("", "", False),
    ],
)
def test_an_answer_is_read_as_it_was_typed(chain: Chain, written: str, event: str, error: bool) -> None:
    (chain.workshop.folder / "answer.toml").write_text(written, "utf-8")
    answer = judging.read_answer(chain)
    assert (answer.event, bool(answer.error)) == (event, error)


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("2026-11-30T20:56:57Z", True),
        ("2026-11-30 20:56:58", True),
        ("2026-11-30, 20:56:58", True),
        ("2026-11-30T21:56:57+01:00", True),
        ("2026-11-30T20:57:03Z", False),
        ("20:56:57", False),
        ("", False),
    ],
)
def test_a_time_is_the_same_to_the_second_however_it_is_written(given: str, same: bool) -> None:
    assert judging.is_same(given, "2026-11-30 20:56:57.616297+00:00") is same


def test_a_guess_is_no_diagnosis(chain: Chain) -> None:
    truth = {"event": 3, "witness": ["a_run"]}
    guess = judging.Answer(cause=INCIDENTS["5.10.5"].cause)
    assert judging.evidence(chain, guess, truth).state == WRONG
    assert judging.evidence(chain, judging.Answer("3", "a_run"), truth).state == PASS
    assert judging.evidence(chain, judging.Answer("3", "b_run"), truth).evidence == "incident.other_witness.any"
    assert (
        judging.evidence(chain, judging.Answer("3", "b_run", "pause"), truth).evidence == "incident.other_witness.time"
    )
    assert judging.evidence(chain, judging.Answer("0", "a_run"), truth).evidence == "incident.event_sent"
    assert judging.evidence(chain, judging.Answer("4", "a_run"), truth).evidence == "incident.no_event"


def test_pages_that_are_lost_doubled_or_old_are_told(chain: Chain) -> None:
    for name in ("found.md", "lost.md", "twice.md", "old.md"):
        chain.upload(name, name)
    chain.workshop.publish()
    rows = {name: {"page": name, **row} for name, row in chain.workshop.load("published").items() if name != "lost.md"}
    rows["old.md"]["sha256"] = "0"
    chain.workshop.save("index", {**rows, "again": rows["twice.md"], "gone": {"page": "gone.md"}})
    assert chain.wrong() == {"gone.md": 1, "lost.md": 0, "old.md": 1, "twice.md": 2}
    assert judging.whole(chain).state == WRONG  # a file of the chain is away
    del rows["old.md"]
    chain.workshop.save("index", rows)
    for name in ("lost.md", "old.md"):
        (chain.workshop.uploads / name).unlink()
    assert judging.whole(chain).state == PASS


def test_a_store_that_is_away_cannot_be_opened_and_is_back_afterwards(chain: Chain) -> None:
    path = chain.workshop.folder / "index.sqlite"
    path.write_bytes(b"")
    with chain.store_away(), pytest.raises(sqlite3.OperationalError, match="unable to open"):
        sqlite3.connect(path).execute("SELECT 1")
    assert path.read_bytes() == b""


def insert(database: sqlite3.Connection, table: str, **values: object) -> None:
    """A row of one of Airflow's tables; columns that want something and are not named have 0."""
    columns = database.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE \"notnull\"").fetchall()
    row = dict.fromkeys([name for (name,) in columns], 0) | values
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", [*row.values()])


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Of an Airflow that knows a DAG with times and one without, and two assets, one of which is alive."""
    copy_database(tmp_path / "airflow.db")
    with sqlite3.connect(tmp_path / "airflow.db") as database:
        insert(database, "dag_bundle", name="b", active=1)
        for dag_id, time in (("timed", "2999-01-01 00:00:00.000000"), ("woken", None)):
            insert(database, "dag", dag_id=dag_id, bundle_name="b", next_dagrun_create_after=time)
        for number, name in enumerate(("pages", "old_pages"), 1):
            insert(database, "asset", id=number, name=name, uri=name)
            insert(database, "task_outlet_asset_reference", asset_id=number, dag_id="woken", task_id="publish")
        insert(database, "asset_active", name="pages", uri="pages")
        for number, at in ((1, "2026-11-30 10:00:00.500000"), (2, "2026-11-30 10:00:01.000000")):
            insert(database, "asset_event", id=number, asset_id=number, timestamp=at, extra="{}")
        insert(
            database, "dag_run", id=7, dag_id="timed", run_id="a_run", state="running", start_date="2026-11-30 10:00:02"
        )
        insert(database, "dagrun_asset_event", dag_run_id=7, event_id=1)
    return Record(tmp_path / "airflow.db")


def test_the_record_is_read_from_airflows_own_tables(record: Record) -> None:
    assert [(event.id, event.asset, event.woke) for event in record.events()] == [
        (1, "pages", "a_run"),
        (2, "old_pages", ""),
    ]
    assert [(run, state) for run, state, _ in record.runs("timed")] == [("a_run", "running")]
    assert (record.at_work(), record.inactive(), record.task_states("timed")) == (["timed"], ["old_pages"], {})


def test_a_dag_whose_file_is_gone_keeps_no_chain_from_its_rest(record: Record) -> None:
    assert (record.at_work(), record.woken_by(1), record.woken_by(2)) == (["timed"], ["timed"], [])
    with sqlite3.connect(record.path) as database:
        database.execute("UPDATE dag SET is_stale = 1 WHERE dag_id = 'timed'")
    assert record.at_work() == []


def test_only_dags_with_times_come_earlier(record: Record) -> None:
    record.next_time_comes()
    with sqlite3.connect(record.path) as database:
        rows = dict(database.execute("SELECT dag_id, next_dagrun_create_after FROM dag").fetchall())
    assert datetime.fromisoformat(rows["timed"]).replace(tzinfo=UTC) < datetime.now(UTC)
    assert rows["woken"] is None


def test_an_incident_that_does_not_run_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(LiveError, match="incident 3 is not running; `make incident N=3` starts it"):
        check_incident("5.10.3", MESSAGES)
    assert not workshop("5.10.3").folder.exists()


@pytest.mark.parametrize("command_line", ["watch 5.10.1", "reset 5.10.1", "check 5.10"])
def test_what_is_not_for_incidents_is_told_in_one_line(
    command_line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from include.command_line import run

    monkeypatch.setattr("sys.argv", ["course", *command_line.split()])
    with pytest.raises(SystemExit) as ended:
        run(command.main)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
