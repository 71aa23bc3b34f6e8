"""`python -m include.answers`: the same functions, without Airflow."""

import json
from typing import Any

import pytest

from include import command_line
from include.answers import __main__ as command
from include.lake.queries import Row
from include.pipeline.scope import chunk_rows
from tests.answers.conftest import LEAVE, OFF_TOPIC, Desk


@pytest.fixture
def told(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    for name, value in desk.place.environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["answering", *arguments])
        with pytest.raises(SystemExit) as ended:
            command_line.run(command.main)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_ask_says_the_answer_its_sources_and_whether_it_was_there(told: Any) -> None:
    code, out, _ = told("ask", LEAVE)
    assert code == 0
    assert "[1] leave.md  Leave › Days  lines 1-5: “Everybody has 27 days of holiday.”\n    file:///" in out
    assert "made now" in out
    again = json.loads(told("ask", LEAVE, "--json")[1])
    assert (again["verdict"], again["cached"], again["citations"][0]["source"]) == ("answered", True, "leave.md")
    assert "No answer found" in told("ask", OFF_TOPIC)[1]


def test_a_source_is_where_it_stands_now_also_where_the_answer_was_there(told: Any, desk: Desk) -> None:
    assert json.loads(told("ask", LEAVE, "--json")[1])["citations"][0]["place"] == "lines 1-5"
    (first,) = {row["chunk_hash"]: row for row in _rows(desk) if row["document"] == "leave.md"}.values()
    desk.edit("leave.md", "\n\n" + (desk.place.documents / "leave.md").read_text("utf-8"))
    again = json.loads(told("ask", LEAVE, "--json")[1])
    (cited,) = again["citations"]
    assert (again["cached"], cited["hash"], cited["place"]) == (True, first["chunk_hash"], "lines 3-7")
    assert cited["link"].endswith("/documents/leave.md")


def _rows(desk: Desk) -> list[Row]:
    return list(chunk_rows(desk.place.lake.open("chunks")).values())


def test_rate_and_evaluate_say_what_they_did(told: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = desk.place.folder / "golden.json"
    golden.write_text(json.dumps([{"question": LEAVE, "document": "leave.md"}]))
    monkeypatch.setenv("GOLDEN_QUESTIONS", str(golden))
    key = json.loads(told("ask", LEAVE, "--json")[1])["id"]
    assert told("rate", key, "right") == (0, f"{key}: right\n", "")
    assert told("rate", key, "right") == (0, f"{key}: right, as before\n", "")
    code, out, _ = told("evaluate")
    assert (code, out.splitlines()[0]) == (0, "recall@5 100.0%, citations correct 100.0% of 1 answered questions")
    desk.edit("leave.md", "# Elsewhere\n\nNothing is said here.\n")
    code, out, error = told("evaluate", "--json")
    assert (code, json.loads(out)["worse"]) == (1, [f"not found and not correct: {LEAVE}"])
    assert error.startswith("error: recall@5 fell from 100% to 0%")
    assert told("evaluate", "--accept")[0] == 0


@pytest.mark.parametrize("arguments", [("ask", " "), ("rate", "nonsense", "right"), ("rate", "nonsense", "fine"), ()])
def test_wrong_usage_is_one_line_and_exit_code_2(told: Any, arguments: tuple[str, ...]) -> None:
    code, out, error = told(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in error
