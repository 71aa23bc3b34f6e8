"""What exercise 5.5 asks for, R3, R4 and R6: who tries again, after what, and from where."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from include.course.evidence import Run
from include.course.exercise_5_5.scenario import AWAY, BACK, CALLS, KEY, LATER, SECOND
from include.course.faults import KeyRefusedError, PageRefusedError, ServiceAwayError
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

SHORTEST = 1.0
"""Seconds between two tries, at least: a service that is away is not there at once."""


def passing(seen: Observations) -> Finding:
    """R3: while the service is away Airflow tries the task again, and the page is not blamed."""
    page, run = SECOND["away"], _run(seen, "away")
    blamed = AWAY.keys() & seen.steps["away"].tables.get("quarantine", {}).keys()
    values = {**_told(run), "document": page, "fault": ServiceAwayError.__name__, "blamed": listed(blamed)}
    if blamed:
        return Finding(WRONG, "page_blamed", values, "M26")
    if _tries(run) == 1 and run.state == "failed":
        declared = max(run.retries.values(), default=0)
        return Finding(WRONG, "never_retried", values, "" if declared else "M27")
    if _tries(run) == 1 and page in seen.steps["away"].embedded:
        return Finding(WRONG, "own_loop", values, "M27")
    if _tries(run) == 1:
        return Finding(WRONG, "swallowed", values, "M24")
    if run.state == "failed":
        return Finding(WRONG, "gave_up", {**values, "calls": CALLS})
    if seen.notes["pause"] < SHORTEST:
        return Finding(WRONG, "no_pause", {**values, "seconds": seen.notes["pause"]})
    return Finding(PASS, "retried", values)


def lasting(seen: Observations) -> Finding:
    """R4: a refused key fails the run, at once."""
    page, run = SECOND["refused"], _run(seen, "refused")
    blamed = KEY.keys() & seen.steps["refused"].tables.get("quarantine", {}).keys()
    values = {**_told(run), "document": page, "fault": KeyRefusedError.__name__, "blamed": listed(blamed)}
    if blamed:
        return Finding(WRONG, "page_blamed", values, "M26")
    if run.state != "failed":
        return Finding(WRONG, "swallowed", values, "M24")
    if _tries(run) > 1:
        return Finding(WRONG, "tried_in_vain", values, "M28")
    return Finding(PASS, "failed_at_once", values)


def once(seen: Observations) -> Finding:
    """R6: after two batches that broke in their middle, each of their pages was embedded, once, and kept."""
    if more := seen.steps["later"].embedded - LATER.keys():
        return Finding(WRONG, "too_much_embedded", {"change": listed(LATER), "embedded": listed(more)}, "M22")
    steps = [seen.steps[name] for name in ("away", "refused", "healed")]
    times = Counter(line["document"] for step in steps for line in step.did("embed"))
    pages = sorted(AWAY | KEY)
    lost = [name for name in pages if not times[name]]
    if lost:
        noted = steps[-1].tables.get("embedded", {}).keys() & set(lost)
        return Finding(WRONG, "lost", {"lost": listed(lost), "noted": listed(noted)}, "M07" if noted else "")
    again = {name: times[name] for name in pages if times[name] > 1}
    if again:
        return Finding(WRONG, "embedded_again", {"again": again, "run": _run(seen, "away").run_id}, "M29")
    if BACK in seen.steps["edited"].embedded:
        return Finding(WRONG, "put_back_embedded", {"document": BACK})
    if found := _refused_again(seen) or _unnoted(seen) or _noted_before_kept(seen.steps["later"]):
        return found
    if unkept := seen.notes["unkept"]:
        return Finding(WRONG, "pieces_unkept", {"documents": listed(unkept)})
    return Finding(PASS, "each_once", {"count": len(pages)})


def _noted_before_kept(step: Step) -> Finding | None:
    """A page that was noted as embedded before its pieces were kept, where it is the only one of its batch.

    Unless something else was saved between the two: it may hold the pieces until then.
    """
    document = next(iter(LATER))
    did = [line["table"] if line["did"] == "save" else line.get("document") for line in step.journal]
    kept = next((number for number, what in enumerate(did) if str(what).startswith("pieces/")), 0)
    if document not in did[:kept]:
        return None
    between = {what for what in did[did.index(document) + 1 : kept] if what}
    if "embedded" not in between or between - {"embedded", "quarantine"}:
        return None
    return Finding(WRONG, "noted_before_kept", {"document": document}, "M07")


def _refused_again(seen: Observations) -> Finding | None:
    """A page that was refused before its batch broke off, and asked for again by the next try."""
    for step in seen.steps.values():
        refused = [line["document"] for line in step.did("fail") if line["error"] == PageRefusedError.__name__]
        if again := {name for name in refused if refused.count(name) > 1}:
            values = {"again": listed(again), "count": max(map(refused.count, again))}
            return Finding(WRONG, "refused_again", values, "M29")
    return None


def _unnoted(seen: Observations) -> Finding | None:
    """A page that was not noted before the next one was asked for: a process that is killed has no `finally`."""
    for step in seen.steps.values():
        if any(place.endswith("]") for run in step.runs for place in run.xcoms):
            continue  # of a mapped task, and what each of them returned Airflow knows
        waiting: dict[str, str] = {}  # by the table that is to have it
        for line in step.journal:
            if line["did"] == "save":
                waiting.pop(line["table"], "")
            elif table := _noted_in(line):
                for due, document in waiting.items():
                    values = {"document": document, "next": line["document"], "table": due}
                    return Finding(WRONG, "noted_late" if due == "embedded" else "put_aside_late", values)
                waiting[table] = line["document"]
    return None


def _noted_in(line: Mapping[str, Any]) -> str:
    """The table that is to know what a call for a page led to; empty where none is."""
    refused = line["did"] == "fail" and line["error"] == PageRefusedError.__name__
    return "quarantine" if refused else "embedded" if line["did"] == "embed" else ""


def _run(seen: Observations, step: str) -> Run:
    return seen.steps[step].run_of(seen.producer("embeddings"))[0]


def _tries(run: Run) -> int:
    return max(run.tries.values())


def _told(run: Run) -> dict[str, object]:
    return {"run": run.told, "tries": _tries(run), "error": run.error or "no exception was seen"}
