"""What exercise 5.4 asks for, R13 and R14: the log has the statistics, and the search index follows the store."""

import re
from collections.abc import Mapping

from include.course.evidence import Event, Run
from include.course.exercise_5_4.counting import STATISTICS
from include.course.judges import failure
from include.course.scenario import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

FOLLOWED = ("first", "edited", "removed", "quick")
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
        if found := _not_followed(seen, name):
            return found
    return Finding(PASS, "indexed", {"run": _runs(seen, "first")[-1].run_id, "row": _row(seen.steps["first"])})


def _not_followed(seen: Observations, name: str) -> Finding | None:
    step, runs = seen.steps[name], _runs(seen, name)
    stored = step.events_of(seen.asset("vector_store"))
    if not runs:
        return Finding(WRONG, "not_woken", {**stored[-1].quoted, "dag": listed(seen.notes["followers"])})
    if runs[-1].state != "success":
        return failure(seen, runs[-1])
    row = _row(step)
    if row.get("collection") != seen.namespace:
        return Finding(WRONG, "index_collection", {**stored[-1].quoted, "row": row, "own": stored[-1].asset_extra})
    if row.get("points") != len(step.after):
        return Finding(WRONG, "index_points", {**stored[-1].quoted, "row": row, "step": name, "true": len(step.after)})
    return _untraced(stored, runs[-1], row)


def _untraced(stored: list[Event], run: Run, row: Mapping[str, object]) -> Finding | None:
    """Whether the row names other batches than the events: at least those of the run's own, at most all of the step."""
    told = {event.id: set(event.extra["batch_ids"]) for event in stored}
    own = set().union(*(told.get(number, set()) for number in run.consumed))
    named = row.get("batch_ids")
    if isinstance(named, list) and own <= set(named) <= set().union(*told.values()):
        return None
    return Finding(WRONG, "index_batches", {**stored[-1].quoted, "row": row, "wanted": listed(own)})


def _row(step: Step) -> Mapping[str, object]:
    """The row of the table `search_index`; empty where there is none."""
    return step.tables.get("search_index", {}).get("current", {})


def _runs(seen: Observations, name: str) -> list[Run]:
    return [run for run in seen.steps[name].runs if run.dag_id in seen.notes["followers"]]
