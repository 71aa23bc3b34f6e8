"""What exercise 5.8 asks for, R1 to R5: the table of tasks follows what the files say, and loses nothing."""

from collections.abc import Mapping
from typing import Any

from include.course.exercise_5_8.scenario import DEW, EDITED, RIDDLE, TIDES, Pair
from include.course.judges import failure, nothing_new
from include.course.mistakes import reads_times
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

KEYS = ("concept", "template", "asks", "orphan")
Rows = Mapping[Pair, tuple[str, Mapping[str, Any]]]
"""Id and row of each task, by its concept and template."""


def tasks_made(seen: Observations) -> Finding:
    """R1: the event of the sources wakes a run that makes a task of each concept with each template."""
    if not seen.producer("tasks"):
        return Finding(WRONG, "nobody_makes_tasks", {"asset": seen.asset("tasks")})
    step = seen.steps["first"]
    event = step.events_of(seen.asset("sources"))[0]
    runs = [run for run in step.run_of(seen.producer("tasks")) if event.id in run.consumed]
    if not runs:
        return Finding(WRONG, "not_woken", {"dag": seen.producer("tasks"), **event.quoted})
    if runs[0].state != "success":
        return failure(seen, runs[0])
    for id_, row in step.tables.get("tasks", {}).items():
        missing = [key for key in KEYS if key not in row]
        if missing:
            return Finding(WRONG, "task_lacks", {"task": id_, "row": row, "keys": ", ".join(missing)})
    wanted, found = set(seen.notes["asked first"]), _rows(step)
    if wanted != set(found) or len(found) != len(step.tables["tasks"]):
        values = {
            "wanted": len(wanted),
            "found": len(step.tables.get("tasks", {})),
            "missing": _named(wanted - set(found)),
        }
        return Finding(WRONG, "tasks_missing", values)
    if not step.events_of(seen.asset("tasks")):
        return Finding(WRONG, "no_event", {"asset": seen.asset("tasks"), "run": runs[0].told})
    return Finding(PASS, "tasks_made", {"run": runs[0].run_id, "count": len(found), **event.quoted})


def silent(seen: Observations) -> Finding:
    """R2: a file that was touched is no change."""
    step = seen.steps["touched"]
    run = step.run_of(seen.producer("tasks"))[0]
    if not run.skipped and run.state != "success":
        return failure(seen, run)
    changed = _changed(seen.steps["returned"], step)
    events = step.events_of(seen.asset("tasks"))
    if changed:
        values = {"count": len(changed), "run": run.run_id}
        return Finding(WRONG, "touched_is_changed", values, "M06" if reads_times(seen.sources) else "")
    if events:
        return Finding(WRONG, "event_after_touch", events[0].quoted, nothing_new(seen))
    return Finding(PASS, "touched", {"run": run.told})


def edited(seen: Observations) -> Finding:
    """R3: after a template was edited exactly its tasks ask something else, and each keeps its id."""
    if found := _alike(seen):
        return found
    before, after = _rows(seen.steps["touched"]), _rows(seen.steps["edited"])
    mine = {pair for pair in before if pair in seen.notes["asked at last"] and pair[1] == "link"}
    wanted = {pair for pair in mine if not (pair in after and after[pair][1]["orphan"])}  # who stays one is R4's
    moved = {pair for pair in wanted if pair in after and before[pair][0] != after[pair][0]}
    if len(seen.steps["edited"].tables["tasks"]) > len(seen.steps["touched"].tables["tasks"]) or moved:
        pair = min(moved or wanted)
        return Finding(WRONG, "other_task_ids", {"pair": _named([pair]), "count": len(moved or wanted)}, "M44")
    changed = {pair for pair in before if pair in after and before[pair][1]["asks"] != after[pair][1]["asks"]}
    if more := changed - mine:
        values = {"wanted": _named(wanted), "more": _named(more)}
        return Finding(WRONG, "more_is_stale", values, "M45" if changed == set(before) else "")
    if wanted - changed:
        return Finding(WRONG, "edit_unseen", {"missing": _named(wanted - changed)})
    if not seen.steps["edited"].events_of(seen.asset("tasks")):
        run = seen.steps["edited"].run_of(seen.producer("tasks"))[0].told
        return Finding(WRONG, "no_event", {"asset": seen.asset("tasks"), "run": run})
    return _concept_unseen(seen) or Finding(
        PASS, "dependents", {"count": len(wanted), "all": len(seen.notes["asked at last"])}
    )


