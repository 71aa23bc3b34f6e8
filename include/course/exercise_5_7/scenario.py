"""What a check of exercise 5.7 does: batches that arrive, some of them late; events that nobody hears; sweeps."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from include.course.clock import earlier
from include.course.engine import Engine, EngineWithClock
from include.course.evidence import Event, Run
from include.course.observations import Observations
from include.course.scenario import Scenario

LATE_AFTER = timedelta(minutes=15)
PAGES = {
    "leave.md": "# Leave\n\nEverybody has 27 days of holiday a year.\n",
    "travel.md": "# Travel\n\nTake the train. The daily allowance is 58 euros.\n",
}
QUICK = [f"quick-{number}.md" for number in (1, 2, 3)]
STRANDED, EDITED, GONE = "stranded.md", QUICK[1], QUICK[2]
"""Published while the embedding DAG is paused: a new page, one that is known, one that is there no more."""
LOST = "leave.md"
"""Edited and published, and the task died before Airflow wrote the event. An edit before that was published while the
embedding DAG was paused: its event started no run, and none of its documents waits."""
Moment = tuple[datetime, datetime]
"""Earliest and latest time that may be taken for one: the event's own, and the one in its metadata."""


@dataclass(frozen=True, slots=True)
class Report:
    """A run of the monitor, what it reported, and what was true then."""

    run: Run
    rows: dict[str, dict[str, Any]]
    """The table `report`; empty when this run did not save it."""
    true_rows: dict[str, tuple[Moment, Moment | None, Moment | None]]
    """When each batch with an event was published, embedded and stored."""
    ages: dict[str, timedelta]
    """How long each batch has been waiting whose documents are not in the store."""
    unheard: frozenset[str]
    """Batches whose event has started no run so far."""
    published: dict[str, datetime]
    """When, by the table: a batch stands there as long as it has the newest text of a document, told of or not."""

    @property
    def late(self) -> set[str]:
        return {batch_id for batch_id, age in self.ages.items() if age > LATE_AFTER}

    @property
    def told_late(self) -> set[str]:
        return {batch_id for batch_id, row in self.rows.items() if row["late"]}


