"""What exercise 5.4 asks for, R8: the collection holds what it should, and its points stay the same ones."""

from include.course.exercise_5_4.alike import stored_alike
from include.course.exercise_5_4.emptied import points_at_the_end
from include.course.exercise_5_4.failing_store import half_way, unstored
from include.course.exercise_5_4.held import are_random, count, hashes_of, ids
from include.course.exercise_5_4.overlooked import left_by_store
from include.course.exercise_5_4.pages import (
    CHANGED,
    EDITED,
    OVERTAKEN,
    PAGES,
    REMOVED,
    RETURNING,
    SHORTENED,
    SINCE_THEN,
)
from include.course.judges import failure, nothing_new, started_by_hand
from include.course.mistakes import keys_as_uris
from include.course.observations import Observations, Step, is_own, listed
from include.course.vector_numbers import OF_A_VECTOR, count_components
from include.course.verdicts import PASS, WRONG, Finding

FAULTY = ("unstored", "meanwhile")
"""Steps in which the store fails."""


def following(seen: Observations) -> Finding:
    """R8: the collection holds what it should, and its points stay the same ones."""
    return (
        _vectors_in_airflow(seen)
        or _broken(seen)
        or _upload(seen.steps["first"])
        or _edit(seen)
        or _replay(seen)
        or _shortening(seen)
        or _removal(seen)
        or _same_points(seen)
        or _returned(seen)
        or _strange(seen)
        or left_by_store(seen)
        or unstored(seen)
        or stored_alike(seen)
        or half_way(seen)
        or points_at_the_end(seen)
        or _held(seen)
    )


def _vectors_in_airflow(seen: Observations) -> Finding | None:
    """Vectors that go through Airflow's database; texts may."""
    most, task = seen.vectors_in_xcom
    if most >= OF_A_VECTOR:
        return Finding(WRONG, "vectors_in_xcom", {"count": most, "task": task}, "M12")
    for row in (row for step in seen.steps.values() for row in step.events):
        if (most := count_components(row.extra)) >= OF_A_VECTOR:
            return Finding(WRONG, "vectors_in_event", {"count": most, "id": row.id, "asset": row.asset}, "M12")
    return None


def _broken(seen: Observations) -> Finding | None:
    """Whether the store's DAG is woken, by its asset, and ends well as long as the store answers."""
    first, dag_id = seen.steps["first"], seen.producer("vector_store")
    if not first.run_of(dag_id):
        return Finding(WRONG, "not_woken", {"dag": dag_id, **first.events[-1].quoted})
    if by_hand := started_by_hand(first.run_of(dag_id)):
        return by_hand
    runs = [run for name, step in seen.steps.items() if name not in FAULTY for run in step.run_of(dag_id)]
    failed = [run for run in runs if run.state != "success"]
    return failure(seen, failed[0], "M21" if keys_as_uris(seen.sources) else "") if failed else None


def _upload(step: Step) -> Finding | None:
    wanted = {line["document"]: line["texts"] for line in step.did("embed") if is_own(line["document"])}
    held = count(step.after)
    if held and held == wanted:
        return None
    missing = wanted.keys() - held.keys()
    if len(missing) == 1 and missing <= {"twin-a.md", "twin-b.md"}:
        return Finding(WRONG, "twin_vanished", {"document": min(missing)}, "M09")
    return Finding(WRONG, "other_points", {"wanted": wanted, "held": held})


def _edit(seen: Observations) -> Finding | None:
    step = seen.steps["edited"]
    before, after = count(step.before), count(step.after)
    if before != after:
        more = (held := after.get(EDITED, 0)) > before.get(EDITED, 0)
        values = {"document": EDITED, "count": held, "change": "an edit"}
        return Finding(WRONG, "doubled", values, "M08" if more and are_random(step.after) else "")
    return _rewritten(step, {EDITED}) or _renamed(step)


def _renamed(step: Step) -> Finding | None:
    """A page of two chunks was edited in one: the point of the other one has its id, whatever the id is made of."""
    before, after = (ids(points, EDITED) for points in (step.before, step.after))
    if len(before) < 2 or before & after:
        return None
    values = {"document": EDITED, "before": listed(before), "after": listed(after)}
    return Finding(WRONG, "chunk_renamed", values, "M08" if are_random(after) else "")


