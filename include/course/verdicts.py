"""From findings to verdicts: a requirement whose ground is missing is not run, so one mistake makes one red line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PASS, WRONG, BROKEN, NOT_STARTED, NOT_RUN = "PASS", "WRONG", "BROKEN", "NOT STARTED", "NOT RUN"
STATES = (PASS, WRONG, BROKEN, NOT_STARTED, NOT_RUN)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a requirement says of itself alone."""

    state: str
    evidence: str = ""
    """Key of a sentence in the catalogue."""
    values: Mapping[str, Any] = field(default_factory=dict)
    misconception: str = ""
    """`M01` and so on; empty when none is known that would explain it."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing an exercise asks for."""

    id: str
    tasks: frozenset[int]
    """Tasks of the exercise that must have been begun."""
    needs: Sequence[str] = ()
    """Without these it cannot be judged."""
    excused_by: Sequence[str] = ()
    """A failure of one of these may be the cause of its own failure."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the learner is told of a requirement."""

    requirement: str
    state: str
    misconception: str
    evidence: str
    next_step: str


def judge(requirements: Sequence[Requirement], find: Callable[[str], Finding]) -> dict[str, Finding]:
    """Findings as they are told: NOT RUN, with the name of what is in the way, where an earlier failure is."""
    told: dict[str, Finding] = {}
    for requirement in requirements:
        failed = [name for name, finding in told.items() if finding.state in (WRONG, BROKEN, NOT_RUN)]
        missing = next((name for name in requirement.needs if name in failed), "")
        own = Finding(NOT_RUN) if missing else find(requirement.id)
        excuse = next((name for name in requirement.excused_by if name in failed), "")
        cause = missing or (excuse if own.state == WRONG else "")
        told[requirement.id] = Finding(NOT_RUN, "waits_for", {"requirement": cause}) if cause else own
    return told
