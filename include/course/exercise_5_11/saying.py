"""What exercise 5.11 asks for, R1 to R4: an asset that is a function, an alias, either of two, both or a week."""

from datetime import timedelta

from include.course.evidence import Event, Run
from include.course.exercise_5_11.scenario import PAGES
from include.course.judges import empty_extra, failure, nothing_new
from include.course.observations import Observations, listed
from include.course.verdicts import PASS, WRONG, Finding

CHANGED = {
    "first": {"policies": 3, "guides": 1},
    "policy": {"policies": 3},
    "guide": {"guides": 1},
    "removed": {"guides": 1},
}
"""Documents of each shelf that a step changes."""
TOTAL = {"first": len(PAGES), "policy": len(PAGES) - 1, "guide": len(PAGES) - 1, "removed": len(PAGES) - 2}
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
"""A week has an hour more or less where the clock of a place is changed."""


def function(seen: Observations) -> Finding:
    """R1: one name for asset, DAG and task; the inbox wakes it; it tells of another catalogue only."""
    if found := _not_one(seen):
        return found
    name = seen.asset("catalogue")
    for step, total in TOTAL.items():
        if found := _not_catalogued(seen, step, total):
            return found
    if told := seen.steps["again"].events_of(name):
        return Finding(WRONG, "event_without_work", told[0].quoted, nothing_new(seen))
    return Finding(PASS, "function", {"dag": name, **seen.steps["first"].events_of(name)[-1].quoted})


def _not_one(seen: Observations) -> Finding | None:
    """What is not one and the same: DAG, task, asset, the asset that others wait for; or nobody wakes it."""
    name = seen.asset("catalogue")
    tasks = seen.notes["dags"].get(name)
    if tasks is None or name not in tasks:
        return Finding(WRONG, "no_function", {"dag": name, "tasks": listed(tasks or ())})
    if seen.producer("catalogue") != name:
        return Finding(WRONG, "function_without_asset", {"dag": name, "produced": seen.producer("catalogue") or "none"})
    uris = {edge.uri for edge in seen.produced if edge.asset == name}
    if other := [edge for edge in seen.woken if edge.asset == name and edge.uri not in uris]:
        return Finding(WRONG, "two_identities", {**other[0].quoted, "name": name, "outlet_uri": min(uris)}, "M16")
    if name not in seen.followers("inbox"):
        return Finding(WRONG, "nobody_woken", {"asset": seen.asset("inbox")})
    return None


def _not_catalogued(seen: Observations, name: str, total: int) -> Finding | None:
    step, asset = seen.steps[name], seen.asset("catalogue")
    runs, events = step.run_of(asset), step.events_of(asset)
    if not runs:
        return _paused(seen, asset) or Finding(WRONG, "inbox_unheard", {"dag": asset, "step": name})
    if runs[-1].state != "success":
        return failure(seen, runs[-1])
    if not events:
        return Finding(WRONG, "no_event", {"asset": asset, "run": runs[-1].told})
    if found := empty_extra(events[-1], runs[-1]):
        return found
    if events[-1].extra.get("documents") != total:
        return Finding(WRONG, "documents_untrue", {**events[-1].quoted, "true": total, "step": name})
    rows = {page: row.get("sha256") for page, row in step.tables.get("catalogue", {}).items()}
    if rows == (true := seen.notes[f"catalogue {name}"]):
        return None
    return Finding(WRONG, "catalogue_untrue", {"rows": rows, "true": true, "step": name})


def shelves(seen: Observations) -> Finding:
    """R2: an alias is the outlet, and stands for the shelves that have changed and for no other."""
    shelve = f"{seen.namespace}_shelve"
    static = [edge for edge in seen.produced if edge.dag_id == shelve]
    if static or not any(edge.dag_id == shelve for edge in seen.notes["aliases"]):
        return Finding(WRONG, "no_alias", {"dag": shelve, "outlets": listed(edge.asset for edge in static)})
    for name, changed in CHANGED.items():
        if found := _shelved(seen, name, changed, shelve):
            return found
    if told := _of_shelves(seen, "again"):
        return Finding(WRONG, "event_without_work", told[0].quoted, nothing_new(seen))
    told = _of_shelves(seen, "policy")
    return Finding(PASS, "shelves", told[-1].quoted)


