"""What exercise 5.4 asks of a store that fails, in R8: a red run, and a next one that makes up for it."""

from include.course.evidence import Run
from include.course.exercise_5_4.held import count
from include.course.exercise_5_4.pages import LEFT, STORED, UNDELETED, UNSTORED
from include.course.judges import failure
from include.course.observations import Observations, Step, listed
from include.course.verdicts import WRONG, Finding

FAILED_AND_NEXT = 2
"""Runs of the store after which what the first one left has to be made up for."""
OF_OTHERS = ("published", "embedded")
"""Tables of the two DAGs before the store's."""


def unstored(seen: Observations) -> Finding | None:
    """The store could not be written for a moment: that run is red, and the next one makes up for it."""
    if "stored" not in seen.steps or UNSTORED not in seen.steps["unstored"].embedded:
        return None
    step, dag_id = seen.steps["unstored"], seen.producer("vector_store")
    failed = [run for run in step.run_of(dag_id) if step.did("unwritten")]
    if not failed:
        return Finding(WRONG, "store_not_tried", {"document": UNSTORED})
    if failed[0].state != "failed":
        red = [task for task, state in failed[0].tasks.items() if state == "failed"]
        return Finding(WRONG, "went_green", {"run": failed[0].told}, "" if red else "M24")
    if seen.notes["waits for former"]:
        return Finding(WRONG, "waits_for_former", {"run": failed[0].run_id, "dag": dag_id})
    missing = {UNSTORED, *({STORED} & seen.steps["stored"].embedded)} - count(seen.steps["stored"].after).keys()
    values = {"run": failed[0].run_id, "error": failed[0].error, "lost": listed(missing)}
    if not missing:
        left = count(seen.steps["stored"].after).get(UNDELETED, 0)
        if left:
            return Finding(WRONG, "never_deleted", {**values, "document": UNDELETED, "left": left})
        return _by_an_earlier_event(seen, failed[0])
    as_parcel = "" if STORED in missing else "M05"  # what that run's event had told is in no later one
    return Finding(WRONG, "never_stored", values, "M07" if _noted_first(step) else as_parcel)


def _by_an_earlier_event(seen: Observations, failed: Run) -> Finding | None:
    """What woke the next run was an event that was worked off long ago: it makes up for the failure all the same."""
    if "earlier event" not in seen.steps:
        return None
    step = seen.steps["earlier event"]
    run, held = step.run_of(seen.producer("vector_store"))[0], count(step.after)
    undone = ({UNSTORED} - held.keys()) | ({UNDELETED} & held.keys())
    values = {"run": failed.run_id, "error": failed.error, "next": run.told, "undone": listed(undone)}
    return Finding(WRONG, "made_up_too_late", values) if undone else None


def half_way(seen: Observations) -> Finding | None:
    """The store failed between writing and deleting: that run is red, and the next one deletes what it left."""
    step = seen.steps.get("meanwhile")
    runs = step.run_of(seen.producer("vector_store")) if step else []
    if not step or not step.did("unwritten") or len(runs) < FAILED_AND_NEXT:
        return None
    failed, *_, last = runs
    if failed.state != "failed":
        red = [task for task, state in failed.tasks.items() if state == "failed"]
        return Finding(WRONG, "went_green", {"run": failed.told}, "" if red else "M24")
    if last.state != "success":
        return failure(seen, last)
    held = count(step.after).get(LEFT, 0)
    values = {"run": failed.run_id, "error": failed.error, "document": LEFT, "left": held - 1}
    return Finding(WRONG, "never_deleted", values) if held > 1 else None


def _noted_first(step: Step) -> bool:
    """Whether a table of the store's DAG already has the page that could not be written."""
    return any(UNSTORED in rows for table, rows in step.tables.items() if table not in OF_OTHERS)
