"""What exercise 5.4 asks for, R9: the statistics are those of the collection."""

from collections.abc import Mapping
from typing import Any

from include.course.evidence import Event
from include.course.exercise_5_4.scenario import STATISTICS, of_events
from include.course.judges import empty_extra
from include.course.observations import Observations, Step
from include.course.verdicts import PASS, WRONG, Finding


def statistics(seen: Observations) -> Finding:
    """R9: what the event says was done is what the collection shows."""
    quoted: Event | None = None
    for name in ("first", "edited", "shortened", "removed"):
        step = seen.steps[name]
        rows = step.events_of(seen.asset("vector_store"))
        if not rows:
            return Finding(WRONG, "no_event", {"asset": seen.asset("vector_store"), "run": "-"})
        quoted, runs = rows[-1], step.run_of(seen.producer("vector_store"))
        found = empty_extra(quoted, runs[-1], of_events(seen)) or _untrue(quoted, step, name)
        if found:
            return found
        if len(rows) > len(runs):
            return Finding(WRONG, "many_events", {**quoted.quoted, "count": len(rows)})
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
    slip = (wrong <= {"inserted", "deleted"} and _is_net(step, told)) or (
        wrong == {"skipped"} and _with_gone(step, told)
    )
    return Finding(WRONG, "declared", values, "" if slip else "M19")


def _is_net(step: Step, told: Mapping[str, Any]) -> bool:
    """Whether it was counted how many points there are more or fewer: they may have come and gone at once."""
    more = len(step.after) - len(step.before)
    return told["inserted"] in (max(0, more), _true(step)["inserted"]) and told["deleted"] in (max(0, -more), -more)


def _with_gone(step: Step, told: Mapping[str, Any]) -> bool:
    """Whether what is gone was counted as skipped, too: it was not written."""
    true = _true(step)
    return bool(true["deleted"]) and told["skipped"] == true["skipped"] + true["deleted"]


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


def _flat(numbers: dict[str, int], keys: set[str]) -> str:
    return ", ".join(f"{key} {numbers[key]}" for key in STATISTICS if key in keys)
