"""What exercise 5.4 asks for, in R2, R5 and R8: no edit is too small to be seen, and no upload too large to be done."""

from collections.abc import Collection, Iterable

from include.course.evidence import Run
from include.course.exercise_5_4.held import count, hashes_of
from include.course.exercise_5_4.pages import DRAFT, MANY, QUICK, SUBTLE
from include.course.observations import Observations, listed
from include.course.verdicts import WRONG, Finding


def unpublished(seen: Observations) -> Finding | None:
    """An edit after which the table `published` has the hash that it had before."""
    for name, (then, now) in _hashes(seen).items():
        if now and then == now:
            values = {"document": name, "hash": now, "then": DRAFT[name], "text": SUBTLE[name]}
            return Finding(WRONG, "edit_unpublished", values)
    return None


def unembedded(seen: Observations) -> Finding | None:
    """Edits that are published, and that nobody embedded who embedded what else had come."""
    embedded = seen.steps["quick"].embedded if "quick" in seen.steps else set()
    unseen = {name for name, (then, now) in _hashes(seen).items() if then != now} - embedded
    if not (unseen and embedded >= QUICK.keys()):
        return None
    return Finding(WRONG, "edit_not_embedded", {"document": listed(unseen), "embedded": listed(embedded)})


def _hashes(seen: Observations) -> dict[str, tuple[object, object]]:
    """Of each page with such an edit the hashes that are published before it and after it."""
    if not {"removed", "quick"} <= seen.steps.keys():
        return {}
    before, after = (seen.steps[step] for step in ("removed", "quick"))
    return {name: (hashes_of(before, name)["published"], hashes_of(after, name)["published"]) for name in SUBTLE}


def left_by_model(seen: Observations) -> Finding | None:
    """Of many pages that came at once some were embedded, and nobody is told of the others."""
    if "stored" not in seen.steps:
        return None
    step = seen.steps["stored"]
    return _some_left(step.run_of(seen.producer("embeddings")), MANY.keys(), step.embedded, "were not embedded")


def left_by_store(seen: Observations) -> Finding | None:
    """Of many pages that were embedded at once some have points, and nobody is told of the others."""
    if "stored" not in seen.steps:
        return None
    step = seen.steps["stored"]
    wanted, runs = MANY.keys() & step.embedded, step.run_of(seen.producer("vector_store"))
    return _some_left(runs, wanted, count(step.after), "have no points")


def _some_left(runs: list[Run], wanted: Collection[str], done: Iterable[str], what: str) -> Finding | None:
    """Where none is done, or a run has failed, it is no number that was too small."""
    left = {*wanted} - {*done}
    if not runs or any(run.state != "success" for run in runs) or not left or left == {*wanted}:
        return None
    return Finding(WRONG, "some_left", {"count": len(wanted), "run": runs[-1].told, "what": what, "left": listed(left)})
