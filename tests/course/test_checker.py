"""The checker is judged: what it says of the starter, of the solution, of each known mistake, of other right ways."""

import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from include.course import mistakes
from include.course.check import check, inspected
from include.course.engine import Engine
from include.course.evidence import Edge
from include.course.exercise import Exercise, Requirement, find_exercise, judge
from include.course.inspection import parsed
from include.course.observations import Observations
from include.course.starters import clean, drifted, exercises, identifier, render, solution_path, text_path
from include.course.texts import WIDTH, report, wrapped
from include.course.verdicts import BROKEN, NOT_RUN, NOT_STARTED, PASS, WRONG, Checked, Finding, Verdict
from tests.course import figures
from tests.course.matrix import MESSAGES, QUICK, Checks, Program, parameters, programs, solution

Note = Callable[[str, object], None]
NOTHING = Observations("exercise_5_4", frozenset(), ())


def checked(exercise: str, text: str, folder: Path) -> Checked:
    """Verdicts of a program."""
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    return check(exercise, path, f"exercise_{identifier(exercise)}", MESSAGES)


def starter(exercise: str) -> str:
    """As everybody finds it."""
    return render(solution_path(exercise).read_text("utf-8"))


def named(exercise: str) -> list[str]:
    """Its requirements."""
    return [requirement.id for requirement in find_exercise(exercise).requirements]


def test_every_starter_is_what_its_solution_says() -> None:
    assert drifted(write=False) == []


@pytest.mark.parametrize("exercise", exercises())
def test_an_untouched_starter_is_not_started_and_not_wrong(exercise: str, tmp_path: Path) -> None:
    verdicts = checked(exercise, starter(exercise), tmp_path).verdicts
    assert {verdict.requirement: verdict.state for verdict in verdicts} == dict.fromkeys(named(exercise), NOT_STARTED)


@pytest.mark.parametrize("exercise", exercises())
def test_the_solution_passes_in_its_own_namespace(exercise: str, checks: Checks) -> None:
    verdicts = checks.of(exercise).verdicts
    assert {verdict.requirement: verdict.state for verdict in verdicts} == dict.fromkeys(named(exercise), PASS)
    assert all(verdict.evidence for verdict in verdicts)


@pytest.mark.parametrize("program", parameters("wrong"))
def test_a_mistake_makes_its_requirement_wrong_and_no_other(
    program: Program, checks: Checks, record_property: Note
) -> None:
    verdicts = checks.of(program).verdicts
    record_property(*figures.of_wrong(program, verdicts))
    red = [item for item in verdicts if item.state in (WRONG, BROKEN)]
    asked, also = program.said["REQUIREMENT"], program.said.get("ALSO", ())
    assert [item.requirement for item in red] == [asked, *also], verdicts
    assert red[0].misconception == program.misconception, verdicts
    assert all(item.evidence and item.next_step for item in red)


def test_the_quick_programs_are_there() -> None:
    assert {program.name for kind in ("wrong", "right") for program in programs(kind)} >= QUICK


@pytest.mark.parametrize("program", parameters("right"))
def test_another_right_way_passes(program: Program, checks: Checks, record_property: Note) -> None:
    verdicts = checks.of(program).verdicts
    record_property(*figures.of_right(program, verdicts))
    assert [item for item in verdicts if item.state != PASS] == []


def test_a_file_that_airflow_cannot_read_is_broken_and_says_where(tmp_path: Path) -> None:
    broken = solution("5.4").replace("def exercise_5_4_embed() -> None:", "def exercise_5_4_embed( -> None:")
    first, *rest = checked("5.4", broken, tmp_path).verdicts
    assert (first.requirement, first.state, first.misconception) == ("R1", BROKEN, "M83")
    assert "SyntaxError" in first.evidence
    assert 'File "mine.py", line' in first.evidence
    assert {verdict.state for verdict in rest} == {NOT_RUN}


