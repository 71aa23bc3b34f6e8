"""What is found of a requirement, and what a learner is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PASS, WRONG, BROKEN, NOT_STARTED, NOT_RUN = "PASS", "WRONG", "BROKEN", "NOT STARTED", "NOT RUN"
STATES = (PASS, WRONG, BROKEN, NOT_STARTED, NOT_RUN)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a requirement says of itself alone."""

    state: str
    evidence: str = ""
    """Key of a sentence in `messages.toml`."""
    values: Mapping[str, Any] = field(default_factory=dict)
    misconception: str = ""
    """`M01` and so on; empty when none is known that would explain it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the learner is told of a requirement."""

    requirement: str
    state: str
    misconception: str
    evidence: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An exercise and what was found."""

    exercise: str
    file: str
    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> bool:
        return all(verdict.state == PASS for verdict in self.verdicts)
