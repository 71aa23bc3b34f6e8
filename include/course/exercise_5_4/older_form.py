"""The form that exercise 5.4 had elsewhere: other assets, and metadata that are returned. It gets a lesson.

Its chain is played once, so that the event can be quoted that has nothing in it.
"""

from include.course.engine import EngineWithClock
from include.course.evidence import Event, Run
from include.course.mistakes import keys_as_uris, of_airflow_2
from include.course.observations import Observations
from include.course.scenario import Scenario
from include.course.verdicts import WRONG, Finding

STEP = "assets of other names"


def play_older_form(scenario: Scenario) -> None:
    """Where no asset is the exercise's: run what begins the chain, and follow it, by whatever assets it has."""
    seen = scenario.seen
    woken = {edge.dag_id for edge in seen.woken}
    first = [edge.dag_id for edge in seen.produced if edge.dag_id not in woken]
    if not first:
        return
    if isinstance(scenario.engine, EngineWithClock):
        for dag_id in scenario.engine.dags():  # it is not that which keeps them from being woken
            scenario.engine.unpause(dag_id)
    scenario.also_follow(sorted(woken))
    with scenario.step(STEP) as runs:
        runs.append(scenario.engine.run(first[0]))
        runs.extend(scenario.follow())


def is_older_form(seen: Observations) -> bool:
    """Whether a chain of other assets has sent events with nothing in them, while its tasks returned something."""
    return _silent_event(seen) is not None


def lesson(seen: Observations) -> Finding | None:
    """What became of the metadata, in the place of R1; None where the file is no such thing."""
    if STEP not in seen.steps:
        return None
    if (found := _silent_event(seen)) is None:
        assets = sorted({edge.asset for edge in seen.produced})
        known = "M81" if of_airflow_2(seen.sources) else ""
        return Finding(WRONG, "other_assets", {"assets": ", ".join(assets), "wanted": seen.asset("documents")}, known)
    event, run = found
    values = {**event.quoted, "dag": run.dag_id, "returned": _returned(run)}
    if not (woken := [other for other in seen.steps[STEP].runs if event.id in other.consumed]):
        return Finding(WRONG, "older_form", values, "M84")
    as_uris = "older_form_uris" if keys_as_uris(seen.sources) else "older_form_woken"
    return Finding(WRONG, as_uris, {**values, "woken": woken[0].dag_id, "state": woken[0].state}, "M84")


def _silent_event(seen: Observations) -> tuple[Event, Run] | None:
    """An event without metadata, and the run that sent it and returned something."""
    if STEP not in seen.steps:
        return None
    step = seen.steps[STEP]
    runs = {run.dag_id: run for run in step.runs if _returned(run)}
    return next(
        ((event, runs[event.dag_id]) for event in step.events if not event.extra and event.dag_id in runs), None
    )


def _returned(run: Run) -> object:
    return next((value for value in run.returned.values() if value), None)