def _shelved(seen: Observations, name: str, changed: dict[str, int], shelve: str) -> Finding | None:
    runs = seen.steps[name].run_of(shelve)
    if not runs:
        return _paused(seen, shelve) or Finding(WRONG, "nobody_woken", {"asset": seen.asset("catalogue")})
    if runs[-1].state == "failed":
        return failure(seen, runs[-1])
    events = _of_shelves(seen, name)
    told = {event.asset.removeprefix(seen.asset("")): event.extra.get("documents") for event in events}
    if len(events) == len(changed) and told == changed:
        return None
    quoted = "; ".join(f"#{event.id} {event.asset} {dict(event.extra)}" for event in events) or "none"
    return Finding(WRONG, "other_shelves", {"step": name, "events": quoted, "true": changed})


def _of_shelves(seen: Observations, name: str) -> list[Event]:
    return [event for part in ("policies", "guides") for event in seen.steps[name].events_of(seen.asset(part))]


def either(seen: Observations) -> Finding:
    """R3: the search is built whenever one of the shelves has changed, and at no other time."""
    for name in ("policy", "guide", "removed"):
        event, runs = _of_shelves(seen, name)[-1], _runs(seen, name, "search")
        if not runs and (found := _paused(seen, f"{seen.namespace}_search")):
            return found
        if not runs:
            half = {edge.asset for edge in seen.woken if edge.dag_id.endswith("_search")} >= {event.asset}
            return Finding(WRONG, "one_of_two_unheard", {"dag": "search", **event.quoted}, "M15" if half else "")
        if runs[-1].state != "success":
            return failure(seen, runs[-1])
    if runs := _runs(seen, "again", "search"):
        return Finding(WRONG, "woken_by_nothing", {"dag": "search", "run": runs[-1].run_id})
    return Finding(PASS, "either", {"run": _runs(seen, "policy", "search")[-1].run_id})


def weekly(seen: Observations) -> Finding:
    """R4: the handbook is printed when both shelves have changed since, and once a week whatever happened."""
    if early := _runs(seen, "policy", "handbook"):
        event = _of_shelves(seen, "policy")[-1]
        return Finding(WRONG, "printed_for_one", {"run": early[-1].run_id, **event.quoted}, "M86")
    for name in ("first", "guide"):
        if not (runs := _runs(seen, name, "handbook")):
            otherwise = Finding(WRONG, "not_printed", {"step": name, **_of_shelves(seen, name)[-1].quoted})
            return _paused(seen, f"{seen.namespace}_handbook") or otherwise
        if runs[-1].state != "success":
            return failure(seen, runs[-1])
    by_time = [run for run in _runs(seen, "monday", "handbook") if run.kind == "scheduled"]
    gaps = seen.notes["gaps"]
    if not by_time or not gaps or any(abs(gap - WEEK) > HOUR for gap in gaps):
        told = f"from {min(gaps)} to {max(gaps)}" if gaps else "none"
        return Finding(WRONG, "no_week", {"dag": f"{seen.namespace}_handbook", "gaps": told})
    return Finding(PASS, "weekly", {"run": _runs(seen, "guide", "handbook")[-1].run_id, "timed": by_time[-1].run_id})


def _paused(seen: Observations, dag: str) -> Finding | None:
    """Why the scheduler made no run of a DAG, where it is because of that."""
    return Finding(WRONG, "paused_from_the_start", {"dag": dag}) if dag in seen.notes["paused"] else None


def _runs(seen: Observations, step: str, dag: str) -> list[Run]:
    return seen.steps[step].run_of(f"{seen.namespace}_{dag}")
