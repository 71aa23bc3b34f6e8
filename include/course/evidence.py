"""What an Airflow shows of the learner's DAGs: events, edges, runs. Every requirement is judged by these alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the table `asset_event`."""

    id: int
    asset: str
    extra: Mapping[str, Any]
    timestamp: datetime
    dag_id: str
    asset_extra: Mapping[str, Any] = field(default_factory=dict)
    """Of the asset itself, which is another thing than that of the event."""

    @property
    def quoted(self) -> dict[str, Any]:
        """As the sentences of `messages.toml` name it."""
        return {"id": self.id, "asset": self.asset, "extra": dict(self.extra)}


@dataclass(frozen=True, slots=True)
class Declared:
    """An asset as the learner declared it."""

    name: str
    uri: str
    group: str
    extra: Mapping[str, Any]

    @property
    def quoted(self) -> dict[str, Any]:
        """As the sentences of `messages.toml` name it."""
        return {"asset": self.name, "uri": self.uri, "group": self.group, "extra": dict(self.extra)}


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A DAG and an asset that it produces or is woken by."""

    dag_id: str
    asset: str
    uri: str

    @property
    def quoted(self) -> dict[str, str]:
        """As the sentences of `messages.toml` name it."""
        return {"dag": self.dag_id, "asset": self.asset, "uri": self.uri}


@dataclass(frozen=True, slots=True)
class Alert:
    """A deadline alert that a DAG declares."""

    dag_id: str
    reference: str
    """Name of the class that says from when the time counts."""
    callback: str
    """Import path of what is called."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What it is called with."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a DAG as it ended."""

    dag_id: str
    run_id: str
    kind: str
    """`manual`, `asset_triggered` or `scheduled`."""
    state: str
    tasks: Mapping[str, str]
    """State of each task."""
    consumed: tuple[int, ...]
    """Ids of the events that woke it."""
    returned: Mapping[str, Any]
    """Return value of each task that had one."""
    error: str
    """The last line of what a task raised."""
    xcoms: Mapping[str, Any] = field(default_factory=dict)
    """Every XCom of a task, also those that it did not return: by task and key."""
    tries: Mapping[str, int] = field(default_factory=dict)
    """How often each task was started."""
    retries: Mapping[str, int] = field(default_factory=dict)
    """How often Airflow may try each task again."""
    deadlines: tuple[float, ...] = ()
    """Seconds after its queueing at which alerts are due that Airflow has set for it."""

    @property
    def skipped(self) -> bool:
        return "skipped" in self.tasks.values() and "failed" not in self.tasks.values()

    @property
    def told(self) -> str:
        """The run and the state of its tasks, for a sentence."""
        tasks = ", ".join(f"{task} {state}" for task, state in self.tasks.items())
        return f"{self.run_id} ({tasks})"

    @property
    def failure(self) -> dict[str, str]:
        """What went wrong, as the sentences of `messages.toml` name it."""
        return {"dag": self.dag_id, "run": self.run_id, "error": self.error or "no exception was seen"}


@dataclass(frozen=True, slots=True)
class Observed:
    """What a watcher's trigger did from its start to its end."""

    path: str
    """By which the triggerer imports it."""
    error: str
    """Why it did not run, or no longer."""
    told: tuple[tuple[Any, ...], ...]
    """Payloads of the events after each move."""

    @property
    def counts(self) -> list[int]:
        """How many events each move led to."""
        return [len(events) for events in self.told]
