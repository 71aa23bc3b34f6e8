"""What exercise 5.5 asks for, R7: the event says how many, and says it of the whole run."""

from include.course.evidence import Event, Run
from include.course.exercise_5_5.scenario import HOPELESS, LATER, REMOVED, UNLUCKY
from include.course.faults import PageRefusedError
from include.course.judges import empty_extra, nothing_new
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

COUNTS = ("embedded", "failed", "waiting")


def counts(seen: Observations) -> Finding:
    """R7: what the event says is what happened, also after a retry; no event where nothing was embedded."""
    for name in ("bad", "later", "away"):
        step = seen.steps[name]
        rows, run = step.events_of(seen.asset("embeddings")), step.run_of(seen.producer("embeddings"))[0]
        if not rows:
            return Finding(WRONG, "no_event", {"asset": seen.asset("embeddings"), "run": run.told})
        found = empty_extra(rows[-1], run) or _untrue(rows[-1], step, run)
        if found:
            return found
    hopeless = seen.steps["hopeless"].events_of(seen.asset("embeddings"))
    if hopeless:
        return Finding(WRONG, "event_of_nothing", {"document": HOPELESS, **hopeless[0].quoted}, nothing_new(seen))
    if not seen.steps["deleted"].events_of(seen.asset("embeddings")):
        run = seen.steps["deleted"].run_of(seen.producer("embeddings"))[0]
        return Finding(
            WRONG, "removal_untold", {"document": REMOVED, "asset": seen.asset("embeddings"), "run": run.told}
        )
    row = seen.steps["away"].events_of(seen.asset("embeddings"))[-1]
    return (
        _removal_lost(seen)
        or _untrue_later(seen)
        or _untrue_by_hand(seen)
        or Finding(PASS, "counts_true", {**row.quoted, "document": HOPELESS})
    )


def _removal_lost(seen: Observations) -> Finding | None:
    """A removal that a former try did, and of which nobody is told; a run that fails is told by itself."""
    step, asset = seen.steps["unlucky"], seen.asset("embeddings")
    run = step.run_of(seen.producer("embeddings"))[0]
    if step.events_of(asset) or run.state != "success":
        return None
    values = {"document": listed(LATER), "page": UNLUCKY, "tries": max(run.tries.values())}
    return Finding(WRONG, "removal_lost", {**values, "asset": asset, "run": run.told})


def _untrue_later(seen: Observations) -> Finding | None:
    """Numbers of the runs after which fewer pages are in quarantine."""
    steps = [seen.steps[name] for name in ("mended", "deleted", "unlucky")]
    told = [(row, step) for step in steps for row in step.events_of(seen.asset("embeddings"))]
    found = (_untrue(row, step, step.run_of(seen.producer("embeddings"))[0]) for row, step in told)
    return next(filter(None, found), None)


def _untrue_by_hand(seen: Observations) -> Finding | None:
    """Numbers of a run that no event started, where it embedded the page that was due."""
    step = seen.steps["by hand"]
    run = step.runs[-1]
    if run.state != "success" or not step.embedded:
        return None
    rows = step.events_of(seen.asset("embeddings"))
    if not rows:
        return Finding(WRONG, "no_event", {"asset": seen.asset("embeddings"), "run": run.told})
    return _untrue(rows[-1], step, run)


def _untrue(row: Event, step: Step, run: Run) -> Finding | None:
    missing = [key for key in COUNTS if key not in row.extra]
    if missing:
        return Finding(WRONG, "keys_missing", {**row.quoted, "keys": ", ".join(missing)})
    told, true = {key: row.extra[key] for key in COUNTS}, _true(step)
    if told == true:
        return None
    tries = max(run.tries.values())
    values = {**row.quoted, "told": told, "true": true, "run": run.run_id, "tries": tries}
    if tries == 1:
        return Finding(WRONG, "counts_untrue", values, "M19")
    forgot = told["embedded"] != true["embedded"] or told["failed"] != true["failed"]  # what waits outlives a try
    return Finding(WRONG, "counted_a_try", values, "M29" if forgot else "")


def _true(step: Step) -> dict[str, int]:
    failed = {line["document"] for line in step.did("fail") if line["error"] == PageRefusedError.__name__}
    pages = step.embedded & step.tables["published"].keys()  # not what parsing the file embeds
    return dict(zip(COUNTS, (len(pages), len(failed), len(step.tables["quarantine"])), strict=True))
