"""What exercise 5.5 asks for, R1, R2 and R5: a page that the model refuses, and nobody else, is put aside."""

from collections.abc import Mapping
from typing import Any

from include.course.evidence import Event
from include.course.exercise_5_5.scenario import BAD, DELETED, GOOD, HOPELESS, LATER, MENDED
from include.course.faults import PageRefusedError
from include.course.judges import NEAR, started_by_hand, time_of
from include.course.observations import Observations, listed
from include.course.verdicts import PASS, WRONG, Finding

KEYS = ("reason", "timestamp", "batch_id", "sha256")


def others(seen: Observations) -> Finding:
    """R1: the other pages of the batch are embedded and announced."""
    dag_id = seen.producer("embeddings")
    if not dag_id:
        return Finding(WRONG, "producers", {"asset": seen.asset("embeddings"), "count": 0})
    step = seen.steps["bad"]
    if not step.run_of(dag_id):
        return Finding(WRONG, "not_woken", {"dag": dag_id, **step.events[-1].quoted})
    if by_hand := started_by_hand(step.run_of(dag_id)):
        return by_hand
    run, missing = step.run_of(dag_id)[0], GOOD.keys() - step.embedded
    if missing or run.state != "success":
        values = {**run.failure, "told": run.told, "missing": listed(missing), "tries": max(run.tries.values())}
        stopped = PageRefusedError.__name__ in run.error or (run.state == "success" and bool(step.embedded))
        key = "batch_stopped" if stopped else "run_failed" if run.state != "success" else "batch_left_out"
        return Finding(WRONG, key, values, "M23" if stopped else "")
    if not step.events_of(seen.asset("embeddings")):
        return Finding(WRONG, "no_event", {"asset": seen.asset("embeddings"), "run": run.told})
    values = {"refused": listed(BAD), "embedded": listed(step.embedded), "run": run.run_id}
    return Finding(PASS, "others_embedded", values)


def quarantined(seen: Observations) -> Finding:
    """R2: a row in the table `quarantine`, and no further try of the same text."""
    step = seen.steps["bad"]
    rows = step.tables.get("quarantine", {})
    missing = BAD.keys() - rows.keys()
    if missing:
        others = [rows for table, rows in step.tables.items() if table not in ("published", "embedded")]
        kept = any(missing & rows.keys() for rows in others)  # under another name than was asked for
        values = {"missing": listed(missing), "rows": listed(rows)}
        return Finding(WRONG, "not_quarantined", values, "" if kept else "M24")
    event = step.events_of(seen.asset("documents"))[-1]
    for name in sorted(BAD):
        if found := _lacking(name, rows[name], event):
            return found
    tries = [line["document"] for line in seen.steps["later"].did("fail")]
    if tries:
        return Finding(WRONG, "tried_again", {"change": listed(LATER), "tried": listed(tries)}, "M25")
    if any(line["document"] == HOPELESS for line in seen.steps["edited"].did("fail")):
        return Finding(WRONG, "put_back_tried_again", {"document": HOPELESS}, "M25")
    return Finding(PASS, "quarantined", {"document": MENDED, "row": _told(rows[MENDED])})


def _lacking(name: str, row: Mapping[str, Any], event: Event) -> Finding | None:
    values = {"document": name, "row": _told(row)}
    missing = [key for key in KEYS if not row.get(key)]
    if missing:
        return Finding(WRONG, "row_lacks", {**values, "keys": ", ".join(missing)})
    if row["batch_id"] != event.extra["batch_id"]:
        return Finding(WRONG, "row_of_another_batch", {**values, "batch": event.extra["batch_id"]})
    time = time_of(row["timestamp"])
    if time is None:
        return Finding(WRONG, "row_naive", values, "M18")
    if time.utcoffset() or not -NEAR < time - event.timestamp < NEAR:
        return Finding(WRONG, "row_of_another_time", {**values, "time": event.timestamp.isoformat()})
    return None


def leaving(seen: Observations) -> Finding:
    """R5: an edit gives a page another chance; who was embedded, or deleted, has no row any more."""
    mended, deleted = seen.steps["mended"], seen.steps["deleted"]
    rows = mended.tables.get("quarantine", {})
    if MENDED not in mended.embedded:
        return Finding(WRONG, "never_again", {"document": MENDED, "embedded": listed(mended.embedded)}, "M25")
    if MENDED in rows:
        return Finding(WRONG, "still_quarantined", {"document": MENDED, "row": _told(rows[MENDED])}, "M25")
    left = deleted.tables.get("quarantine", {})
    if DELETED in left:
        return Finding(WRONG, "deleted_quarantined", {"document": DELETED, "row": _told(left[DELETED])}, "M10")
    return Finding(PASS, "left_quarantine", {"edited": MENDED, "deleted": DELETED})


def _told(row: Mapping[str, Any]) -> dict[str, str]:
    """A row for a sentence: what it must have, the hash by its beginning."""
    return {key: str(row[key])[:8] if key == "sha256" else str(row[key]) for key in KEYS if key in row}