class Watching(Scenario):
    """The steps of this exercise."""

    def __init__(self, engine: EngineWithClock, seen: Observations) -> None:
        super().__init__(engine, seen, ("embeddings", "vector_store"), ("documents", "embeddings", "vector_store"))
        self.clock = engine
        self.embed, self.store = seen.producer("embeddings"), seen.producer("vector_store")
        self.monitor = seen.dag("report_delays")

    def pass_time(self, **by: float) -> None:
        """Let time pass, for Airflow's database and for the tables of the workshop: `hours=26`."""
        self.clock.pass_time(timedelta(**by))
        for path in (self.workshop.folder / "tables").glob("*.json"):
            path.write_text(earlier(path.read_text("utf-8"), timedelta(**by)), "utf-8")

    def publish(self, name: str, *pages: str) -> None:
        """Upload pages and publish them, each as a batch of its own; nobody has a turn yet."""
        with self.step(name) as runs:
            for page in pages:
                self.write({page: PAGES.get(page, f"# {page}\n\nThe page {page} says something of its own.\n")})
                runs.append(self.engine.run(self.seen.producer("documents")))
                self.pass_time(seconds=45)

    def answer(self, name: str, dag_ids: Iterable[str], by_time: bool = False) -> None:
        """Each DAG gets a turn of the scheduler, or its time comes; time passes between them."""
        wake = self.clock.wake_by_time if by_time else self.clock.wake
        with self.step(name) as runs:
            for dag_id in dag_ids:
                runs += filter(None, [wake(dag_id)])
                self.pass_time(seconds=90)
            # A monitor that an event wakes has its turn, too; Airflow cannot read an event whose run has not begun.
            runs += filter(None, [self.engine.wake(self.monitor)])

    @contextmanager
    def stored(self, page: str) -> Iterator[None]:
        """Inside, one page of a batch counts as stored, the others do not."""
        stored = self.workshop.load("stored")
        self.workshop.save("stored", {**stored, page: self.workshop.load("published")[page]})
        yield
        self.workshop.save("stored", stored)

    def report(self, name: str) -> None:
        """Somebody runs the monitor by hand."""
        with self.step(name) as runs:
            runs.append(self.engine.run(self.monitor))
        self.read_report(name, runs[0])

    def read_report(self, name: str, run: Run) -> None:
        """Note what a run of the monitor, in the step of that name, has reported, and what is true."""
        saved = any(line["table"] == "report" for line in self.seen.steps[name].did("save"))
        rows = self.workshop.load("report") if saved else {}
        self.seen.notes[name] = Report(run, rows, *_truth(self))


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing.

    Raises:
        TypeError: the engine is an Airflow that others use, too: its time does not pass at once.
    """
    if not isinstance(engine, EngineWithClock):
        raise TypeError("exercise 5.7 needs an Airflow whose clock it may move")
    scenario = Watching(engine, seen)
    if not (scenario.embed and scenario.store and seen.producer("documents")):
        return
    seen.notes["alerts"] = engine.alerts()
    seen.notes["gaps"] = {dag_id: max(engine.gaps(dag_id), default=None) for dag_id in (scenario.embed, scenario.store)}
    _arriving(scenario)
    if 1 not in seen.todos:
        _unheard(scenario)


def _arriving(scenario: Watching) -> None:
    """One batch that waits over a weekend, three at once, a quiet day, one that brings stranded events along."""
    chain = (scenario.embed, scenario.store)
    reports = 2 not in scenario.seen.todos
    scenario.publish("first", *list(PAGES)[:1])
    scenario.pass_time(minutes=4)
    if reports:
        scenario.report("young")
    scenario.pass_time(hours=50)
    scenario.answer("answered", chain)
    scenario.publish("quick", *QUICK)
    scenario.answer("quick answered", chain)
    scenario.pass_time(hours=20)
    if reports:
        scenario.report("quiet")
    with scenario.clock.paused(scenario.store):  # then it hears of nothing but the embeddings
        scenario.publish("fourth", *list(PAGES)[1:])
    scenario.answer("fourth answered", chain)
    if reports:
        scenario.report("delays")


def _unheard(scenario: Watching) -> None:
    """An event while the DAG is paused, a batch without any event; then the clock alone wakes the DAGs."""
    engine, reports = scenario.clock, 2 not in scenario.seen.todos
    with engine.paused(scenario.embed), scenario.step("stranded") as runs:
        scenario.write({name: f"# {name}\n\nNobody heard of this text.\n" for name in (STRANDED, EDITED)})
        scenario.remove([GONE])
        runs.append(scenario.run_producer())
        scenario.write({LOST: PAGES[LOST].replace("27", "29")})
        runs.append(scenario.engine.run(scenario.seen.producer("documents")))
    scenario.pass_time(minutes=30)
    with scenario.step("lost"):
        scenario.write({LOST: PAGES[LOST].replace("27", "30")})
        scenario.workshop.publish()
    if reports:
        with scenario.stored(EDITED):
            scenario.report("one late")
    scenario.pass_time(days=1)  # and a minute: who looks at the seconds of the day takes it for young
    if reports:
        scenario.report("both late")
        _monitored(scenario)
    with engine.paused(scenario.store):
        scenario.answer("swept", [scenario.embed], by_time=True)
        scenario.answer("idle", [scenario.embed], by_time=True)
    scenario.answer("store swept", [scenario.store], by_time=True)
    if reports:
        scenario.report("healed")
    with scenario.step("cleared") as runs:
        done = scenario.seen.steps["fourth"].events_of(scenario.seen.asset("documents"))
        runs.append(engine.replay(scenario.embed, [event.id for event in done]))


def _monitored(scenario: Watching) -> None:
    """The monitor's time comes while what was late before is late still; nobody else has a turn."""
    with scenario.clock.delayed((scenario.embed, scenario.store)):
        scenario.answer("monitored", [scenario.monitor], by_time=True)
    for run in scenario.seen.steps["monitored"].run_of(scenario.monitor):
        if run.kind == "scheduled":
            scenario.read_report("monitored", run)


def _truth(
    scenario: Watching,
) -> tuple[dict[str, Any], dict[str, timedelta], frozenset[str], dict[str, datetime]]:
    """By the events and the tables as they are now."""
    seen, events = scenario.seen, scenario.engine.events()
    embedded, arrived = (_named(events, seen.asset(part)) for part in ("embeddings", "vector_store"))
    told = [event for event in events if event.asset == seen.asset("documents")]
    rows = {
        batch_id: (_moment(event), embedded.get(batch_id), arrived.get(batch_id))
        for event in told
        for batch_id in [event.extra["batch_id"]]
    }
    published, stored = scenario.workshop.load("published"), scenario.workshop.load("stored")
    now = datetime.now(UTC)
    times = {row["batch_id"]: datetime.fromisoformat(row["timestamp"]) for row in published.values()}
    waiting = {row["batch_id"] for name, row in published.items() if row != stored.get(name)}
    ages = {batch_id: now - times[batch_id] for batch_id in waiting}
    heard = {number for step in seen.steps.values() for run in step.runs for number in run.consumed}
    return rows, ages, frozenset(event.extra["batch_id"] for event in told if event.id not in heard), times


def _named(events: Iterable[Event], asset: str) -> dict[str, Moment]:
    """When each batch was named first."""
    times: dict[str, Moment] = {}
    for event in events:
        for batch_id in event.extra.get("batch_ids", []) if event.asset == asset else ():
            times.setdefault(batch_id, _moment(event))
    return times


def _moment(event: Event) -> Moment:
    both = sorted([event.timestamp, datetime.fromisoformat(event.extra["timestamp"])])
    return both[0], both[1]
