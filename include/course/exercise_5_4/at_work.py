"""What a check of exercise 5.4 does while a page is embedded: more is published, and a second run may begin."""

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from include.course.engine import EngineWithClock
from include.course.evidence import Run
from include.course.exercise_5_4.pages import BEFORE, EDITED, LEFT, MEANWHILE, PAGES, SHORT
from include.course.scenario import Scenario

MEETING_SECONDS = 10.0
"""The longest wait for a second run to be at work, too: it may wait for the first by itself."""


def play_meanwhile(scenario: Scenario, engine: EngineWithClock) -> None:
    """A page is embedded; meanwhile it is edited again, and another one comes. Then the store fails half way."""
    waits = len(scenario.journal("wait"))
    with scenario.step("meanwhile") as runs, ExitStack() as busy:
        scenario.write({EDITED: PAGES[EDITED], LEFT: SHORT, **BEFORE})
        runs.append(scenario.run_producer())
        busy.enter_context(scenario.workshop.busy())
        second: list[Run | None] = []

        def change() -> None:
            scenario.write(MEANWHILE)
            runs.append(scenario.run_producer())
            second.append(_beside(scenario, engine, busy))
            busy.close()

        at_work = engine.wake_beside(
            scenario.seen.producer("embeddings"), lambda: len(scenario.journal("wait")) > waits, change
        )
        busy.close()
        runs.extend(filter(None, [at_work, *second]))
        scenario.seen.notes["beside"] = next(filter(None, second), None)
        if store := scenario.seen.producer("vector_store"):
            with scenario.workshop.store_broken("delete"):
                runs.extend(filter(None, [engine.wake(store)]))
            scenario.seen.notes["index cleared"] = _clear_index(scenario)
        runs.extend(scenario.follow())
    scenario.seen.notes["kept of edited"] = scenario.text_kept(EDITED)


@dataclass(frozen=True, slots=True)
class Cleared:
    """A run of the search index that somebody cleared long after."""

    consumed: tuple[int, ...]
    """Ids of the events that had woken it."""
    before: Mapping[str, object]
    """The row of `search_index` until then."""
    row: Mapping[str, object]
    """And now."""
    held: int
    """Points of the collection."""


def _clear_index(scenario: Scenario) -> Cleared | None:
    """Clear the first run of the search index; None where there is none."""
    first = [run for run in scenario.seen.steps["first"].runs if run.dag_id in scenario.seen.notes["followers"]]
    if not first or not first[-1].consumed:
        return None
    before = _row(scenario)
    scenario.engine.replay(first[-1].dag_id, first[-1].consumed)
    with scenario.workshop.collection() as collection:
        return Cleared(first[-1].consumed, before, _row(scenario), collection.count())


def _row(scenario: Scenario) -> Mapping[str, object]:
    return scenario.workshop.tables().get("search_index", {}).get("current", {})


def _beside(scenario: Scenario, engine: EngineWithClock, busy: ExitStack) -> Run | None:
    """A second run of the embedding DAG, if the scheduler makes one while the first is at work, until it has ended.

    None where a task waits for itself in other runs: Airflow would let it wait, and `dag.test` would not.
    """
    embed, waits = scenario.seen.producer("embeddings"), len(scenario.journal("wait"))
    if scenario.seen.notes["assets given"] or engine.waits_for_itself(embed):
        return None
    until = time.monotonic() + MEETING_SECONDS

    def met() -> bool:
        return len(scenario.journal("wait")) > waits or time.monotonic() > until

    return engine.wake_beside(embed, met, busy.close)
