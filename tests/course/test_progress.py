"""What a learner can do beside checking: hints one by one, the solution after passing, the starter again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from include.course import __main__ as command
from include.course import progress, starters
from include.course.texts import Messages
from include.course.verdicts import BROKEN, NOT_STARTED
from include.course.watching import watch
from include.errors import SettingsError
from include.polling import polled


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder: the starters, and no progress."""
    monkeypatch.setattr(progress, "FOLDER", tmp_path / "data")
    monkeypatch.setattr(progress, "ATTEMPTS", tmp_path / "data" / "attempts")
    monkeypatch.setattr(starters, "EXERCISES", tmp_path)
    for exercise in starters.exercises():
        progress.reset(exercise)
    return tmp_path


def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    monkeypatch.setattr("sys.argv", ["course", *words])
    code = command.main()
    return code, capsys.readouterr().out


def seen(requirement: str, state: str, misconception: str = "") -> None:
    verdict = {"requirement": requirement, "state": state, "misconception": misconception}
    progress.note("5.4", verdicts=[verdict], checked_at="2026-01-01T00:00:00+00:00")


def test_each_call_gives_one_more_hint_and_the_last_one_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [say(monkeypatch, capsys, "hint", "5.4", "R3")[1] for _ in range(4)]
    assert [text.splitlines()[0].partition(":")[0] for text in told] == [f"5.4 R3, hint {n} of 3" for n in (1, 2, 3, 3)]
    assert "____" in told[2]
    assert "____" not in told[0] + told[1]


def test_hints_are_about_the_misunderstanding_just_seen(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen("R2", "WRONG", "M01")
    assert "XCom" in say(monkeypatch, capsys, "hint", "5.4")[1]


def test_a_file_that_could_not_be_read_has_its_error_for_a_hint(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "NameError: name 'DOCUMENTS' is not defined (File \"mine.py\", line 7, in <module>)"
    broken = {"requirement": "R1", "state": BROKEN, "misconception": "", "evidence": said}
    progress.note("5.4", verdicts=[broken], checked_at="2026-01-01T00:00:00+00:00")
    code, text = say(monkeypatch, capsys, "hint", "5.4")
    assert (code, said in text, "outlets" in text) == (0, True, False)


def test_a_requirement_that_there_is_not_is_told_with_those_that_there_are(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingsError, match=r"no requirement 'R99'; it has R1, R2, .*R14"):
        say(monkeypatch, capsys, "hint", "5.4", "R99")


def test_the_solution_is_shown_after_passing_or_when_demanded(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen("R2", "WRONG")
    code, text = say(monkeypatch, capsys, "diff", "5.4")
    assert (code, "+++" in text) == (1, False)
    assert "+++ solution" in say(monkeypatch, capsys, "diff", "5.4", "--reveal")[1]
    seen("R2", "PASS")
    assert "+++ solution" in say(monkeypatch, capsys, "diff", "5.4")[1]


def test_a_reset_brings_the_starter_back_and_keeps_the_attempt(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = starters.starter_path("5.4")
    fresh = file.read_text("utf-8")
    file.write_text("mine = 1\n", "utf-8")
    say(monkeypatch, capsys, "reset", "5.4")
    assert file.read_text("utf-8") == fresh
    assert [kept.read_text("utf-8") for kept in (place / "data" / "attempts").iterdir()] == ["mine = 1\n"]


def test_status_counts_what_passes(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not checked yet" in say(monkeypatch, capsys, "status")[1]
    seen("R2", "PASS")
    assert "1 of 1 requirements pass" in say(monkeypatch, capsys, "status")[1]


def test_watching_checks_at_once_and_again_when_the_file_is_saved(place: Path) -> None:
    watched = watch("5.4", Messages())
    assert {verdict.state for verdict in next(watched).verdicts} == {NOT_STARTED}
    file = starters.starter_path("5.4")
    (file.parent / "other.py").write_text("", "utf-8")  # of no concern
    fresh = file.with_suffix(".new")
    fresh.write_text(file.read_text("utf-8").replace("todo(1)", "1 +"), "utf-8")
    fresh.replace(file)  # as editors save
    assert next(watched).verdicts[0].state == BROKEN


def test_the_doctor_says_what_to_mend_and_looks_at_the_rest_all_the_same(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = say(monkeypatch, capsys, "doctor")
    assert (code, "MEND" in text) == (0, False)
    starters.starter_path("5.4").unlink()
    monkeypatch.setenv("EMBEDDING_MODEL", "no-such-model")
    code, text = say(monkeypatch, capsys, "doctor")
    assert code == 1
    assert text.count("MEND") == 2
    assert "MEND  no starter: 5.4" in text
    assert "no-such-model" in text


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_check_that_is_interrupted_leaves_no_file_and_no_process(by: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "include.course", "check", "5.4", "--solution"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    check = subprocess.Popen(command, env=environment, start_new_session=True, preexec_fn=_with_interrupts)
    assert polled(lambda: len(list(tmp_path.glob("course-*/log"))) == 2, 120, 0.05), "it loads no Airflow"
    begun = psutil.Process(check.pid).children(recursive=True)
    check.send_signal(by)
    assert check.wait() == 130
    assert psutil.wait_procs(begun, timeout=60)[1] == []
    assert list(tmp_path.iterdir()) == []


def _with_interrupts() -> None:
    """As in a terminal: who is started in the background ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
