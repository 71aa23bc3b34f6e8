"""What a check asks of an Airflow with the learner's DAGs in it, whether it was made for the check or runs already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from include.course.evidence import Alert, Declared, Edge, Event, Observed, Run


class Engine(Protocol):
    """An Airflow with the learner's DAGs in it."""

    @property
    def pages(self) -> str:
        """Folder below the uploads where the pages of a check go; empty where nobody else uploads anything."""

    def late(self, dag_id: str) -> AbstractContextManager[None]:
        """Inside, a consumer does not get ahead of what is published: it is late, as it is when it is busy."""

    def run(self, dag_id: str) -> Run:
        """Run a DAG as somebody would by hand."""

    def wake(self, dag_id: str) -> Run | None:
        """Let the scheduler decide; when it makes a run of that DAG, run it. A run of another DAG stays queued."""

    def replay(self, dag_id: str, events: Iterable[int]) -> Run:
        """Run a DAG with events that woke it before, as clearing its run does."""

    def events(self, asset: str = "") -> list[Event]:
        """Rows of `asset_event`, oldest first; of one asset, or of all."""

    def waiting(self, dag_id: str) -> list[str]:
        """Names of the assets in the queue of a DAG that no run has been made for."""

    def dags(self) -> list[str]:
        """Ids of the learner's DAGs."""

    def declared(self) -> list[Declared]:
        """The assets that the learner's DAGs produce or wait for."""

    def log(self, run: Run) -> str:
        """What the tasks of a run wrote into their logs."""

    def wiring(self) -> tuple[list[Edge], list[Edge]]:
        """Which DAG produces which asset, and which is woken by which."""

    def aliases(self) -> tuple[list[Edge], list[Edge]]:
        """As `wiring`, of aliases: for which asset one stands only a run shows."""

    def vectors_in_xcom(self) -> tuple[int, str]:
        """The most components of vectors that one XCom so far has, and the task that left it."""


@runtime_checkable
class EngineWithClock(Engine, Protocol):
    """An Airflow that nobody else uses: its time passes when the check says so."""

    def wake_by_time(self, dag_id: str) -> Run | None:
        """As `wake`, and the DAG's next time comes, if its schedule has times."""

    def wake_beside(self, dag_id: str, at_work: Callable[[], bool], change: Callable[[], object]) -> Run | None:
        """As `wake`, and something happens while the run is at work, as soon as `at_work` says that it is.

        Args:
            change: what happens; it does not when the run ends before.
        """

    def waits_for_itself(self, dag_id: str) -> bool:
        """Whether a task of a DAG waits for itself in other runs: there is one at a time, or it has a pool."""

    def waits_for_former(self, dag_id: str) -> bool:
        """Whether a task of a DAG that has failed keeps it from beginning in later runs, until somebody clears it."""

    def paused(self, dag_id: str) -> AbstractContextManager[None]:
        """Inside, somebody has paused the DAG."""

    def delayed(self, dag_ids: Iterable[str]) -> AbstractContextManager[None]:
        """Inside, the scheduler has no time for these DAGs: what wakes them waits in their queues."""

    def unpause(self, dag_id: str) -> None:
        """A DAG is not paused any more, as when somebody has un-paused it."""

    def pass_time(self, by: timedelta) -> None:
        """Everything that has happened so far was that much earlier."""

    def timed(self) -> list[str]:
        """DAGs that the clock starts, alone or beside assets."""

    def pause(self, dag_id: str) -> float:
        """Seconds that the learner lets Airflow wait before it tries again, while the model's service is away."""

    def gaps(self, dag_id: str, runs: int = 2) -> list[timedelta]:
        """The times between the first so many runs that the clock starts, or all of a week; it may start none."""

    def alerts(self) -> list[Alert]:
        """The deadline alerts of all DAGs."""


@runtime_checkable
class EngineWithForms(Engine, Protocol):
    """An Airflow whose DAGs are run with their form filled in, or one task of them alone."""

    def tasks(self, dag_id: str) -> list[str]:
        """Ids of the tasks of a DAG; none where there is no such DAG."""

    def submit(self, dag_id: str, form: Mapping[str, Any], only: str = "") -> Run:
        """As `run`, with this in the form.

        Args:
            only: a task; the others are marked as done, as anybody may do in Airflow.
        """


@runtime_checkable
class EngineWithWatchers(EngineWithClock, EngineWithForms, Protocol):
    """An Airflow whose watchers look when the check says so, and whose triggerer may be killed."""

    def observe(self, asset: str, uploads: Path, moves: Sequence[Mapping[str, Any]], dies: bool = False) -> Observed:
        """Start the trigger that watches an asset, and end it after the last of these moves.

        Args:
            moves: what happens in the uploads, as `observing.observe` takes it.
            dies: it is killed at the last move's event, before Airflow has it.
        """

    def paused_dags(self) -> list[str]:
        """Ids of the DAGs that are paused now."""

    def ring(self, asset: str, extra: Mapping[str, Any]) -> None:
        """Create an event of an asset, as anybody may do in the UI, and as a triggerer does."""
