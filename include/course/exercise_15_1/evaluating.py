"""What exercise 15.1 asks for, R7 and R8: figures that are true, and a night that notices what became worse."""

from typing import Any

from include.course.judges import failure, nothing_new
from include.course.observations import Observations
from include.course.verdicts import PASS, WRONG, Finding


def true_figures(seen: Observations) -> Finding:
    """R7: the event says recall and correct as they are; the same index is not evaluated twice."""
    step, note = seen.steps["evaluated"], seen.notes["evaluated"]
    run = step.runs[0]
    if woken := [edge for edge in seen.woken if edge.dag_id == seen.producer("evaluations")]:
        return Finding(WRONG, "evaluation_woken", woken[0].quoted)
    if run.state != "success" or run.skipped:
        return failure(seen, run)
    events = step.events_of(seen.asset("evaluations"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("evaluations"), "run": run.told})
    if note["missing"]:
        return Finding(WRONG, "golden_unkept", {"count": len(note["missing"]), "question": note["missing"][0]})
    told = {key: events[0].extra.get(key) for key in ("recall", "correct")}
    if any(not _is(told[key], value) for key, value in note["true"].items()):
        known = "M78" if any(_generous(seen, name) for name in ("evaluated", "evaluated better")) else ""
        return Finding(WRONG, "figures_untrue", {"told": told, "true": note["true"]}, known)
    again = seen.steps["evaluated again"].events_of(seen.asset("evaluations"))
    if again:
        return Finding(WRONG, "evaluated_again", again[0].quoted, nothing_new(seen))
    return Finding(PASS, "figures_true", {**note["true"], **events[0].quoted})


def worse(seen: Observations) -> Finding:
    """R8: a page lost its answer, and the next evaluation says that one question became worse."""
    step = seen.steps["evaluated at last"]
    run = step.runs[0]
    events = step.events_of(seen.asset("evaluations"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("evaluations"), "run": run.told})
    before, after = (seen.notes[name] for name in ("evaluated better", "evaluated at last"))
    worse, told = len(before["right"] - after["right"]), _told_worse(seen, "evaluated at last")
    fixed = told == 0 and _told_worse(seen, "evaluated better") == 0  # one was worse then, too
    values = {"before": before["true"]["correct"], "after": after["true"]["correct"], "worse": worse}
    values |= events[0].quoted
    if told is None or not _is(told, worse):
        return Finding(WRONG, "worse_unseen", values, "M79" if fixed else "")
    return Finding(PASS, "worse_seen", values)


def _told_worse(seen: Observations, name: str) -> Any:
    """What an evaluation says of it; None where it says nothing."""
    events = seen.steps[name].events_of(seen.asset("evaluations"))
    return events[0].extra.get("worse") if events else None


def _generous(seen: Observations, name: str) -> bool:
    """Whether more is told to be correct than is, and not what is of the right page: then nobody looked for quotes."""
    note, events = seen.notes[name], seen.steps[name].events_of(seen.asset("evaluations"))
    told = events[0].extra.get("correct") if events else None
    more = isinstance(told, int | float) and note["true"]["correct"] < told <= 1
    return more and not _is(told, note["of_the_page"])


def _is(told: object, true: float) -> bool:
    return isinstance(told, int | float) and abs(told - true) < 0.005
