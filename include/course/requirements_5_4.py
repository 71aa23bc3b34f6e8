"""What exercise 5.4 asks for, R1 to R4 and R11: assets, metadata, silence, waking, cheap parsing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from include.course.engine import Edge, Event, Run
from include.course.mistakes import keys_as_uris
from include.course.scenario_5_4 import PAGES, Observations, Step
from include.course.verdicts import BROKEN, NOT_RUN, NOT_STARTED, PASS, WRONG, Finding, Requirement
from include.settings import PROJECT

PARTS = {"documents": (1, 2), "embeddings": (2, 3), "vector_store": (3, 0)}
"""The task that produces each asset, and the one whose DAG it wakes."""
REQUIREMENTS = (
    Requirement("R1", frozenset({1, 2, 3})),
    Requirement("R2", frozenset({1}), needs=("R1",)),
    Requirement("R3", frozenset({1}), needs=("R1",), excused_by=("R2",)),
    Requirement("R4", frozenset({1, 2}), needs=("R1",), excused_by=("R2",)),
    Requirement("R5", frozenset({1, 2}), needs=("R4",), excused_by=("R2",)),
    Requirement("R6", frozenset({1, 2}), needs=("R4",), excused_by=("R2", "R5")),
    Requirement("R7", frozenset({1, 2}), needs=("R4",), excused_by=("R2", "R6")),
    Requirement("R8", frozenset({1, 2, 3}), needs=("R4",), excused_by=("R2", "R5")),
    Requirement("R9", frozenset({1, 2, 3}), needs=("R8",)),
    Requirement("R10", frozenset({1, 2, 3}), needs=("R2", "R4"), excused_by=("R8",)),
    Requirement("R11", frozenset()),
)
COUNTS = {"first": (len(PAGES), 0, 0), "edited": (0, 1, 0), "removed": (0, 0, 2)}
"""Documents added, changed and deleted by a step."""
Judge = Callable[[Observations], Finding]


def finding(requirement: Requirement, seen: Observations, judge: Judge) -> Finding:
    """What a requirement says of itself."""
    if seen.import_error:
        first = requirement.id == "R1"
        return Finding(BROKEN, "import_error", {"error": seen.import_error}) if first else _waits_for_r1()
    to_do = requirement.tasks & seen.todos or (seen.todos if seen.todos == {1, 2, 3} else frozenset())
    unbegun = Finding(NOT_STARTED, "todo", {"tasks": " and ".join(str(task) for task in sorted(to_do))})
    if to_do and requirement.id not in ("R1", "R11"):
        return unbegun
    try:
        own = judge(seen)
    except KeyError as error:
        return Finding(WRONG, "step_missing", {"step": str(error.args[0])})
    except (IndexError, TypeError, ValueError, AttributeError) as error:
        return Finding(WRONG, "not_as_expected", {"error": f"{type(error).__name__}: {error}"})
    return unbegun if to_do and own.state == PASS else own


def _waits_for_r1() -> Finding:
    return Finding(NOT_RUN, "waits_for", {"requirement": "R1"})


def assets(seen: Observations) -> Finding:
    """R1: every asset is declared once, and both sides mean the same."""
    clash = {edge.dag_id for edge in [*seen.produced, *seen.woken]} & {p.stem for p in (PROJECT / "dags").glob("*.py")}
    if clash:
        return Finding(WRONG, "dag_id_taken", {"dag": min(clash)}, "M17")
    foreign = [edge for edge in [*seen.produced, *seen.woken] if edge.asset in PARTS]
    if foreign:
        return Finding(WRONG, "asset_of_the_bundle", _edge(foreign[0]), "M20")
    for part, (producing, waking) in PARTS.items():
        found = _identity(seen, part, producing, waking)
        if found:
            return found
    return Finding(PASS, "assets", {"count": len(PARTS)})


def _identity(seen: Observations, part: str, producing: int, waking: int) -> Finding | None:
    name = seen.asset(part)
    outlets = [edge for edge in seen.produced if edge.asset == name]
    uris = {edge.uri for edge in outlets}
    near = [edge for edge in seen.woken if (edge.asset == name) != (edge.uri in uris) or _is_like(edge, name, uris)]
    if outlets and near:
        values = {**_edge(near[0]), "name": name, "outlet_uri": min(uris)}
        return Finding(WRONG, "two_identities", values, "M16")
    if producing not in seen.todos and len({edge.dag_id for edge in outlets}) != 1:
        return Finding(WRONG, "producers", {"asset": name, "count": len(outlets)})
    if waking and waking not in seen.todos and not any(edge.asset == name for edge in seen.woken):
        return Finding(WRONG, "nobody_woken", {"asset": name})
    return None


def _is_like(edge: Edge, name: str, uris: set[str]) -> bool:
    """Whether it means the asset, but is another: its URI as a name, or a slash more or less."""
    plain = {uri.rstrip("/") for uri in uris}
    same = edge.asset == name and edge.uri in uris
    return not same and (edge.asset.rstrip("/") in {name, *plain} or edge.uri.rstrip("/") in plain)


def _edge(edge: Edge) -> dict[str, str]:
    return {"dag": edge.dag_id, "asset": edge.asset, "uri": edge.uri}


def metadata(seen: Observations) -> Finding:
    """R2: the event of `documents` carries the batch."""
    for name, counts in COUNTS.items():
        if name not in seen.steps and name != "first":
            continue
        step = seen.steps[name]
        run, events = step.run_of(seen.roles.publish)[0], step.events_of(seen.asset("documents"))
        if run.state != "success":
            return Finding(WRONG, "run_failed", _failure(run))
        if not events:
            return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": _told(run)})
        found = _lacking(events[-1], run) or _miscounted(events[-1], counts)
        if found:
            return found
    return Finding(PASS, "event", event(seen.steps["first"].events_of(seen.asset("documents"))[-1]))


def _lacking(row: Event, run: Run) -> Finding | None:
    if empty := empty_extra(row, run):
        return empty
    missing = [key for key in ("batch_id", "added", "changed", "deleted", "timestamp") if key not in row.extra]
    if missing:
        return Finding(WRONG, "keys_missing", {**event(row), "keys": ", ".join(missing)})
    try:
        aware = datetime.fromisoformat(str(row.extra["timestamp"])).utcoffset() is not None
    except ValueError:
        aware = False
    return None if aware else Finding(WRONG, "naive_time", {**event(row), "time": row.extra["timestamp"]}, "M18")


def _miscounted(row: Event, counts: tuple[int, int, int]) -> Finding | None:
    told = tuple(row.extra[key] for key in ("added", "changed", "deleted"))
    if told == counts:
        return None
    return Finding(WRONG, "miscounted", {**event(row), "told": told, "true": counts})


def empty_extra(row: Event, run: Run) -> Finding | None:
    """An event without metadata, and where the metadata went."""
    if row.extra:
        return None
    returned = next((value for value in run.returned.values() if value), None)
    if returned is not None:
        return Finding(WRONG, "returned_instead", {**event(row), "returned": returned, "dag": run.dag_id}, "M01")
    if row.asset_extra:
        return Finding(WRONG, "extra_of_the_asset", {**event(row), "asset_extra": dict(row.asset_extra)}, "M04")
    return Finding(WRONG, "empty_extra", event(row))


def silence(seen: Observations) -> Finding:
    """R3: no change, no event."""
    if not seen.steps["first"].events_of(seen.asset("documents")):  # silence is worth nothing where nobody ever speaks
        return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": "-"})
    again = seen.steps["again"].events_of(seen.asset("documents"))
    if again:
        return Finding(WRONG, "event_without_change", event(again[0]), "M14")
    touched = seen.steps["touched"].events_of(seen.asset("documents"))
    if touched:
        return Finding(WRONG, "event_after_touch", event(touched[0]), "M06")
    run = seen.steps["again"].run_of(seen.roles.publish)[0]
    if run.state != "success":
        return Finding(WRONG, "run_failed", _failure(run))
    return Finding(PASS, "silent", {"run": _told(run)})


def waking(seen: Observations) -> Finding:
    """R4: an upload makes the scheduler wake the embedding DAG, and it embeds."""
    step = seen.steps["first"]
    events, runs = step.events_of(seen.asset("documents")), step.run_of(seen.roles.embed)
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": "-"})
    woken = [run for run in runs if run.kind == "asset_triggered" and events[0].id in run.consumed]
    if not woken:
        half = seen.asset("documents") in step.waiting
        values = {"dag": seen.roles.embed, **event(events[0])}
        return Finding(WRONG, "queued_for_ever" if half else "not_woken", values, "M15" if half else "")
    return _outcome(seen, step, woken[0], events[0])


def _outcome(seen: Observations, step: Step, run: Run, cause: Event) -> Finding:
    if run.state != "success":
        return Finding(WRONG, "run_failed", _failure(run), "M21" if keys_as_uris(seen.sources) else "")
    if not (step.embedded and step.events_of(seen.asset("embeddings"))):
        lost = keys_as_uris(seen.sources)
        return Finding(WRONG, "embedded_nothing", {"run": _told(run)}, "M21" if lost else "")
    return Finding(PASS, "woken", {"run": run.run_id, "id": cause.id, "documents": len(step.embedded)})


def parsing(seen: Observations) -> Finding:
    """R11: reading the files does no work."""
    if seen.parsed_with:
        return Finding(WRONG, "work_at_parse", {"what": ", ".join(seen.parsed_with)}, "M13")
    return Finding(PASS, "cheap")


def event(row: Event) -> dict[str, Any]:
    """An event as it is quoted."""
    return {"id": row.id, "asset": row.asset, "extra": dict(row.extra)}


def _told(run: Run) -> str:
    tasks = ", ".join(f"{task} {state}" for task, state in run.tasks.items())
    return f"{run.run_id} ({tasks})"


def _failure(run: Run) -> dict[str, Any]:
    return {"dag": run.dag_id, "run": run.run_id, "error": run.error or "no exception was seen"}
