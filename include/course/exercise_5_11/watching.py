"""What exercise 5.11 asks for, R5 to R7: a trigger that the triggerer can load, and that tells each change once."""

from include.course.evidence import Observed
from include.course.exercise_5_11.scenario import MOVES, TOLD
from include.course.observations import Observations
from include.course.verdicts import PASS, WRONG, Finding

SAID = {
    0: "it began",
    1: "nothing happened",
    2: "a page was written",
    3: "a page was touched",
    4: "a long page was edited in its middle",
    5: "a page was removed",
    6: "a page came that says what another one says",
    7: "one of two pages was removed that say the same",
    8: "a page was moved to the other shelf",
    9: "a page that ends in .txt was written two folders deeper",
}
"""The moves in words."""
FOR_EVER = len(TOLD) + 5
"""Events in all from which on no change was waited for."""
BOTH = 2
"""Events of two pages, of which one comes just as the other has been told."""
NO_MODULE = ("ModuleNotFoundError", "ImportError", "AttributeError")


def loading(seen: Observations) -> Finding:
    """R5: the inbox has a watcher, and the triggerer, another process, can make its trigger."""
    observed: Observed = seen.notes["changes"]
    if not observed.path and observed.error.startswith("LookupError"):
        return Finding(WRONG, "no_watcher", {"asset": seen.asset("inbox")})
    if not observed.path:
        return Finding(WRONG, "not_serialized", {"asset": seen.asset("inbox"), "error": observed.error})
    if observed.error and not observed.told:
        known = "M85" if observed.error.startswith(NO_MODULE) else ""
        return Finding(WRONG, "not_loaded", {"path": observed.path, "error": observed.error}, known)
    return Finding(PASS, "loaded", {"path": observed.path})


def changes(seen: Observations) -> Finding:
    """R6: each change of the folder is one event, which wakes the catalogue; another time of a file is none."""
    observed: Observed = seen.notes["changes"]
    if observed.error:
        return Finding(WRONG, "watcher_ended", {"error": observed.error}, "M87" if _blocks(observed) else "")
    counts = observed.counts
    if sum(counts) >= FOR_EVER:
        return Finding(WRONG, "tells_for_ever", {"counts": counts}, "M88")
    for number, (count, wanted) in enumerate(zip(counts, TOLD, strict=True)):
        if count in wanted:
            continue
        touched = "M06" if number == MOVES.index(next(move for move in MOVES if "touch" in move)) else ""
        return Finding(WRONG, "told_otherwise", {"move": SAID[number], "count": count, "wanted": max(wanted)}, touched)
    if "delivered" not in seen.steps or not seen.steps["delivered"].run_of(seen.asset("catalogue")):
        return Finding(WRONG, "nobody_woken", {"asset": seen.asset("inbox")})
    return Finding(PASS, "watched", {"counts": counts, "payload": observed.told[2][0]})


def _blocks(observed: Observed) -> bool:
    return observed.error.startswith("BlockedError")


def restarts(seen: Observations) -> Finding:
    """R7: the triggerer may end at any moment: nothing is told twice for that, and nothing is lost."""
    again, away, revived = (seen.notes[name] for name in ("restart", "away", "revived"))
    if sum(again.counts):
        return Finding(WRONG, "watcher_again", {"payload": again.told[0][0]}, "M89")
    if sum(away.counts) != 1:
        return Finding(WRONG, "away_untold", {"count": sum(away.counts)}, "" if sum(away.counts) else "M89")
    at_once: Observed = seen.notes["at once"]
    if sum(at_once.counts) != BOTH:
        return Finding(WRONG, "told_at_once", {"count": sum(at_once.counts)})
    killed: Observed = seen.notes["killed"]
    if not killed.told[-1]:
        return Finding(WRONG, "told_otherwise", {"move": "a page was written", "count": 0, "wanted": 1})
    if sum(revived.counts) != 1:
        return Finding(WRONG, "lost_at_death", {"count": sum(revived.counts)}, "M07")
    return Finding(PASS, "restarted", {"payload": revived.told[0][0]})
