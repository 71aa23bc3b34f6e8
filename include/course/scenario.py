"""What happens to the learner's DAGs in a check, step by step, and what each step led to."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from include.course.evidence import Declared, Edge, Engine, Event, Run
from include.course.faults import BrokenEncoderError
from include.course.workshop import Workshop

LONGEST_CHAIN = 12
"""Runs that one change may lead to."""
OUTSIDE = "../"
"""So begin the names of documents that are not the check's own: it may play beside those of a learner."""
Points = dict[str, dict[str, Any]]


def is_own(document: str) -> bool:
    """Whether the check uploaded it."""
    return not document.startswith(OUTSIDE)


@dataclass(frozen=True, slots=True)
class Step:
    """What one change led to."""

    runs: tuple[Run, ...]
    events: tuple[Event, ...]
    journal: tuple[dict[str, Any], ...]
    before: Points
    after: Points
    waiting: tuple[str, ...] = ()
    """Assets in the queue of the DAG that `documents` should wake for which the scheduler has made no run."""
    tables: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    """The workshop's small tables at its end."""

    def run_of(self, dag_id: str) -> list[Run]:
        return [run for run in self.runs if run.dag_id == dag_id]

    def events_of(self, asset: str) -> list[Event]:
        return [event for event in self.events if event.asset == asset]

    def did(self, what: str) -> list[dict[str, Any]]:
        return [line for line in self.journal if line["did"] == what]

    @property
    def embedded(self) -> set[str]:
        """Names of the check's documents for which vectors were made."""
        return {line["document"] for line in self.did("embed") if is_own(line["document"])}


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
    forms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names of the fields in the form of each DAG."""
    declared: list[Declared] = field(default_factory=list)
    """The assets as their declarations say what they are."""
    steps: dict[str, Step] = field(default_factory=dict)
    longest_xcom: tuple[int, str] = (0, "")
    notes: dict[str, Any] = field(default_factory=dict)
    interrupted: str = ""
    """Why the scenario ended before its time."""
    """What only one exercise looks at."""

    def asset(self, part: str) -> str:
        """Full name of an asset of the exercise."""
        return f"{self.namespace}_{part}"

    def producer(self, part: str) -> str:
        """The DAG that produces an asset of the exercise; empty where there is none."""
        return next((edge.dag_id for edge in reversed(self.produced) if edge.asset == self.asset(part)), "")

    def dag(self, part: str, asks: str = "") -> str:
        """The DAG of that name, or what it would be called; a learner may call it otherwise.

        Args:
            asks: a field of its form, by which it is found then; without it, a DAG that has no form, produces no asset
                and waits for none.
        """
        own = f"{self.namespace}_{part}"
        wired = {edge.dag_id for edge in [*self.produced, *self.woken]}
        found = [name for name, fields in self.forms.items() if asks in fields or not (asks or fields or name in wired)]
        return found[0] if own not in self.forms and len(found) == 1 else own

    def followers(self, part: str) -> list[str]:
        """DAGs that an asset wakes."""
        return sorted({edge.dag_id for edge in self.woken if edge.asset == self.asset(part)})

    def resolve(self, parts: Sequence[str], outlets: Sequence[Edge], schedules: Sequence[Edge]) -> None:
        """Add the edges that go by an alias, which only a run could show: by what wakes the DAGs that have it.

        Args:
            parts: of the exercise; each wakes the DAG that produces the next one.
            outlets: DAGs with a task whose outlet is an alias.
            schedules: DAGs that an alias wakes.
        """
        anybody = {edge.dag_id for edge in [*self.woken, *schedules]}
        for before, part in zip((None, *parts), parts, strict=False):
            own = {edge.dag_id for edge in self.woken if edge.asset == self.asset(str(before))}
            found = [edge for edge in outlets if (edge.dag_id in own if before else edge.dag_id not in anybody)]
            if not found or self.producer(part):
                continue
            uris = [edge.uri for edge in self.woken if edge.asset == self.asset(part)]
            mine = Edge(found[0].dag_id, self.asset(part), next(iter(uris), ""))
            self.produced.append(mine)
            heard = [edge.dag_id for edge in schedules if edge.asset == found[0].asset]
            self.woken += [Edge(dag_id, mine.asset, mine.uri) for dag_id in heard]


class Scenario:
    """Plays steps and writes down what they led to. An exercise says which.

    Args:
        chain: parts whose producers are followed when something was published, in order.
        parts: assets of the exercise, each of which wakes the DAG that produces the next one.
    """

    def __init__(self, engine: Engine, seen: Observations, chain: Iterable[str], parts: Sequence[str] = ()) -> None:
        self.engine, self.seen = engine, seen
        self.workshop = Workshop(seen.namespace)
        self._published_at = 0
        self._held: Points = {}
        self._writes = -1
        seen.produced, seen.woken = engine.wiring()
        seen.declared = engine.declared()
        seen.resolve(parts, *engine.aliases())
        self._chain = [dag_id for dag_id in map(seen.producer, chain) if dag_id]

    def publish_after(self, name: str, change: Callable[[], Any]) -> None:
        """A step: change something, run the producer of `documents`, follow the chain."""
        with self.step(name) as runs:
            change()
            runs.append(self.run_producer())
            runs.extend(self.follow())

    def run_producer(self) -> Run:
        """Run the producer of `documents`, in another second than the last time: an id may be made of that."""
        while int(time.time()) == self._published_at:
            time.sleep(0.05)
        self._published_at = int(time.time())
        return self.engine.run(self.seen.producer("documents"))

    def also_follow(self, dag_ids: Iterable[str]) -> None:
        """DAGs that are at the end of the chain and produce nothing."""
        self._chain += dag_ids

    def follow(self) -> list[Run]:
        """Let the scheduler make runs until it makes none."""
        runs: list[Run] = []
        while len(runs) < LONGEST_CHAIN:
            woken = [run for name in self._chain if (run := self.engine.wake(name))]
            if not woken:
                break
            runs += woken
        return runs

    @contextmanager
    def step(self, name: str) -> Iterator[list[Run]]:
        """A step of that name; what it led to is noted at its end. Append the runs that it made."""
        events, lines, before = len(self.engine.events()), len(self.workshop.journal()), self._points_now()
        runs: list[Run] = []
        yield runs
        self.seen.steps[name] = Step(
            tuple(runs),
            tuple(self.engine.events()[events:]),
            tuple(map(self._named, self.workshop.journal()[lines:])),
            before,
            self._points_now(),
            tuple(self.engine.waiting(self._chain[0])) if self._chain else (),
            self.workshop.tables(),
        )

    def pages(self) -> dict[str, str]:
        """Text of each page of the check, by the name that the workshop knows it by."""
        return {name: text for name, text in self.workshop.documents().items() if name.startswith(self._prefix)}

    def write(self, pages: Mapping[str, str]) -> None:
        """Upload pages: texts by name. Beside others they say where they belong: no earlier check had such a text."""
        mark = f"\nThis page is one of {self.engine.pages}.\n" if self.engine.pages else ""
        for name, text in pages.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + mark, "utf-8")

    def touch(self, names: Iterable[str]) -> None:
        """Give pages another time and nothing else."""
        for name in names:
            os.utime(self._folder / name)

    def remove(self, names: Iterable[str]) -> None:
        """Take pages away."""
        for name in names:
            (self._folder / name).unlink()

    def journal(self, did: str) -> list[dict[str, Any]]:
        """What was done of one kind so far."""
        return [line for line in self.workshop.journal() if line["did"] == did]

    def keeps(self, name: str) -> bool:
        """Whether pieces of a page are still kept for the next DAG."""
        return bool(self.workshop.kept(f"{self._prefix}{name}"))

    def broken_at(
        self, name: str, kind: type[BrokenEncoderError] = BrokenEncoderError, calls: int = 0
    ) -> AbstractContextManager[None]:
        """Inside, the model fails at a page; after so many calls it does no more, if a number is given."""
        return self.workshop.broken_at(f"{self._prefix}{name}", kind, calls)

    def _points_now(self) -> Points:
        """The points, read again only where the journal has something written since they were read last."""
        writes = sum(line["did"] in ("upsert", "delete") for line in self.workshop.journal())
        if writes != self._writes:
            self._writes, self._held = writes, self._points()
        return self._held

    def _points(self) -> Points:
        if not (self.workshop.folder / "qdrant").exists():
            return {}
        with self.workshop.collection() as collection:
            return {id_: self._named(payload) for id_, payload in collection.points().items()}

    @property
    def _prefix(self) -> str:
        return f"{self.engine.pages}/" if self.engine.pages else ""

    @property
    def _folder(self) -> Path:
        return self.workshop.uploads / self.engine.pages

    def _named(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row with the document's name as the check knows it: relative to the folder of its pages."""
        name = row.get("document")
        if not self._prefix or not isinstance(name, str):
            return row
        own = name.startswith(self._prefix)
        return row | {"document": name.removeprefix(self._prefix) if own else f"{OUTSIDE}{name}"}


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(sorted(names)) or "none"