def test_after_the_first_task_its_requirements_are_judged_and_the_others_are_not_started(tmp_path: Path) -> None:
    whole, fresh = solution("5.4"), starter("5.4")
    half = whole[: whole.index("@dag(schedule=[DOCUMENTS]")] + fresh[fresh.index("# Task 2:") :]
    verdicts = checked("5.4", half.replace("import Workshop", "import Workshop, todo"), tmp_path).verdicts
    states = {verdict.requirement: verdict.state for verdict in verdicts}
    assert {name for name, state in states.items() if state == PASS} == {"R2", "R3", "R11"}
    assert {state for name, state in states.items() if name not in ("R2", "R3", "R11")} == {NOT_STARTED}


@pytest.mark.slow_check
def test_before_events_and_retries_are_written_the_quarantine_is_judged(tmp_path: Path) -> None:
    whole, fresh = solution("5.5"), starter("5.5")
    body = whole.index("    def embed_changed(*, run_id")
    half = fresh[: fresh.index("    def embed_changed(*, run_id")] + whole[body : whole.index("        counts = {")]
    verdicts = checked("5.5", half + fresh[fresh.index("        # Task 2:") :], tmp_path).verdicts
    states = {verdict.requirement: verdict.state for verdict in verdicts}
    assert {name for name, state in states.items() if state == PASS} == {"R2", "R5", "R6", "R8"}
    assert {state for name, state in states.items() if name in ("R1", "R3", "R4", "R7")} == {NOT_STARTED}


def test_a_failure_is_told_once_and_what_needs_it_is_not_run() -> None:
    found = {"R1": Finding(WRONG), "R2": Finding(WRONG), "R3": Finding(PASS)}
    chain = [Requirement(f"R{n}", lambda _: Finding(PASS), needs=(f"R{n - 1}",)) for n in (1, 2, 3)]
    told = judge(chain, lambda requirement: found[requirement.id])
    assert [finding.state for finding in told.values()] == [WRONG, NOT_RUN, NOT_RUN]


def test_what_a_failure_may_have_caused_is_excused_and_what_passes_anyway_passes() -> None:
    wrong = Requirement("R1", lambda _: Finding(WRONG))
    for own, told in ((PASS, PASS), (WRONG, NOT_RUN)):
        excused = Requirement("R2", lambda _, own=own: Finding(own), excused_by=("R1",))
        found = judge([excused, wrong], lambda requirement: requirement.judge(NOTHING))  # the cause may stand behind
        assert (list(found), found["R2"].state) == (["R2", "R1"], told)
        assert judge([wrong, excused], lambda requirement: requirement.judge(NOTHING))["R2"].state == told


def test_what_is_still_to_do_is_said_of_it_though_it_needs_what_failed() -> None:
    failed = Requirement("R1", lambda _: Finding(WRONG), frozenset({1}))
    begun, to_do = (Requirement(f"R{n}", lambda _: Finding(PASS), frozenset({n}), needs=("R1",)) for n in (2, 3))
    exercise = Exercise((failed, begun, to_do), lambda *_: None, tasks=frozenset({1, 2, 3}))
    found = exercise.judge(Observations("half", frozenset({3}), ()))
    assert [finding.state for finding in found.values()] == [WRONG, NOT_RUN, NOT_STARTED]


def test_a_row_of_another_form_ends_the_scenario_and_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    table = tmp_path / "odd" / "tables" / "published.json"
    table.parent.mkdir(parents=True)
    table.write_text('{"leave.md": "c0ffee"}', "utf-8")
    seen = Observations("odd", frozenset(), ())
    asked = (
        Requirement("R1", lambda _: Finding(PASS)),
        *(Requirement(f"R{n}", lambda seen: Finding(PASS, seen.steps["edited"])) for n in (2, 3)),
    )

    def play(_: Engine, seen: Observations) -> None:
        json.loads(table.read_text("utf-8"))["leave.md"].items()

    exercise = Exercise(asked, play, tasks=frozenset({1}))
    exercise.watch(None, seen)
    found = exercise.judge(seen)
    assert [finding.state for finding in found.values()] == [PASS, WRONG, NOT_RUN]
    told = MESSAGES.evidence(found["R2"].evidence, found["R2"].values)
    assert told == "The check could not go on: in the table published the row leave.md is 'c0ffee', no dictionary."


