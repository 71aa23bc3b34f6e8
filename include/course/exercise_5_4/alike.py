"""What exercise 5.4 asks for, in R2, R5 and R8: a page is known by its name, also where it says what others say."""

from include.course.exercise_5_4.held import count, hashes_of
from include.course.exercise_5_4.pages import ALIKE, QUICK, RENAMED, STORED
from include.course.observations import Observations, listed
from include.course.verdicts import WRONG, Finding

STEPS = ("unstored", "stored")
"""Before these pages come, and after it."""


def published_alike(seen: Observations) -> Finding | None:
    """R2: a page that says what another one says is published as any other."""
    if "stored" not in seen.steps or not hashes_of(seen.steps["stored"], STORED)["published"]:
        return None  # in an Airflow that others use, too, rows have longer names
    before, after = ({name: hashes_of(seen.steps[step], name)["published"] for name in ALIKE} for step in STEPS)
    if same := {name for name in ALIKE if before[name] == after[name]}:
        return Finding(WRONG, "unpublished_alike", {"documents": listed(same)})
    return None


def embedded_alike(seen: Observations) -> Finding | None:
    """R5: each page has its own pieces: a copy, two pages that changed their texts, one with another name."""
    for name, text in ALIKE.items() if _is_played(seen) else ():
        kept, says = seen.notes["kept of alike"][name], text.splitlines()[-1]
        if says not in kept:
            embedded = seen.steps["stored"].embedded & {STORED, *ALIKE}
            values = {"document": name, "text": says, "kept": kept or "nothing", "embedded": listed(embedded)}
            return Finding(WRONG, "not_embedded_alike", values, "M09" if embedded == {STORED} else "")
    return None


def stored_alike(seen: Observations) -> Finding | None:
    """R8: each of them has its own points."""
    if not _is_played(seen):
        return None
    held = count(seen.steps["stored"].after)
    if lost := ALIKE.keys() - held.keys():
        return Finding(WRONG, "no_points_alike", {"lost": listed(lost)})
    if left := held.get(RENAMED):
        return Finding(WRONG, "ghosts", {"removed": RENAMED, "left": left})
    for each in seen.notes["points of alike"]:
        values = {"document": each.document, "chunk": each.text, "found": each.found, "what": each.what}
        return Finding(WRONG, "strange_point", values)
    return None


def _is_played(seen: Observations) -> bool:
    """Whether it was, with one who has embedded what came before, and whose run ended well."""
    if "stored" not in seen.steps or not seen.steps["quick"].embedded >= QUICK.keys():
        return False
    runs = seen.steps["stored"].run_of(seen.producer("embeddings"))
    return bool(runs) and all(run.state == "success" for run in runs)
