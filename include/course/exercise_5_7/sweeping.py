"""What exercise 5.7 asks for, R1 to R3 and R8: the clock heals what events did not do; no run takes for ever."""

from datetime import timedelta

from include.course.evidence import Run
from include.course.exercise_5_7.scenario import EDITED, GONE, LATE_AFTER, LOST, QUICK, STRANDED
from include.course.judges import failure, nothing_new
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

LOGICAL_DATE = "DagRunLogicalDateDeadline"
OFTEN = timedelta(hours=1)
CALLBACK = "include.airflow_io.deadlines.run_is_late"
IN_A_DAG_FILE = "unusual_prefix_"
"""With this Airflow begins the module of a DAG file: no other process can import it."""


def sweep(seen: Observations) -> Finding:
    """R1: what no event announced is embedded when the DAG's time comes; events wake it as before."""
    embed = seen.producer("embeddings")
    for name in ("first", "quick"):
        if (answered := "answered" if name == "first" else "quick answered") in seen.steps:
            found = _answers(seen, seen.steps[name], seen.steps[answered], embed)
            if found:
                return found
    step = seen.steps["swept"]
    run = _by_time(step, embed)
    if run is None:
        event = seen.steps["stranded"].events_of(seen.asset("documents"))[0]
        return Finding(WRONG, "no_sweep", {"dag": embed, **event.quoted})
    if run.state != "success" and not run.skipped:
        return failure(seen, run)
    left = {STRANDED, LOST, EDITED} - step.embedded
    if left:
        known = "" if step.embedded else "M05"
        return Finding(WRONG, "swept_nothing", {"run": run.told, "left": listed(left)}, known)
    if GONE in step.tables["embedded"]:
        return Finding(WRONG, "gone_is_embedded", {"run": run.told, "document": GONE})
    return _seldom(seen, embed) or Finding(PASS, "swept", {"run": run.run_id, "documents": listed({STRANDED, LOST})})


def _seldom(seen: Observations, dag_id: str) -> Finding | None:
    gap = seen.notes["gaps"][dag_id]
    if gap is None or gap <= OFTEN:
        return None
    return Finding(WRONG, "seldom", {"dag": dag_id, "hours": round(gap.total_seconds() / 3600, 1)})


def _answers(seen: Observations, asked: Step, answered: Step, embed: str) -> Finding | None:
    """Whether an event wakes the DAG and all batches are embedded, also those whose events were coalesced."""
    event = asked.events_of(seen.asset("documents"))[0]
    runs = [run for run in answered.run_of(embed) if event.id in run.consumed]
    if not runs:
        return Finding(WRONG, "not_woken", {"dag": embed, **event.quoted})
    if runs[0].state != "success":
        return failure(seen, runs[0])
    wanted = set(QUICK) if len(asked.runs) == len(QUICK) else answered.embedded
    if not answered.embedded or not wanted <= answered.embedded:
        values = {"run": runs[0].told, "left": listed(wanted - answered.embedded)}
        return Finding(WRONG, "answered_in_part", values, "M05")
    return None


def idle_sweep(seen: Observations) -> Finding:
    """R2: a run that finds nothing to do wakes nobody, whatever woke it."""
    step = seen.steps["idle"]
    run = _by_time(step, seen.producer("embeddings"))
    if run is None:
        return Finding(WRONG, "step_missing", {"step": "idle"})
    if step.embedded:
        values = {"change": "nothing", "embedded": listed(step.embedded)}
        return Finding(WRONG, "too_much_embedded", values, "M22")
    events = step.events_of(seen.asset("embeddings"))
    if events:
        return Finding(WRONG, "event_of_idle_sweep", {"run": run.run_id, **events[0].quoted}, nothing_new(seen))
    if not run.skipped and run.state != "success":
        return failure(seen, run)
    return _cleared(seen) or Finding(PASS, "idle_sweep", {"run": run.told})


def _cleared(seen: Observations) -> Finding | None:
    """Whether a run does or tells something whose event's work was done before."""
    step = seen.steps["cleared"]
    run = step.runs[0]
    if step.embedded:
        return Finding(WRONG, "too_much_embedded", {"change": "nothing", "embedded": listed(step.embedded)})
    if events := step.events_of(seen.asset("embeddings")):
        values = {"run": run.run_id, "heard": listed(f"#{number}" for number in run.consumed), **events[0].quoted}
        return Finding(WRONG, "event_of_done_work", values, nothing_new(seen))
    return failure(seen, run) if run.state != "success" and not run.skipped else None


def own_sweep(seen: Observations) -> Finding:
    """R3: the next consumer has a sweep of its own."""
    event = seen.steps["swept"].events_of(seen.asset("embeddings"))[-1]
    step, store = seen.steps["store swept"], seen.producer("vector_store")
    if deaf := _deaf(seen, store):
        return deaf
    run = _by_time(step, store)
    if run is None:
        return Finding(WRONG, "no_own_sweep", {"dag": store, **event.quoted}, "M42")
    if run.state != "success":
        return failure(seen, run)
    held = {str(payload["document"]) for payload in step.after.values()}
    if not {STRANDED, LOST} <= held:
        return Finding(WRONG, "swept_nothing", {"run": run.told, "left": listed({STRANDED, LOST} - held)}, "M05")
    return _seldom(seen, store) or Finding(PASS, "own_sweep", {"run": run.run_id, **event.quoted})


def _deaf(seen: Observations, store: str) -> Finding | None:
    """Whether an event that woke the store before it had a sweep does so no more, or not alone."""
    for name in ("answered", "fourth answered"):
        events = seen.steps[name].events_of(seen.asset("embeddings"))
        heard = {number for run in seen.steps[name].run_of(store) for number in run.consumed}
        if events and events[0].id not in heard:
            return Finding(WRONG, "not_woken", {"dag": store, **events[0].quoted})
    return None


def _by_time(step: Step, dag_id: str) -> Run | None:
    return next((run for run in step.run_of(dag_id) if run.kind == "scheduled"), None)


def deadline(seen: Observations) -> Finding:
    """R8: Airflow sets a deadline for a run of the embedding DAG that an event woke."""
    embed = seen.producer("embeddings")
    alerts = [alert for alert in seen.notes["alerts"] if alert.dag_id == embed]
    if not alerts:
        others = listed({alert.dag_id for alert in seen.notes["alerts"]})
        return Finding(WRONG, "no_alert", {"dag": embed, "others": others})
    woken = [run for run in seen.steps["answered"].run_of(embed) if run.kind == "asset_triggered"]
    if not woken:
        return Finding(WRONG, "step_missing", {"step": "answered"})
    values = {"run": woken[0].run_id, "reference": alerts[0].reference, "limit": LATE_AFTER.total_seconds()}
    if not woken[0].deadlines:
        return Finding(WRONG, "no_deadline", values, "M41" if alerts[0].reference == LOGICAL_DATE else "")
    values["seconds"] = round(min(woken[0].deadlines))
    if not 0 < min(woken[0].deadlines) <= LATE_AFTER.total_seconds() + 1:
        return Finding(WRONG, "other_deadline", values)
    if alerts[0].callback.startswith(IN_A_DAG_FILE):
        return Finding(WRONG, "callback_out_of_reach", {"callback": alerts[0].callback})
    if alerts[0].callback != CALLBACK or alerts[0].arguments.get("minutes") != LATE_AFTER / timedelta(minutes=1):
        called = {"callback": alerts[0].callback, "arguments": dict(alerts[0].arguments), "asked": CALLBACK}
        return Finding(WRONG, "other_callback", called)
    return Finding(PASS, "deadline", values)
