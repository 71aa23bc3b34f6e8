"""What happens to the learner's DAGs in a check, step by step; what each step led to is written down."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from include.course.engine import Engine
from include.course.evidence import Run
from include.course.faults import BrokenEncoderError
from include.course.observations import OUTSIDE, Observations, Points, Step
from include.course.workshop import Workshop

LONGEST_CHAIN = 12
"""Runs that one change may lead to."""


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
        run = self.engine.run(self.seen.producer("documents"))
        self._published_at = int(time.time())
        return run

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

    def write(self, pages: Mapping[str, str], age_seconds: float = 0) -> None:
        """Upload pages: texts by name. Beside others they say where they belong: no earlier check had such a text.

        Args:
            age_seconds: of the files, as those have that were copied with their times.
        """
        mark = f"\nThis page is one of {self.engine.pages}.\n" if self.engine.pages else ""
        for name, text in pages.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + mark, "utf-8")
            if age_seconds:
                os.utime(path, (time.time() - age_seconds,) * 2)

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

    def text_kept(self, name: str) -> str:
        """What the pieces of a page say that are kept for the next DAG; empty where there are none."""
        return "\n".join(piece.text for piece in self.workshop.kept(f"{self._prefix}{name}"))

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
