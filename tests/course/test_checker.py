"""The checker is judged: what it says of the starter, of the solution, of each known mistake, of other right ways."""

import json
from pathlib import Path

import pytest

from include.course import mistakes
from include.course.check import Checked, check
from include.course.starters import clean, drifted, exercises, render, solution_path
from include.course.texts import WIDTH, Catalogue, report, wrapped
from include.course.verdicts import BROKEN, NOT_RUN, NOT_STARTED, PASS, WRONG, Finding, Requirement, Verdict, judge
from tests.course.matrix import SOLUTION, program, right, wrong

CATALOGUE = Catalogue("en")
NATURAL = ("M01", "M14", "M16", "M19", "M21", "M22")
"""The six mistakes that people make most; the others are judged by `make test-course`."""


def checked(text: str, folder: Path) -> Checked:
    """Verdicts of a program."""
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    return check("5.4", path, "exercise_5_4", CATALOGUE)


def quick(paths: list[Path], names: tuple[str, ...]) -> list[object]:
    """Parameters: some in every run of the tests, the rest with the slow ones."""
    slow = pytest.mark.slow_check
    return [pytest.param(p, id=p.stem, marks=() if p.stem.startswith(names) else slow) for p in paths]


def test_every_starter_is_what_its_solution_says() -> None:
    assert drifted(write=False) == []


@pytest.mark.parametrize("exercise", exercises())
def test_an_untouched_starter_is_not_started_and_not_wrong(exercise: str, tmp_path: Path) -> None:
    starter = render(solution_path(exercise).read_text("utf-8"))
    assert {verdict.state for verdict in checked(starter, tmp_path).verdicts} == {NOT_STARTED}


def test_the_solution_passes_in_its_own_namespace() -> None:
    done = check("5.4", solution_path("5.4"), "solution_5_4", CATALOGUE)
    assert {verdict.requirement: verdict.state for verdict in done.verdicts} == {f"R{n}": PASS for n in range(1, 12)}
    evidence = {verdict.requirement: verdict.evidence for verdict in done.verdicts}
    assert 'asset_event #1 solution_5_4_documents extra={"batch_id": "batch-' in evidence["R2"]
    assert "BrokenEncoderError" in evidence["R7"]


@pytest.mark.parametrize("path", quick(wrong(), NATURAL))
def test_a_mistake_makes_its_requirement_wrong_and_no_other(path: Path, tmp_path: Path) -> None:
    text, said = program(path)
    verdicts = checked(text, tmp_path).verdicts
    red = [(item.requirement, item.state, item.misconception) for item in verdicts if item.state not in (PASS, NOT_RUN)]
    assert red == [(said["REQUIREMENT"], WRONG, path.name[:3])], verdicts
    assert all(item.evidence and item.next_step for item in verdicts if item.state == WRONG)


@pytest.mark.parametrize("path", quick(right(), ("yield", "asset_decorator")))
def test_another_right_way_passes(path: Path, tmp_path: Path) -> None:
    text, _ = program(path)
    open_ones = [item for item in checked(text, tmp_path).verdicts if item.state != PASS]
    assert open_ones == []


def test_a_file_that_airflow_cannot_read_is_broken_and_says_where(tmp_path: Path) -> None:
    first, *rest = checked(
        SOLUTION.replace("def exercise_5_4_embed() -> None:", "def exercise_5_4_embed( -> None:"), tmp_path
    ).verdicts
    assert (first.requirement, first.state) == ("R1", BROKEN)
    assert "SyntaxError" in first.evidence
    assert {verdict.state for verdict in rest} == {NOT_RUN}


def test_after_the_first_task_its_requirements_are_judged_and_the_others_are_not_started(tmp_path: Path) -> None:
    solution, starter = SOLUTION, render(solution_path("5.4").read_text("utf-8"))
    cut = "# Task 2:"
    second = solution.index("@dag(schedule=[DOCUMENTS]")
    half = solution[:second] + starter[starter.index(cut) :]
    states = {
        verdict.requirement: verdict.state
        for verdict in checked(half.replace("import Workshop", "import Workshop, todo"), tmp_path).verdicts
    }
    assert {name for name, state in states.items() if state == PASS} == {"R2", "R3", "R11"}
    assert {state for name, state in states.items() if name not in ("R2", "R3", "R11")} == {NOT_STARTED}


def test_a_failure_is_told_once_and_what_needs_it_is_not_run() -> None:
    chain = [Requirement(f"R{n}", frozenset(), needs=(f"R{n - 1}",)) for n in (1, 2, 3)]
    found = {"R1": Finding(WRONG), "R2": Finding(WRONG), "R3": Finding(PASS)}
    told = judge(chain, found.__getitem__)
    assert [finding.state for finding in told.values()] == [WRONG, NOT_RUN, NOT_RUN]


def test_what_a_failure_may_have_caused_is_excused_and_what_passes_anyway_passes() -> None:
    pair = [Requirement("R1", frozenset()), Requirement("R2", frozenset(), excused_by=("R1",))]
    for own, told in ((PASS, PASS), (WRONG, NOT_RUN)):
        found = {"R1": Finding(WRONG), "R2": Finding(own)}
        assert judge(pair, found.__getitem__)["R2"].state == told


def test_everything_that_is_printed_is_80_columns_wide_and_has_no_colours() -> None:
    long = Finding(
        WRONG, "event", {"id": 7, "asset": "a" * 50, "extra": {"key": "x" * 300, "b": list(range(90))}}, "M01"
    )
    told = CATALOGUE.evidence(long.evidence, long.values)
    verdicts = tuple(
        Verdict(f"R{n}", WRONG, "M01", told, CATALOGUE.next_step("5.4", f"R{n}", long)) for n in range(1, 12)
    )
    text = report(Checked("5.4", f"{'long_' * 30}.py", verdicts), CATALOGUE)
    hints = [wrapped(hint) for number in range(1, 12) for hint in CATALOGUE.hints("5.4", f"R{number}")]
    lines = [*text.splitlines(), *"\n".join(hints).splitlines()]
    assert max(map(len, lines)) <= WIDTH
    assert not any("\x1b" in line for line in lines)


def test_every_text_that_a_verdict_can_need_is_in_the_catalogue() -> None:
    texts = CATALOGUE.texts
    assert set(texts["exercise"]["5.4"]) == {f"R{number}" for number in range(1, 12)}
    assert all(len(item["hints"]) == 3 for item in texts["exercise"]["5.4"].values())
    assert all(item["truth"] and item["next"] for item in texts["misconception"].values())
    assert {path.name[:3] for path in wrong()} == set(texts["misconception"])


def test_a_todo_in_a_comment_is_none() -> None:
    assert mistakes.todos(["# todo(1)\nx = 'todo(2)'\ntodo(3)\n"]) == {3}


def test_json_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.course import __main__ as command

    starter = tmp_path / "mine.py"
    starter.write_text(render(solution_path("5.4").read_text("utf-8")), "utf-8")
    monkeypatch.setattr("sys.argv", ["course", "check", "5.4", "--json", "--file", str(starter)])
    assert command.main() == 1
    told = json.loads(capsys.readouterr().out)
    assert {verdict["state"] for verdict in told["verdicts"]} == {NOT_STARTED}


def test_the_solution_shown_to_a_learner_has_no_marks() -> None:
    text = clean(solution_path("5.4").read_text("utf-8"))
    assert "# >>>" not in text
    assert "todo" not in text
    assert "solution_5_4" not in text