def _rewritten(step: Step, changed: set[str]) -> Finding | None:
    """Points of documents that did not change, written or deleted all the same."""
    untouched = {id_ for id_, payload in step.before.items() if payload.get("document") not in changed}
    if lost := _fewer(step, untouched - step.after.keys()):
        return Finding(WRONG, "others_lost", {"change": listed(changed), "lost": listed(lost)})
    again = {id_ for did in ("upsert", "delete") for line in step.did(did) for id_ in line["ids"]} & untouched
    if not again and untouched <= step.after.keys():
        return None
    taken = any(
        step.before[id_].get("document") != step.after[id_].get("document") for id_ in again & step.after.keys()
    )
    values = {"change": listed(changed), "count": len(again or untouched - step.after.keys()), "all": len(step.before)}
    return Finding(WRONG, "rewritten", values, "" if taken else "M22")  # not all again: ids that others had


def _fewer(step: Step, gone: set[str]) -> set[str]:
    """Documents with a point that is gone, and fewer of them than before: they did not get other ids."""
    before, after = count(step.before), count(step.after)
    names = {str(step.before[id_].get("document")) for id_ in gone}
    return {name for name in names if after.get(name, 0) < before.get(name, 0)}


def _replay(seen: Observations) -> Finding | None:
    step = seen.steps["replayed"]
    if step.before.keys() != step.after.keys():
        values = {"change": "a replay", "document": "the same event", "count": len(step.after)}
        return Finding(WRONG, "doubled", values, "M08" if are_random(step.after) else "")
    told = step.events_of(seen.asset("vector_store"))
    written = {id_ for line in step.did("upsert") for id_ in line["ids"]}
    known = "M05" if written and written <= ids(step.before, EDITED) else nothing_new(seen)
    return Finding(WRONG, "event_without_work", told[0].quoted, known) if told else None


def _shortening(seen: Observations) -> Finding | None:
    step = seen.steps["shortened"]
    made = {line["document"]: line["texts"] for line in step.did("embed") if is_own(line["document"])}
    held = {name: number for name, number in count(step.after).items() if name in made}
    if held == made:
        return None
    values = {"document": SHORTENED, "made": made[SHORTENED], "held": held.get(SHORTENED, 0)}
    if values["held"] != values["made"]:
        return Finding(WRONG, "leftovers", values, "M10")
    return Finding(WRONG, "other_points", {"wanted": made, "held": held})


def _removal(seen: Observations) -> Finding | None:
    left = {name: count for name, count in count(seen.steps["removed"].after).items() if name in REMOVED}
    if not left:
        return None
    return Finding(WRONG, "ghosts", {"removed": listed(REMOVED), "left": sum(left.values())}, "M10")


def _same_points(seen: Observations) -> Finding | None:
    """Each step leaves the points of other documents alone."""
    found = (_rewritten(seen.steps[name], changed) for name, changed in CHANGED.items() if name in seen.steps)
    return next(filter(None, found), None)


def _returned(seen: Observations) -> Finding | None:
    """A page that was removed comes back as it was: so do its points."""
    if "quick" not in seen.steps or RETURNING not in seen.steps["quick"].embedded:
        return None
    before, after = (ids(points, RETURNING) for points in (seen.steps["removed"].before, seen.steps["quick"].after))
    if before == after:
        return None
    values = {"document": RETURNING, "before": listed(before), "after": listed(after)}
    return Finding(WRONG, "other_id", values, "M08" if are_random(after) else "")


def _strange(seen: Observations) -> Finding | None:
    """Texts, vectors and hashes of the points."""
    for name in ("first", "removed"):
        for each in seen.notes.get(f"points {name}", ()):
            values = {"document": each.document, "chunk": each.text, "found": each.found, "what": each.what}
            return Finding(WRONG, "strange_point", values)
    return _overtaken(seen)


def _overtaken(seen: Observations) -> Finding | None:
    """A page was edited between its publication and the run: its points have the new text and the hash of the old."""
    if "quick" not in seen.steps or SINCE_THEN not in (text := seen.notes[f"kept of {OVERTAKEN}"]):
        return None
    quick = seen.steps["quick"]
    hashes = hashes_of(quick, OVERTAKEN)
    told = {str(quick.after[id_].get("sha256")) for id_ in ids(quick.after, OVERTAKEN)}
    if told != {str(hashes["published"])} or hashes["published"] == hashes["embedded"]:
        return None
    return Finding(
        WRONG, "strange_point", {"document": OVERTAKEN, "chunk": text, "found": listed(told), "what": "sha256"}
    )


def _held(seen: Observations) -> Finding:
    step = seen.steps["removed"]
    points, left = (sum(count(state).values()) for state in (seen.steps["first"].after, step.after))
    values = {"uploaded": len(PAGES), "points": points, "left": left}
    return Finding(PASS, "followed", values)