def _alike(seen: Observations) -> Finding | None:
    """Two tasks that ask something else, and have the same hash."""
    asked: dict[Any, set[str]] = {}
    for pair, (_, row) in _rows(seen.steps["first"]).items():
        asked.setdefault(row["asks"], set()).add(seen.notes["asked first"][pair])
    same = max((len(prompts) for prompts in asked.values()), default=1)
    if same == 1:
        return None
    return Finding(WRONG, "asks_alike", {"count": same}, "M45" if len(asked) == 1 else "M46")


def _concept_unseen(seen: Observations) -> Finding | None:
    """An edited concept whose tasks ask what they asked before."""
    if "edited again" not in seen.steps:
        return None
    before, after = _rows(seen.steps["edited"]), _rows(seen.steps["edited again"])
    pairs = {pair for pair in before.keys() & after.keys() & seen.notes["asked at last"].keys() if pair[0] == EDITED}
    missing = {pair for pair in pairs if before[pair][1]["asks"] == after[pair][1]["asks"]}
    return Finding(WRONG, "edit_unseen", {"missing": _named(missing)}) if missing else None


def orphans(seen: Observations) -> Finding:
    """R4: the tasks of a file that is gone stay, as orphans; when it comes back they are what they were."""
    before, removed, returned = (_rows(seen.steps[name]) for name in ("made up", "removed", "returned"))
    first = _rows(seen.steps["first"])
    renamed = {pair for pair in first.keys() & before.keys() if first[pair][0] != before[pair][0]}
    if renamed:
        return Finding(WRONG, "other_task_ids", {"pair": _named(renamed), "count": len(renamed)})
    lost = before.keys() - removed.keys()
    if lost:
        return Finding(WRONG, "orphans_lost", {"missing": _named(lost)}, "M47")
    gone = {pair for pair in before if pair[0] in (DEW, TIDES) or pair[1] == RIDDLE}
    untold = {pair for pair in before if bool(removed[pair][1]["orphan"]) != (pair in gone)}
    if untold:
        return Finding(WRONG, "orphan_untold", {"pairs": _named(untold)})
    mine = {pair for pair in before if pair[0] == TIDES and pair[1] != RIDDLE}
    other = {pair for pair in mine if pair not in returned or returned[pair] != before[pair]}
    if other:
        return Finding(WRONG, "return_unseen", {"pairs": _named(other)})
    for name in ("removed", "returned"):
        if not seen.steps[name].events_of(seen.asset("tasks")):
            run = seen.steps[name].run_of(seen.producer("tasks"))[0].told
            return Finding(WRONG, "no_event", {"asset": seen.asset("tasks"), "run": run})
    return Finding(PASS, "orphans", {"pairs": _named(mine)})


def made_up(seen: Observations) -> Finding:
    """R5: what a run that died could not save the next one saves, though nothing has changed since."""
    died, step = (seen.steps[name] for name in ("died", "made up"))
    run = next(iter(died.run_of(seen.producer("tasks"))), None)
    if run is None or run.state == "success" or not died.did("full"):
        return Finding(WRONG, "death_unseen", {"run": run.told if run else "none"})
    missing = {pair for pair in seen.notes["asked first"] if pair[0] == TIDES} - set(_rows(step))
    missing |= {(DEW, template) for _, template in seen.notes["asked first"]} - set(_rows(step))
    missing |= {(concept, RIDDLE) for concept, _ in seen.notes["asked first"]} - set(_rows(step))
    if missing:
        values = {"run": run.run_id, "error": run.error, "missing": _named(missing)}
        return Finding(WRONG, "noted_before_saved", values, "M07")
    if not step.events_of(seen.asset("tasks")):
        again = step.run_of(seen.producer("tasks"))[0].told
        return Finding(WRONG, "no_event", {"asset": seen.asset("tasks"), "run": again})
    return Finding(PASS, "made_up", {"run": run.run_id, "error": run.error})


def _rows(step: Step) -> Rows:
    """Of two of the same concept and template, the one that is no orphan."""
    rows = sorted(step.tables.get("tasks", {}).items(), key=lambda item: not item[1]["orphan"])
    return {(row["concept"], row["template"]): (id_, row) for id_, row in rows}


def _changed(before: Step, after: Step) -> set[Pair]:
    old, new = _rows(before), _rows(after)
    return {pair for pair in old.keys() | new.keys() if old.get(pair) != new.get(pair)}


def _named(pairs: Any) -> str:
    return listed(f"{concept} × {template}" for concept, template in pairs)
