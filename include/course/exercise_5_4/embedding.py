"""What exercise 5.4 asks for, R5 to R7: only what changed, all of it, and again after a failure."""

from collections import Counter

from include.course.evidence import Run
from include.course.exercise_5_4.alike import embedded_alike
from include.course.exercise_5_4.emptied import kept_at_the_end
from include.course.exercise_5_4.held import hashes_of
from include.course.exercise_5_4.overlooked import left_by_model, unembedded
from include.course.exercise_5_4.pages import (
    AS_IT_IS_NOW,
    EDITED,
    FAILING,
    LATE,
    LEFT,
    MEANWHILE,
    OVERTAKEN,
    PAGES,
    QUICK,
    REMOVED,
    RETURNING,
    SHORTENED,
    SINCE_THEN,
)
from include.course.exercise_5_4.scenario import of_events
from include.course.judges import empty_extra, failure, nothing_new, too_early
from include.course.mistakes import takes_first_event
from include.course.observations import Observations, listed
from include.course.verdicts import PASS, WRONG, Finding

BOTH = 2
"""Runs that embed the same."""
UPLOADS = 2
"""In the step “meanwhile”: one that wakes the embedding DAG, one while it is at work."""


def incremental(seen: Observations) -> Finding:
    """R5: what did not change is not embedded, and each run that did something sends one event, which says what."""
    first, edited = seen.steps["first"].embedded, seen.steps["edited"].embedded
    twins = {"twin-a.md", "twin-b.md"}
    if twins - first and first | twins == set(PAGES):
        return Finding(WRONG, "twin_vanished", {"document": min(twins - first)}, "M09")
    if first != set(PAGES):
        return Finding(WRONG, "not_all_embedded", {"wanted": listed(PAGES), "embedded": listed(first)})
    if EDITED not in edited:
        return Finding(WRONG, "edit_not_embedded", {"document": EDITED, "embedded": listed(edited)})
    for name, wanted, change in (
        ("edited", {EDITED}, EDITED),
        ("removed", set(), f"the removal of {listed(REMOVED)}"),
        ("idle", set(), "nothing that was published"),
        ("night", set(), "nothing; the clock started a DAG"),
    ):
        done = seen.steps[name].embedded if name in seen.steps else wanted
        if done != wanted:
            known = "M05" if name == "idle" and done == {EDITED} else "M22"  # what the event that came again had told
            values = {"change": change, "embedded": listed(done)}
            return Finding(WRONG, "too_much_embedded", values, known if done <= set(PAGES) or name == "night" else "")
    if left := seen.notes.get("kept of removed"):
        return Finding(WRONG, "not_discarded", {"documents": listed(left)})
    return (
        _edited_back(seen)
        or unembedded(seen)
        or left_by_model(seen)
        or _announced(seen)
        or embedded_alike(seen)
        or kept_at_the_end(seen)
        or Finding(PASS, "embedded", {"document": EDITED, "count": len(PAGES)})
    )


def _edited_back(seen: Observations) -> Finding | None:
    """A page was edited and edited back between two runs; where the hash is that of the text nothing is due."""
    if not seen.notes["one clock"] or "quick" not in seen.steps:
        return None
    steps = seen.steps["shortened"], seen.steps["quick"]
    before, now = (hashes_of(step, SHORTENED)["published"] for step in steps)
    if before != now or not steps[1].embedded >= {*QUICK, SHORTENED}:
        return None
    return Finding(WRONG, "edited_back", {"document": SHORTENED, "embedded": listed(steps[1].embedded)})


def _announced(seen: Observations) -> Finding | None:
    asset, dag_id = seen.asset("embeddings"), seen.producer("embeddings")
    for name in ("first", "edited", "removed"):
        events, runs = seen.steps[name].events_of(asset), seen.steps[name].run_of(dag_id)
        if not (events and runs):
            return Finding(WRONG, "no_event", {"asset": asset, "run": runs[-1].told if runs else "none"})
        if found := empty_extra(events[-1], runs[-1], of_events(seen)):
            return found
        if len(events) > len(runs):
            return Finding(WRONG, "many_events", {**events[-1].quoted, "count": len(events)})
        if len(runs) == 1 and seen.notes["one clock"]:
            found = too_early(events[-1], seen.steps[name].journal, "embedded")
            if found:
                return found
    told = seen.steps["idle"].events_of(asset)
    return Finding(WRONG, "event_without_work", told[0].quoted, nothing_new(seen)) if told else None


def batches(seen: Observations) -> Finding:
    """R6: three batches before the consumer has its turn, two while it is at work; none of them may be lost."""
    quick = seen.steps["quick"]
    sent = [row.id for row in quick.events_of(seen.asset("documents"))]
    runs = quick.run_of(seen.producer("embeddings"))
    woke = [number for run in runs for number in run.consumed]
    values = {"sent": sent, "runs": len(runs), "woke": woke, "embedded": listed(quick.embedded & QUICK.keys())}
    if runs and runs[0].state == "failed":
        return failure(seen, runs[0])
    if quick.embedded >= QUICK.keys():
        return (
            _not_brought_back(seen)
            or _beside(seen)
            or _meanwhile(seen)
            or _of_the_next_run(seen)
            or _overtaken(seen)
            or Finding(PASS, "all_batches", values)
        )
    late = seen.steps["late"]
    lost = {*QUICK, LATE} - quick.embedded - late.embedded
    last = late.run_of(seen.producer("embeddings"))
    told = {**values, "lost": listed(lost), "late": list(last[-1].consumed) if last else []}
    if not lost:
        return Finding(WRONG, "event_as_parcel", told, "M05")
    return Finding(WRONG, "events_lost", told, "M03" if takes_first_event(seen.sources) else "M02")


