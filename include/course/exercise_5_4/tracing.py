"""What exercise 5.4 asks for, R10: from each upload to the points, and back, by the ids of batches."""

from collections.abc import Iterable

from include.course.evidence import Event
from include.course.exercise_5_4.emptied import EMPTIED, has_lost
from include.course.exercise_5_4.scenario import of_events
from include.course.judges import empty_extra, untimely
from include.course.mistakes import keys_as_uris, of_airflow_2, reads_events, takes_first_event
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

TRACED = ("first", "edited", "shortened", "removed", "quick")
"""Steps in which each batch leads to points, and to none of another batch."""


def lineage(seen: Observations) -> Finding:
    """R10: the events of embeddings and of the store name the batches that they are about, and no others."""
    for name in TRACED:
        step = seen.steps[name]
        sent = {str(row.extra["batch_id"]) for row in step.events_of(seen.asset("documents"))}
        for part in ("embeddings", "vector_store"):
            if found := _untraced(seen, step, part, sent):
                return found
    if found := _made_up_for(seen) or _removed_last(seen):
        return found
    rows = [row for name in TRACED for row in seen.steps[name].events_of(seen.asset("vector_store"))]
    for row in rows:
        if "timestamp" not in row.extra:
            return Finding(WRONG, "keys_missing", {**row.quoted, "keys": "timestamp"})
        if found := untimely(row):
            return found
    row = rows[0]
    return Finding(PASS, "traced", {**row.quoted, "batch": row.extra["batch_ids"]})


def _untraced(seen: Observations, step: Step, part: str, sent: set[str]) -> Finding | None:
    rows, runs = step.events_of(seen.asset(part)), step.run_of(seen.producer(part))
    if not rows or not runs:
        return Finding(WRONG, "chain_ends", {"batch": min(sent)})
    if empty := empty_extra(rows[-1], runs[-1], of_events(seen)):
        return empty
    if not all(isinstance(row.extra.get("batch_ids"), list) for row in rows):
        return Finding(WRONG, "no_list_of_batches", rows[-1].quoted)
    named = _named(rows)
    if missing := sent - named:
        return Finding(WRONG, "untraced", {**rows[-1].quoted, "batch": listed(missing)}, _belief(seen, step))
    if more := named - sent:
        return Finding(WRONG, "another_batch", {**rows[-1].quoted, "batch": listed(more), "sent": listed(sent)})
    return None


def _made_up_for(seen: Observations) -> Finding | None:
    """The run after one in which the store failed names the batches of both: it wrote the points of both."""
    steps = [seen.steps[name] for name in ("unstored", "earlier event", "stored") if name in seen.steps]
    rows = [row for step in steps for row in step.events_of(seen.asset("vector_store"))]
    failed = [str(row.extra["batch_id"]) for step in steps[:1] for row in step.events_of(seen.asset("documents"))]
    if not rows or not failed or not steps[-1].events_of(seen.asset("documents")):
        return None
    lost = set(failed) - _named(rows)
    values = {**rows[0].quoted, "batch": listed(lost)}
    return Finding(WRONG, "failed_batch_untraced", values) if lost else None


def _removed_last(seen: Observations) -> Finding | None:
    """A run is woken by an event that was late and by the one that removes all pages: no row says of which batch."""
    step = seen.steps.get(EMPTIED)
    if not step or has_lost(seen):
        return None
    removal = step.events_of(seen.asset("documents"))[-1:]
    if not any(event.id in run.consumed for event in removal for run in step.run_of(seen.producer("embeddings"))):
        return None
    batch = str(removal[0].extra.get("batch_id"))
    for part in ("embeddings", "vector_store"):
        rows = step.events_of(seen.asset(part))
        if rows and batch not in _named(rows):
            return Finding(WRONG, "untraced", {**rows[-1].quoted, "batch": batch})
    return None


def _belief(seen: Observations, step: Step) -> str:
    if of_airflow_2(seen.sources):
        return "M81"
    if keys_as_uris(seen.sources):
        return "M21"
    if step is not seen.steps["quick"] or not reads_events(seen.sources, "batch_id"):
        return ""
    woken, events = seen.steps["healed"], [row for step in seen.steps.values() for row in step.events]
    for run in woken.run_of(seen.producer("embeddings")):
        told = {str(row.extra.get("batch_id")) for row in events if row.id in run.consumed}
        if len(told) > 1 and len(told & _named(woken.events_of(seen.asset("embeddings")))) == 1:
            return "M03" if takes_first_event(seen.sources) else "M02"
    return ""


def _named(rows: Iterable[Event]) -> set[str]:
    return {str(batch_id) for row in rows for batch_id in row.extra.get("batch_ids") or ()}
