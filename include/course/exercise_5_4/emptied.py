"""What a check of exercise 5.4 does at its end, when all that is there has been there before; then nothing is there."""

from include.course.evidence import Run
from include.course.exercise_5_4.held import count
from include.course.exercise_5_4.pages import BEFORE, EDITED, LEFT, LONG, MEANWHILE, PAGES, QUICK
from include.course.judges import failure
from include.course.observations import Observations, listed
from include.course.scenario import Scenario
from include.course.verdicts import WRONG, Finding

EMPTIED = "emptied"
"""The step that removes all pages. A guard against a folder that is not there takes it for that."""
SINCE = ("healed", "unstored", "stored", "meanwhile")
"""Steps before it in which the model answers."""


def play_end(scenario: Scenario) -> None:
    """An edit that was made before, then all pages as they were before: two batches that have been there. Then none."""
    with scenario.step("edited again") as runs:
        scenario.write({EDITED: PAGES[EDITED].replace("27", "30")})
        runs.append(scenario.run_producer())
    with scenario.step("as before") as runs:
        scenario.write({LEFT: LONG})
        scenario.remove(
            (MEANWHILE.keys() | BEFORE.keys()) & scenario.pages().keys() - {EDITED}
        )  # where nobody was at work none came
        runs.append(scenario.run_producer())
        runs.extend(scenario.follow())  # the event of before wakes a run, that of now waits for the next
    pages = scenario.pages().keys()
    scenario.publish_after(EMPTIED, lambda: scenario.remove(pages))
    scenario.seen.notes["pages removed"] = len(pages)
    scenario.seen.notes["kept of emptied"] = [name for name in pages if scenario.keeps(name)]


def unpublished_end(seen: Observations) -> Finding | None:
    """R2: that nothing is there any more is a change, too."""
    if EMPTIED not in seen.steps:
        return None
    step, asset = seen.steps[EMPTIED], seen.asset("documents")
    run, events, removed = (
        step.run_of(seen.producer("documents"))[0],
        step.events_of(asset),
        seen.notes["pages removed"],
    )
    if run.state != "success":
        return failure(seen, run)
    if not events:
        return Finding(WRONG, "end_untold", {"count": removed, "asset": asset, "run": run.told})
    told = tuple(events[-1].extra.get(key) for key in ("added", "changed", "deleted"))
    if told == (0, 0, removed):
        return None
    return Finding(WRONG, "miscounted", {**events[-1].quoted, "told": told, "true": (0, 0, removed)})


def kept_at_the_end(seen: Observations) -> Finding | None:
    """R5: the pieces of the last pages are discarded, too; asked of whoever has lost nothing before."""
    runs = _embedding(seen, EMPTIED)
    before = [run for name in SINCE for run in _embedding(seen, name)]
    if not runs or has_lost(seen) or any(run.state != "success" for run in before):
        return None
    if runs[-1].state != "success":
        return failure(seen, runs[-1])
    if left := seen.notes["kept of emptied"]:
        return Finding(WRONG, "kept_at_the_end", {"count": seen.notes["pages removed"], "left": listed(left)})
    asset = seen.asset("embeddings")
    if not seen.steps[EMPTIED].events_of(asset):
        return Finding(
            WRONG, "end_untold", {"count": seen.notes["pages removed"], "asset": asset, "run": runs[-1].told}
        )
    return None


def points_at_the_end(seen: Observations) -> Finding | None:
    """R8: no points are left when no page is."""
    if EMPTIED not in seen.steps or has_lost(seen) or not seen.steps[EMPTIED].events_of(seen.asset("embeddings")):
        return None
    if not (left := count(seen.steps[EMPTIED].after)):
        return None
    values = {"removed": f"all {seen.notes['pages removed']} pages", "left": sum(left.values())}
    return Finding(WRONG, "ghosts", values)


def has_lost(seen: Observations) -> bool:
    """Whether quick batches were lost, which has a cause and a requirement of its own."""
    return "quick" not in seen.steps or not seen.steps["quick"].embedded >= QUICK.keys()


def _embedding(seen: Observations, name: str) -> list[Run]:
    return seen.steps[name].run_of(seen.producer("embeddings")) if name in seen.steps else []
