"""What exercise 5.4 asks for, R8 to R10: the collection follows, its statistics are true, the batch can be traced."""

from collections import Counter

from include.course.evidence import Event, Run
from include.course.exercise_5_4.scenario import EDITED, PAGES, REMOVED, SHORTENED
from include.course.judges import empty_extra
from include.course.mistakes import keys_as_uris
from include.course.scenario import Observations, Points, Step, is_own, listed
from include.course.verdicts import PASS, WRONG, Finding

LONGEST_XCOM = 3000
"""Characters; one vector as numbers has 8000."""
STATISTICS = ("inserted", "updated", "skipped", "deleted", "total")


def following(seen: Observations) -> Finding:
    """R8: the collection holds what it should, and its points stay the same ones."""
    size, task = seen.longest_xcom
    if size > LONGEST_XCOM:
        return Finding(WRONG, "vectors_in_xcom", {"size": size, "task": task}, "M12")
    first = seen.steps["first"]
    if not first.run_of(seen.producer("vector_store")):
        return Finding(WRONG, "not_woken", {"dag": seen.producer("vector_store"), **first.events[-1].quoted})
    failed = [
        run
        for step in seen.steps.values()
        for run in step.run_of(seen.producer("vector_store"))
        if run.state != "success"
    ]
    if failed:
        return Finding(WRONG, "run_failed", failed[0].failure, "M21" if keys_as_uris(seen.sources) else "")
    return _upload(first) or _edit(seen) or _replay(seen) or _shortening(seen) or _removal(seen) or _held(seen)


def _upload(step: Step) -> Finding | None:
    wanted = {line["document"]: line["texts"] for line in step.did("embed") if is_own(line["document"])}
    held = _count(step.after)
    if held and held == wanted:
        return None
    missing = wanted.keys() - held.keys()
    if len(missing) == 1 and missing <= {"twin-a.md", "twin-b.md"}:
        return Finding(WRONG, "twin_vanished", {"document": min(missing)}, "M09")
    return Finding(WRONG, "other_points", {"wanted": wanted, "held": held})


def _edit(seen: Observations) -> Finding | None:
    step = seen.steps["edited"]
    if _count(step.after) != _count(step.before):
        held = _count(step.after)[EDITED]
        return Finding(WRONG, "doubled", {"document": EDITED, "count": held, "change": "an edit"}, "M08")
    untouched = {id_ for id_, payload in step.before.items() if payload.get("document") != EDITED}
    again = {id_ for did in ("upsert", "delete") for line in step.did(did) for id_ in line["ids"]} & untouched
    if again or not untouched <= step.after.keys():
        values = {"change": EDITED, "count": len(again or untouched - step.after.keys()), "all": len(step.before)}
        return Finding(WRONG, "rewritten", values, "M22")
    texts = " ".join(str(payload) for payload in step.after.values() if payload.get("document") == EDITED)
    return None if "30 days" in texts or "text" not in texts else Finding(WRONG, "stale_point", {"document": EDITED})


def _replay(seen: Observations) -> Finding | None:
    step = seen.steps["replayed"]
    if step.before.keys() != step.after.keys():
        values = {"change": "a replay", "document": "the same event", "count": len(step.after)}
        return Finding(WRONG, "doubled", values, "M08")
    told = step.events_of(seen.asset("vector_store"))
    return Finding(WRONG, "event_without_work", told[0].quoted, "M14") if told else None


def _shortening(seen: Observations) -> Finding | None:
    step = seen.steps["shortened"]
    made = {line["document"]: line["texts"] for line in step.did("embed")}[SHORTENED]
    held = _count(step.after)[SHORTENED]
    values = {"document": SHORTENED, "made": made, "held": held}
    return Finding(WRONG, "leftovers", values, "M10") if held != made else None


def _removal(seen: Observations) -> Finding | None:
    left = {name: count for name, count in _count(seen.steps["removed"].after).items() if name in REMOVED}
    if not left:
        return None
    return Finding(WRONG, "ghosts", {"removed": listed(REMOVED), "left": sum(left.values())}, "M10")


def _held(seen: Observations) -> Finding:
    step = seen.steps["removed"]
    points, left = (sum(_count(state).values()) for state in (seen.steps["first"].after, step.after))
    values = {"uploaded": len(PAGES), "points": points, "left": left}
    return Finding(PASS, "followed", values)


def statistics(seen: Observations) -> Finding:
    """R9: what the event says was done is what the collection shows."""
    quoted: Event | None = None
    for name in ("first", "edited", "removed"):
        step = seen.steps[name]
        rows = step.events_of(seen.asset("vector_store"))
        if not rows:
            return Finding(WRONG, "no_event", {"asset": seen.asset("vector_store"), "run": "-"})
        quoted, run = rows[-1], step.run_of(seen.producer("vector_store"))[-1]
        found = empty_extra(quoted, run) or _untrue(quoted, step, name)
        if found:
            return found
    return Finding(PASS, "counted", quoted.quoted if quoted else {})


def _untrue(row: Event, step: Step, name: str) -> Finding | None:
    missing = [key for key in STATISTICS if key not in row.extra]
    if missing:
        return Finding(WRONG, "keys_missing", {**row.quoted, "keys": ", ".join(missing)})
    told = {key: row.extra[key] for key in STATISTICS}
    true = _true(step)
    if told == true:
        return None
    wrong = {key for key in STATISTICS if told[key] != true[key]}
    values = {"id": row.id, "step": name, "told": _flat(told, wrong), "true": _flat(true, wrong)}
    return Finding(WRONG, "declared", values, "M19")


def _true(step: Step) -> dict[str, int]:
    before, after = step.before.keys(), step.after.keys()
    written = {id_ for line in step.did("upsert") for id_ in line["ids"]}
    return {
        "inserted": len(after - before),
        "updated": len(written & before & after),
        "skipped": len((before & after) - written),
        "deleted": len(before - after),
        "total": len(after),
    }


def lineage(seen: Observations) -> Finding:
    """R10: the last event names the batch that the first one announced."""
    for name in ("first", "edited"):
        step = seen.steps[name]
        batch = step.events_of(seen.asset("documents"))[-1].extra["batch_id"]
        for part, dag_id in (
            ("embeddings", seen.producer("embeddings")),
            ("vector_store", seen.producer("vector_store")),
        ):
            rows, runs = step.events_of(seen.asset(part)), step.run_of(dag_id)
            found = _traced(seen, rows, runs, batch)
            if found:
                return found
    row = seen.steps["first"].events_of(seen.asset("vector_store"))[-1]
    return Finding(PASS, "traced", {**row.quoted, "batch": row.extra["batch_ids"]})


def _traced(seen: Observations, rows: list[Event], runs: list[Run], batch: str) -> Finding | None:
    if not rows or not runs:
        return Finding(WRONG, "chain_ends", {"batch": batch})
    if empty := empty_extra(rows[-1], runs[-1]):
        return empty
    told = rows[-1].extra.get("batch_ids", [])
    if isinstance(told, list) and batch in told:
        return None
    return Finding(WRONG, "untraced", {**rows[-1].quoted, "batch": batch}, "M21" if keys_as_uris(seen.sources) else "")


def _count(points: Points) -> dict[str, int]:
    """Points of each of the check's documents."""
    documents = (str(payload.get("document")) for payload in points.values())
    return dict(Counter(filter(is_own, documents)))


def _flat(numbers: dict[str, int], keys: set[str]) -> str:
    return ", ".join(f"{key} {numbers[key]}" for key in STATISTICS if key in keys)
