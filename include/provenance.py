"""Who did a piece of work, and when."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

Event = dict[str, str | int | float]
"""Extra of an asset event: flat, plain types, most telling first. It is kept with the commit that it announces, so that
a run which dies between the two can still send it."""


def _now() -> datetime:
    return datetime.now(UTC)


def _command_run() -> str:
    return f"command {uuid4()}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Kept with each commit.

    Args:
        run: what started the work, never the same twice: an Airflow run id, or one made up for a command.
        time: when it started, in UTC.
    """

    run: str = field(default_factory=_command_run)
    time: datetime = field(default_factory=_now)

    @property
    def timestamp(self) -> str:
        return self.time.astimezone(UTC).isoformat(timespec="seconds")
