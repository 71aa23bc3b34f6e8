"""What exercise 5.4 asks for, R13 and R14: the log has the statistics, and the search index follows the store."""

import re
from collections.abc import Mapping

from include.course.evidence import Event, Run
from include.course.exercise_5_4.emptied import EMPTIED
from include.course.exercise_5_4.scenario import STATISTICS
from include.course.judges import failure, started_by_hand
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

LATE = "index late"
"""The step in which the index has its turn after two events: one wakes it, the other wakes it with the next one."""
FOLLOWED = ("first", LATE, "removed", "quick", EMPTIED)
"""Steps after which the index is looked at."""
THEN = r"[^\w\n,;]{0,12}(?:(?:is|are|points?|count)\b[^\w\n,;]{0,6})?"
"""What may stand between a name and its number in a log: `inserted: 5`, `"inserted": 5`, `inserted points = 5`."""


def logged(seen: Observations) -> Finding:
    """R13: the log of the store's task has the numbers of its event."""
    for name in ("first", "edited"):
        event = seen.steps[name].events_of(seen.asset("vector_store"))[-1]
        log = seen.notes[f"log {name}"]
        missing = [key for key in STATISTICS if not _says(log, key, event.extra[key])]
        if missing:
            told = ", ".join(f"{key} {event.extra[key]}" for key in missing)
            return Finding(WRONG, "not_logged", {**event.quoted, "missing": told})
    return Finding(PASS, "logged", {**event.quoted, "told": _flat(event.extra)})


def _says(log: str, key: str, number: object) -> bool:
    name, value = re.escape(key), re.escape(str(number))
    said = rf"\b{name}\b{THEN}\b{value}\b|\b{value} +(?:points? +)?{name}\b"
    return bool(re.search(said, log, re.IGNORECASE))


def _flat(extra: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {extra[key]}" for key in STATISTICS)


def index(seen: Observations) -> Finding:
    """R14: the vector store wakes the search index; what always holds comes from the asset, the rest from events."""
    for name in FOLLOWED:
        if found := _not_followed(seen, name) if name in seen.steps or name not in (LATE, EMPTIED) else None:
            return found
    if found := _of_another_event(seen):
        return found
    return Finding(PASS, "indexed", {"run": _runs(seen, "first")[-1].run_id, "row": _row(seen.steps["first"])})


def _not_followed(seen: Observations, name: str) -> Finding | None:
    step, runs, told = seen.steps[name], _runs(seen, name), _told_until(seen, name)
    if not runs:
        return Finding(WRONG, "not_woken", {**told[-1].quoted, "dag": listed(seen.notes["followers"])})
    if by_hand := started_by_hand(runs):
        return by_hand
    if runs[-1].state != "success":
        return failure(seen, runs[-1])
    own, row = [event for event in told if event.id in runs[-1].consumed] or told[-1:], _row(step)
    if row.get("collection") != seen.namespace:
        return Finding(WRONG, "index_collection", {**own[-1].quoted, "row": row, "own": own[-1].asset_extra})
    values = {**own[-1].quoted, "row": row, "events": ", ".join(f"#{event.id}" for event in own)}
    if row.get("points") not in (own[-1].extra["total"], len(step.after)):
        return Finding(WRONG, "index_points", {**values, "step": name})
    wanted, named = _batches(own), row.get("batch_ids")
    since = _batches([event for event in told if event.id >= own[0].id])  # that wait: in the history they are there
    if isinstance(named, list) and wanted <= set(named) <= since:
        return None
    return Finding(WRONG, "index_batches", {**values, "wanted": listed(wanted)})


def _of_another_event(seen: Observations) -> Finding | None:
    """A run was cleared when the store had since failed half way: there are as many points as no later event says."""
    if not (cleared := seen.notes.get("index cleared")):
        return None
    own = [event for event in seen.steps["first"].events_of(seen.asset("vector_store")) if event.id in cleared.consumed]
    if not own or cleared.row == cleared.before or cleared.row.get("points") in (own[-1].extra["total"], cleared.held):
        return None
    values = {**own[-1].quoted, "row": cleared.row, "events": f"#{own[-1].id}", "step": "first, cleared later"}
    return Finding(WRONG, "index_points", values)


def _told_until(seen: Observations, name: str) -> list[Event]:
    """The events of the vector store up to the end of a step, oldest first."""
    steps = list(seen.steps)
    until = steps[: steps.index(name) + 1]
    return [event for step in until for event in seen.steps[step].events_of(seen.asset("vector_store"))]


def _batches(events: list[Event]) -> set[str]:
    return {str(batch_id) for event in events for batch_id in event.extra["batch_ids"]}


def _row(step: Step) -> Mapping[str, object]:
    """The row of the table `search_index`; empty where there is none."""
    return step.tables.get("search_index", {}).get("current", {})


def _runs(seen: Observations, name: str) -> list[Run]:
    return [run for run in seen.steps[name].runs if run.dag_id in seen.notes["followers"]]
