"""Programs that the checker is judged by: the solution changed in one place, for each mistake; and other right ways.

`wrong/5_4/M01_return_value.py` is a mistake in exercise 5.4 that the checker should name M01, `wrong/5_4/R2_…` one that
R2 should reject without a name for it, `right/5_4/…` another way to pass. Such a file has CHANGES of the solution, old
text and new, or CHANGES_OF_FORMER, of the form that an exercise had before; or FILES, a whole program by file name. A
wrong one says which REQUIREMENT fails first, and which ALSO do.
"""

import runpy
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from include.course.check import inspected, told
from include.course.inspection import inspect
from include.course.starters import clean, identifier, solution_path
from include.course.texts import Messages
from include.course.verdicts import Checked, Finding

HERE = Path(__file__).parent
MESSAGES = Messages()


@dataclass(frozen=True, slots=True)
class Program:
    """One entry of the matrix."""

    path: Path

    @property
    def exercise(self) -> str:
        return self.path.parent.name.replace("_", ".")

    @property
    def name(self) -> str:
        """What it is called in a figure or a test."""
        return f"{self.exercise}-{self.path.stem}"

    @property
    def misconception(self) -> str:
        """That it shows; empty where none is known, and then none may be named."""
        return self.path.name[:3] if self.path.name.startswith("M") else ""

    @property
    def said(self) -> dict[str, Any]:
        """What its file says of it."""
        return runpy.run_path(str(self.path))

    def write(self, folder: Path) -> Path:
        """Put the program into a folder; what to check."""
        said = self.said
        files = said.get("FILES") or {"mine.py": self._changed(said)}
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return folder if len(files) > 1 else folder / next(iter(files))

    def _changed(self, said: dict[str, Any]) -> str:
        if "CHANGES_OF_FORMER" in said:
            return changed(former(self.exercise), said["CHANGES_OF_FORMER"])
        return changed(solution(self.exercise), said["CHANGES"])


def changed(text: str, changes: list[tuple[str, str]]) -> str:
    """A text with other passages in the place of some."""
    for old, new in changes:
        assert old in text, f"the solution no longer has: {old}"
        text = text.replace(old, new, 1)
    return text


def solution(exercise: str) -> str:
    """As a learner would have written it."""
    return clean(solution_path(exercise).read_text("utf-8"))


def former(exercise: str) -> str:
    """A solution in the form that its exercise had before: in 5.4 the assets were given, and three DAGs were all."""
    return (HERE / "forms" / f"{identifier(exercise)}_assets_given.py").read_text("utf-8")


def programs(kind: str) -> list[Program]:
    """All that are `wrong` or `right`, in the order of the exercises."""
    rooms = sorted((HERE / kind).iterdir(), key=lambda room: [int(part) for part in room.name.split("_")])
    return [Program(path) for room in rooms for path in sorted(room.glob("[!_]*.py"))]


QUICK = frozenset(
    {
        "5.4-M01_return_value",
        "5.4-M84_older_form",
        "5.7-M13_tables_at_parse",
    }
)
"""Beside all solutions, in which all kinds of evidence are read: mistakes that are told by an event, by the form of the
files, and by what was imported at the parse. `make test` plays these, `make test-course` all.
"""


def parameters(kind: str, names: Collection[str] = ()) -> list[object]:
    """Programs as parameters of a test; those that are not QUICK are for `make test-course`.

    Args:
        names: of programs with their exercise, such as `5.4-M01_return_value`; without them all.
    """
    found: list[object] = []
    for program in programs(kind):
        marks = [] if program.name in QUICK else [pytest.mark.slow_check]
        if not names or program.name in names:
            found.append(pytest.param(program, id=program.name, marks=marks))
    return found


class Checks:
    """Checks of programs, and of the solutions of exercises, each played once.

    Args:
        folder: for the programs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[Program | str, tuple[Path, dict[str, Finding]]] = {}

    def of(self, what: Program | str) -> Checked:
        """What was found of a program, or of the solution of an exercise."""
        exercise = what if isinstance(what, str) else what.exercise
        if what not in self._found:
            path, namespace = self._place(what)
            played = inspected(inspect, exercise, path, f"{namespace}_{identifier(exercise)}")
            self._found[what] = path, {name: Finding(**finding) for name, finding in played.items()}
        path, found = self._found[what]
        return told(exercise, path, found, MESSAGES)

    def _place(self, what: Program | str) -> tuple[Path, str]:
        """What to play, and how its names of assets and DAGs begin."""
        if isinstance(what, str):
            return solution_path(what), "solution"
        folder = self._folder / what.path.parent.name / what.path.parent.parent.name / what.path.stem
        folder.mkdir(parents=True, exist_ok=True)
        return what.write(folder), "exercise"