def test_everything_that_is_printed_is_80_columns_wide_and_has_no_colours() -> None:
    long = Finding(
        WRONG, "event", {"id": 7, "asset": "a" * 50, "extra": {"key": "x" * 300, "b": list(range(90))}}, "M01"
    )
    told = MESSAGES.evidence(long.evidence, long.values)
    verdicts = tuple(
        Verdict(f"R{n}", WRONG, "M01", told, MESSAGES.next_step("5.4", f"R{n}", long)) for n in range(1, 12)
    )
    text = report(Checked("5.4", f"{'long_' * 30}.py", verdicts), MESSAGES)
    hints = [wrapped(hint) for number in range(1, 12) for hint in MESSAGES.hints("5.4", f"R{number}")]
    lines = [*text.splitlines(), *"\n".join(hints).splitlines()]
    assert max(map(len, lines)) <= WIDTH
    assert not any("\x1b" in line for line in lines)


def test_every_text_that_a_verdict_can_need_is_in_the_catalogue() -> None:
    texts = MESSAGES.texts
    assert {exercise: list(asked) for exercise, asked in texts["exercise"].items()} == {
        exercise: named(exercise) for exercise in exercises()
    }
    assert all(len(item["hints"]) == 3 for asked in texts["exercise"].values() for item in asked.values())
    assert all(item["truth"] and item["next"] for item in texts["misconception"].values())
    assert {program.misconception for program in programs("wrong")} - {""} == set(texts["misconception"])


@pytest.mark.parametrize("exercise", exercises())
def test_the_text_of_an_exercise_lists_what_the_check_looks_at(exercise: str) -> None:
    text = text_path(exercise).read_text("utf-8")
    titles = {name: MESSAGES.title(exercise, name) for name in named(exercise)}
    assert [name for name, title in titles.items() if f"| {name} | {title} |" not in text] == []


def test_a_dag_of_another_name_is_found_by_its_form_or_by_standing_alone() -> None:
    wired, forms = [Edge("derive", "tasks", "x")], {"derive": [], "spend": ["approved", "budget"], "reckon": []}
    seen = Observations("exercise_5_8", frozenset(), (), produced=wired, forms=forms)
    assert [seen.dag("generate", "approved"), seen.dag("plan")] == ["spend", "reckon"]
    seen.forms = {**forms, "another": []}
    assert seen.dag("plan") == "exercise_5_8_plan"


def test_aliases_are_read_from_the_files_for_an_airflow_that_does_not_tell_them(tmp_path: Path) -> None:
    program = next(each for each in programs("right") if each.name == "5.4-alias_on_both_sides")
    outlets, schedules = inspected(parsed, "5.4", program.write(tmp_path), "exercise_5_4")["aliases"]
    assert {asset for _, asset, _ in outlets} & {asset for _, asset, _ in schedules}


@pytest.mark.parametrize("exercise", exercises())
def test_what_a_text_imports_is_there(exercise: str) -> None:
    imports = re.findall(r"^from ([\w.]+) import ([\w, ]+)$", text_path(exercise).read_text("utf-8"), re.MULTILINE)
    missing = [
        f"{module}.{name}"
        for module, names in imports
        for name in names.split(", ")
        if not hasattr(import_module(module), name)
    ]
    assert missing == []


def test_a_todo_in_a_comment_is_none() -> None:
    assert mistakes.todos(["# todo(1)\nx = 'todo(2)'\ntodo(3)\n"]) == {3}


def test_json_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.course import __main__ as command

    file = tmp_path / "mine.py"
    file.write_text(starter("5.4"), "utf-8")
    monkeypatch.setattr("sys.argv", ["course", "check", "5.4", "--json", "--file", str(file)])
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert command.main() == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert said.err == "checking …\n"
    assert {verdict["state"] for verdict in told["verdicts"]} == {NOT_STARTED}


def test_the_solution_shown_to_a_learner_has_no_marks() -> None:
    text = clean(solution_path("5.4").read_text("utf-8"))
    assert "# >>>" not in text
    assert "todo" not in text
    assert "solution_5_4" not in text
