"""Who did a piece of work, and when."""

from dataclasses import dataclass, field
from datetime import UTC, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Kept with each commit.

    Args:
        run: what started the work: an Airflow run id, or `sync`.
        time: when it started, in UTC.
    """

    run: str = "sync"
    time: datetime = field(default_factory=_now)

    @property
    def timestamp(self) -> str:
        return self.time.astimezone(UTC).isoformat(timespec="seconds")
