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


def run_of_task(dag: str, run_id: str, task: str) -> str:
    """`Provenance.run` of an Airflow task; what a person approved in a run has its own commit, event and report."""
    return f"{dag} {run_id}" + (" approved" if task.endswith("_approved") else "")


def dag_and_run_id(run: str) -> tuple[str, str]:
    """Says where a `Provenance.run` can be looked at in Airflow; both are empty for work of a command."""
    dag, run_id, *_ = f"{run} ".split(" ")
    return ("", "") if dag == "command" else (dag, run_id)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Kept with each commit.

    Args:
        run: what started the work, never the same twice: an Airflow run (`run_of_task`), or a command.
        time: when it started, in UTC.
    """

    run: str = field(default_factory=_command_run)
    time: datetime = field(default_factory=_now)

    @property
    def timestamp(self) -> str:
        return self.time.astimezone(UTC).isoformat(timespec="seconds")
