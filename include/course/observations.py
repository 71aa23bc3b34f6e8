"""What a check saw, step by step: runs, events, the journal, points. The requirements are judged by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from include.course.evidence import Declared, Edge, Event, Run

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
    vectors_in_xcom: tuple[int, str] = (0, "")
    """The most components of vectors in one XCom, and the task that left it."""
    notes: dict[str, Any] = field(default_factory=dict)
    """What only one exercise looks at."""
    interrupted: str = ""
    """Why the scenario ended before its time."""

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


def listed(names: Iterable[str]) -> str:
    """Names for a sentence."""
    return ", ".join(sorted(names)) or "none"
