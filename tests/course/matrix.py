"""Programs that the checker is judged by: the solution changed in one place, for each mistake; and other right ways.

`wrong/5_4/M01_return_value.py` is a mistake in exercise 5.4 that the checker should name M01, `right/5_4/…` another way
to pass. Such a file has CHANGES of the solution, old text and new; or FILES, a whole program by file name.
"""

import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from include.course.check import Checked, check
from include.course.exercise import find_exercise
from include.course.starters import clean, identifier, solution_path
from include.course.texts import Catalogue

HERE = Path(__file__).parent
CATALOGUE = Catalogue("en")


@dataclass(frozen=True, slots=True)
class Program:
    """One entry of the matrix."""

    path: Path

    @property
    def exercise(self) -> str:
        return self.path.parent.name.replace("_", ".")

    @property
    def said(self) -> dict[str, Any]:
        """What its file says of it."""
        return runpy.run_path(str(self.path))

    def write(self, folder: Path) -> Path:
        """Put the program into a folder; what to check."""
        said = self.said
        files = said.get("FILES") or {"mine.py": changed(solution(self.exercise), said["CHANGES"])}
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return folder if len(files) > 1 else folder / next(iter(files))


def changed(text: str, changes: list[tuple[str, str]]) -> str:
    """A text with other passages in the place of some."""
    for old, new in changes:
        assert old in text, f"the solution no longer has: {old}"
        text = text.replace(old, new, 1)
    return text


def solution(exercise: str) -> str:
    """As a learner would have written it."""
    return clean(solution_path(exercise).read_text("utf-8"))


def programs(kind: str) -> list[Program]:
    """All that are `wrong` or `right`, in the order of the exercises."""
    rooms = sorted((HERE / kind).iterdir(), key=lambda room: [int(part) for part in room.name.split("_")])
    return [Program(path) for room in rooms for path in sorted(room.glob("[!_]*.py"))]


def parameters(kind: str) -> list[object]:
    """The same as parameters of a test. A mistake in each task of each exercise, and one other right way of each
    exercise, are quick tests; all the others are for `make test-course`.
    """
    seen: set[object] = set()
    found: list[object] = []
    for program in programs(kind):
        shows = _tasks_of(program) if kind == "wrong" else program.exercise
        marks = [pytest.mark.slow_check] if shows in seen else []
        seen.add(shows)
        found.append(pytest.param(program, id=f"{program.exercise}-{program.path.stem}", marks=marks))
    return found


def _tasks_of(program: Program) -> tuple[str, frozenset[int]]:
    """The tasks that must have been begun before its requirement is judged."""
    asked = {requirement.id: requirement for requirement in find_exercise(program.exercise).requirements}
    return program.exercise, asked[program.said["REQUIREMENT"]].tasks


class Checks:
    """Checks of programs, and of the solutions of exercises, each made once.

    Args:
        folder: for the programs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Program | str, Checked] = {}

    def of(self, what: Program | str) -> Checked:
        """What was found of a program, or of the solution of an exercise."""
        if what not in self._made:
            self._made[what] = self._solution(what) if isinstance(what, str) else self._program(what)
        return self._made[what]

    def _program(self, program: Program) -> Checked:
        folder = self._folder / program.path.parent.name / program.path.parent.parent.name / program.path.stem
        folder.mkdir(parents=True)
        namespace = f"exercise_{identifier(program.exercise)}"
        return check(program.exercise, program.write(folder), namespace, CATALOGUE)

    def _solution(self, exercise: str) -> Checked:
        return check(exercise, solution_path(exercise), f"solution_{identifier(exercise)}", CATALOGUE)