def _beside(seen: Observations) -> Finding | None:
    """Two runs were at work at once, and both embedded a page that was edited once."""
    second: Run | None = seen.notes.get("beside")
    if second is None:
        return None
    step = seen.steps["meanwhile"]
    if Counter(line["document"] for line in step.did("embed"))[LEFT] < BOTH:
        return None
    first = step.run_of(second.dag_id)[0]
    return Finding(WRONG, "embedded_beside", {"run": first.run_id, "second": second.run_id, "document": LEFT})


def _meanwhile(seen: Observations) -> Finding | None:
    """What was published while the DAG was at work is noted as embedded, or forgotten."""
    step = seen.steps.get("meanwhile")
    runs, uploads = (step.run_of(seen.producer(part)) if step else [] for part in ("embeddings", "documents"))
    if not (step and runs) or runs[0].state != "success" or len(uploads) < UPLOADS:
        return None  # what a failed run leaves is R7's
    made = Counter(line["document"] for line in step.did("embed"))
    again = made[EDITED] > 1 or AS_IT_IS_NOW in seen.notes["kept of edited"]  # by one who read the page after the edit
    lost = {name for name in MEANWHILE if not (again if name == EDITED else made[name])}
    if not lost:
        return None
    published, embedded = (step.tables.get(table, {}) for table in ("published", "embedded"))
    noted = {name: embedded.get(name) for name in sorted(lost)}
    values = {"run": runs[0].run_id, "lost": listed(lost), "noted": noted, "later": [run.told for run in runs[1:]]}
    untrue = all(row and row.get("sha256") == published[name]["sha256"] for name, row in noted.items())
    return Finding(WRONG, "lost_meanwhile", values, "M90" if untrue else "")


def _of_the_next_run(seen: Observations) -> Finding | None:
    """A run that was at work when a batch was published took it, so that the next one found nothing to do."""
    step = seen.steps.get("meanwhile")
    if not step or seen.notes["beside"]:
        return None
    runs, events = step.run_of(seen.producer("embeddings")), step.events_of(seen.asset("embeddings"))
    sent = [str(row.extra.get("batch_id")) for row in step.events_of(seen.asset("documents"))]
    if len(sent) < UPLOADS or len(events) != 1 or runs[0].state != "success":
        return None
    if sent[-1] not in map(str, events[0].extra.get("batch_ids") or ()):
        return None
    values = {"run": runs[0].run_id, "batch": sent[-1], "later": [run.told for run in runs[1:]]}
    return Finding(WRONG, "batch_of_the_next_run", {**events[0].quoted, **values})


def _not_brought_back(seen: Observations) -> Finding | None:
    """A page that was removed came back as it was, in the first of the three batches, and has no pieces since then."""
    embedded = seen.steps["quick"].embedded
    if RETURNING in embedded or seen.notes[f"kept of {RETURNING}"]:
        return None
    return Finding(WRONG, "not_brought_back", {"document": RETURNING, "embedded": listed(embedded)})


def _overtaken(seen: Observations) -> Finding | None:
    """A page was edited between its publication and the run: its new text was embedded, under the hash of the old."""
    hashes = hashes_of(seen.steps["quick"], OVERTAKEN)
    hash_, is_new = hashes["embedded"], SINCE_THEN in seen.notes[f"kept of {OVERTAKEN}"]
    if not (hash_ and is_new and hash_ == hashes["published"]):
        return None
    return Finding(WRONG, "hash_of_another_text", {"document": OVERTAKEN, "hash": hash_})


def recovery(seen: Observations) -> Finding:
    """R7: a run in which the model failed is red, and does it again when it is cleared."""
    failed, healed = seen.steps["failed"], seen.steps["healed"]
    if not failed.run_of(seen.producer("embeddings")):
        return Finding(WRONG, "not_woken", {"dag": seen.producer("embeddings"), **failed.events[-1].quoted})
    done = failed.embedded | healed.embedded
    run = failed.run_of(seen.producer("embeddings"))[-1]
    values = {"document": FAILING, "run": run.run_id, "error": run.error}
    if run.state != "failed" and failed.did("fail"):
        red = [task for task, state in run.tasks.items() if state == "failed"]
        return Finding(WRONG, "went_green", {"run": run.told}, "" if red else "M24")
    if {"first.md", FAILING} <= done:
        return Finding(PASS, "recovered", values)
    return Finding(WRONG, "noted_too_early", {**values, "embedded": listed(healed.embedded)}, "M07")
