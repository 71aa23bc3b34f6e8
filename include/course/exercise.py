"""What an exercise is to the checker: what it asks for, and what happens to the learner's DAGs to see it."""

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from include.course.engine import Engine
from include.course.mistakes import unreadable
from include.course.observations import Observations
from include.course.starters import identifier
from include.course.verdicts import BROKEN, NOT_RUN, NOT_STARTED, PASS, WRONG, Finding
from include.course.workshop import Workshop

Judge = Callable[[Observations], Finding]
UNEXPECTED = (KeyError, IndexError, TypeError, ValueError, AttributeError)
"""What is raised where a table or an event has another form than it was asked for."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing an exercise asks for."""

    id: str
    judge: Judge
    tasks: frozenset[int] = frozenset()
    """Tasks of the exercise that must have been begun."""
    needs: Sequence[str] = ()
    """Without these it cannot be judged."""
    excused_by: Sequence[str] = ()
    """A failure of one of these may be the cause of its own failure."""
    early: bool = False
    """Judged for what is there, though some of its tasks are still to do."""
    applies: Callable[[Observations], bool] = lambda _: True
    """Whether it is asked of such files at all; nothing is told of it otherwise."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Everything the checker knows of one."""

    requirements: tuple[Requirement, ...]
    play: Callable[[Engine, Observations], None]
    """Plays the scenario and notes in the observations what it led to."""
    tasks: frozenset[int]
    """Numbers of its tasks."""
    live: bool = False
    """Whether it can also be played in a running Airflow."""
    retries: bool = False
    """Whether Airflow tries failed tasks again in its checks."""

    def watch(self, engine: Engine, seen: Observations) -> None:
        """Play the scenario. It ends where something of the learner's has another form than it needs: that is noted."""
        try:
            self.play(engine, seen)
        except UNEXPECTED as error:
            traceback.print_exc()
            seen.interrupted = _odd_row(Workshop(seen.namespace).tables()) or f"{type(error).__name__}: {error}"

    def judge(self, seen: Observations) -> dict[str, Finding]:
        """What is told of each requirement."""
        asked = [requirement for requirement in self.requirements if requirement.applies(seen)]
        found = _told_once(judge(asked, lambda requirement: self._finding(requirement, seen)))
        if seen.import_error:
            return found
        for requirement in asked:  # what waits for another, and is not begun, waits for the learner first
            unbegun = self._unbegun(requirement, seen)
            if unbegun and found[requirement.id].state == NOT_RUN and not requirement.early:
                found[requirement.id] = unbegun
        return found

    def _unbegun(self, requirement: Requirement, seen: Observations) -> Finding | None:
        """That some of a requirement's tasks are still to do; all of them count where none is begun."""
        to_do = seen.todos if seen.todos == self.tasks else requirement.tasks & seen.todos
        return Finding(NOT_STARTED, "todo", {"tasks": " and ".join(map(str, sorted(to_do)))}) if to_do else None

    def _finding(self, requirement: Requirement, seen: Observations) -> Finding:
        """What a requirement says of itself."""
        first = self.requirements[0]
        if seen.import_error and requirement is first:
            return Finding(BROKEN, "import_error", {"error": seen.import_error}, unreadable(seen.import_error))
        if seen.import_error:
            return Finding(NOT_RUN, "waits_for", {"requirement": first.id})
        unbegun = self._unbegun(requirement, seen)
        if unbegun and (seen.todos == self.tasks or not requirement.early):
            return unbegun
        found = _safely(requirement.judge, seen)
        return unbegun if unbegun and found.state == PASS else found


def find_exercise(number: str) -> Exercise:
    """The exercise of a number, `5.4`."""
    found: Exercise = import_module(f"include.course.exercise_{identifier(number)}").EXERCISE
    return found


def judge(requirements: Iterable[Requirement], find: Callable[[Requirement], Finding]) -> dict[str, Finding]:
    """Findings as they are told: NOT RUN, with the name of what is in the way, where a failure is the cause.

    What may be the cause of another is judged before it, wherever it stands.
    """
    known = {requirement.id: requirement for requirement in requirements}
    told: dict[str, Finding] = {}

    def tell(requirement: Requirement) -> None:
        for name in (*requirement.needs, *requirement.excused_by):
            if name in known and name not in told:
                tell(known[name])
        failed = [name for name, finding in told.items() if finding.state in (WRONG, BROKEN, NOT_RUN)]
        missing = next((name for name in requirement.needs if name in failed), "")
        own = Finding(NOT_RUN) if missing else find(requirement)
        excuse = next((name for name in requirement.excused_by if name in failed), "")
        cause = missing or (excuse if own.state == WRONG else "")
        told[requirement.id] = Finding(NOT_RUN, "waits_for", {"requirement": cause}) if cause else own

    for requirement in known.values():
        if requirement.id not in told:
            tell(requirement)
    return {name: told[name] for name in known}


def _told_once(found: Mapping[str, Finding]) -> dict[str, Finding]:
    """That the check could not go on is told of the first requirement, and there only if nothing else is wrong."""
    first = next((name for name, finding in found.items() if finding.state in (WRONG, BROKEN)), "")
    waiting = Finding(NOT_RUN, "waits_for", {"requirement": first})
    return {
        name: waiting if finding.evidence == "interrupted" and name != first else finding
        for name, finding in found.items()
    }


def _odd_row(tables: Mapping[str, Any]) -> str:
    """A table that is no dictionary of dictionaries, in words."""
    for table, rows in sorted(tables.items()):
        if not isinstance(rows, dict):
            return f"the table {table} is a {type(rows).__name__}, not name → dictionary"
        for name, row in rows.items():
            if not isinstance(row, dict):
                return f"in the table {table} the row {name} is {str(row)[:40]!r}, no dictionary"
    return ""


def _safely(find: Judge, seen: Observations) -> Finding:
    try:
        return find(seen)
    except KeyError as error:
        if seen.interrupted:
            return Finding(WRONG, "interrupted", {"error": seen.interrupted})
        return Finding(WRONG, "step_missing", {"step": str(error.args[0])})
    except UNEXPECTED as error:
        return Finding(WRONG, "not_as_expected", {"error": f"{type(error).__name__}: {error}"})
