"""What happens to the learner's DAGs in a check: upload, edit, deletion, three quick batches, a failure."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from include.course.engine import Edge, Engine, Event, Run
from include.course.workshop import FAULT, Workshop

PAGES = {
    "leave.md": "# Leave\n\nEverybody has 27 days of holiday a year.\n",
    "office.txt": "The office has a green door and a bell that nobody hears.\n",
    "travel.md": "# Travel\n\nTake the train. The daily allowance is 58 euros.\n",
    "twin-a.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
    "twin-b.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
}
"""Two have the same text: they are two documents all the same."""
EDITED, REMOVED, FAILING = "leave.md", ("office.txt", "twin-b.md"), "second.md"
LONGEST_CHAIN = 12
Points = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Roles:
    """The learner's DAGs, found by what they produce; empty where there is none."""

    publish: str = ""
    embed: str = ""
    store: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one change led to."""

    runs: tuple[Run, ...]
    events: tuple[Event, ...]
    journal: tuple[dict[str, Any], ...]
    before: Points
    after: Points
    waiting: tuple[str, ...] = ()
    """Assets in the queue of the embedding DAG for which the scheduler has made no run."""

    def run_of(self, dag_id: str) -> list[Run]:
        return [run for run in self.runs if run.dag_id == dag_id]

    def events_of(self, asset: str) -> list[Event]:
        return [event for event in self.events if event.asset == asset]

    def did(self, what: str) -> list[dict[str, Any]]:
        return [line for line in self.journal if line["did"] == what]

    @property
    def embedded(self) -> set[str]:
        """Names of the documents for which vectors were made."""
        return {line["document"] for line in self.did("embed")}


@dataclass(slots=True)
class Observations:
    """Everything a check saw, for the requirements to judge."""

    namespace: str
    todos: frozenset[int]
    """Tasks that are still to do."""
    sources: tuple[str, ...]
    """The learner's files."""
    import_error: str = ""
    parsed_with: tuple[str, ...] = ()
    """What parsing the files did that it should not."""
    produced: list[Edge] = field(default_factory=list)
    woken: list[Edge] = field(default_factory=list)
    roles: Roles = field(default_factory=Roles)
    steps: dict[str, Step] = field(default_factory=dict)
    longest_xcom: tuple[int, str] = (0, "")

    def asset(self, part: str) -> str:
        return f"{self.namespace}_{part}"


class Scenario:
    """Plays the steps and writes down what they led to."""

    def __init__(self, engine: Engine, seen: Observations) -> None:
        self.engine, self.seen = engine, seen
        self.workshop = Workshop(seen.namespace)
        seen.produced, seen.woken = engine.wiring()
        producers = {edge.asset: edge.dag_id for edge in seen.produced}
        names = (producers.get(seen.asset(part), "") for part in ("documents", "embeddings", "vector_store"))
        seen.roles = Roles(*names)

    def play(self) -> None:
        """All of it; ends early where the next step could show nothing."""
        if not self.seen.roles.publish:
            return
        with self._step("first"):
            self._write(PAGES)
            self._runs.extend(self._publish_and_follow())
        if self._runs[0].state != "success":
            return
        self._simple("again", lambda: None)
        self._simple("touched", self._touch)
        self._simple("edited", lambda: self._write({EDITED: PAGES[EDITED].replace("27", "30")}))
        self._replayed()
        self._simple("removed", self._remove)
        if self.seen.roles.embed:
            self._quick()
            self._failing()
        self.seen.longest_xcom = self.engine.longest_xcom()

    def _simple(self, name: str, change: Callable[[], Any]) -> None:
        with self._step(name):
            change()
            self._runs.extend(self._publish_and_follow())

    def _replayed(self) -> None:
        events = self.engine.events(self.seen.asset("embeddings"))
        if self.seen.roles.store and events:
            with self._step("replayed"):
                self._runs.append(self.engine.replay(self.seen.roles.store, [events[-1].id]))

    def _quick(self) -> None:
        """Three batches before any consumer gets its turn, then one more: a late event brings stranded ones along."""
        with self._step("quick"):
            for number in (1, 2, 3):
                self._write({f"quick-{number}.md": f"# Quick {number}\n\nBatch number {number} says something.\n"})
                self._runs.append(self.engine.run(self.seen.roles.publish))
            self._runs.extend(self._follow())
        if not {f"quick-{number}.md" for number in (1, 2, 3)} <= self.seen.steps["quick"].embedded:
            self._simple("late", lambda: self._write({"quick-4.md": "# Quick 4\n\nOne more, later.\n"}))

    def _failing(self) -> None:
        embed = self.seen.roles.embed
        with self._step("failed"):
            self._write({"first.md": "# First\n\nThis one works.\n", FAILING: "# Second\n\nThis one fails once.\n"})
            self._runs.append(self.engine.run(self.seen.roles.publish))
            os.environ[FAULT] = FAILING
            self._runs.extend(filter(None, [self.engine.wake(embed)]))
            del os.environ[FAULT]
        with self._step("healed"):
            failed = self.seen.steps["failed"].run_of(embed)
            if failed:
                self._runs.append(self.engine.replay(embed, failed[-1].consumed))
                self._runs.extend(self._follow())

    def _publish_and_follow(self) -> list[Run]:
        return [self.engine.run(self.seen.roles.publish), *self._follow()]

    def _follow(self) -> list[Run]:
        """Let the scheduler make runs until it makes none."""
        runs: list[Run] = []
        while len(runs) < LONGEST_CHAIN:
            names = (self.seen.roles.embed, self.seen.roles.store)
            woken = [run for name in names if name and (run := self.engine.wake(name))]
            if not woken:
                break
            runs += woken
        return runs

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        events, lines, before = len(self.engine.events()), len(self.workshop.journal()), self._points()
        self._runs: list[Run] = []
        yield
        self.seen.steps[name] = Step(
            tuple(self._runs),
            tuple(self.engine.events()[events:]),
            tuple(self.workshop.journal()[lines:]),
            before,
            self._points(),
            tuple(self.engine.waiting(self.seen.roles.embed)),
        )

    def _points(self) -> Points:
        if not (self.workshop.folder / "qdrant").exists():
            return {}
        with self.workshop.collection() as collection:
            return collection.points()

    def _write(self, pages: dict[str, str]) -> None:
        for name, text in pages.items():
            path = Path(self.workshop.uploads / name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def _touch(self) -> None:
        for name in PAGES:
            os.utime(self.workshop.uploads / name)

    def _remove(self) -> None:
        for name in REMOVED:
            (self.workshop.uploads / name).unlink()


def names(step: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(sorted(step)) or "none"
