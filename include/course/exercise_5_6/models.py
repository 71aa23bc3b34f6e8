"""What exercise 5.6 asks for, R6 and R8: another model or chunker is a change, and the counts are true."""

from include.course.evidence import Event
from include.course.exercise_5_6.embedding import embedded
from include.course.exercise_5_6.pages import RECIPES, UPLOADS, texts
from include.course.exercise_5_6.storing import chunks_of
from include.course.judges import empty_extra, nothing_new
from include.course.observations import Observations, Step, listed
from include.course.recipe import CourseRecipe
from include.course.verdicts import PASS, WRONG, Finding

FOUND = 0.99
"""Cosine similarity of a text's vector to itself, with room for rounding; of the two models' vectors it is far less."""
COUNTED = ("first", "edited", "copied", "shortened", "removed")


def change(seen: Observations) -> Finding:
    """R6: after another model or chunker everything is of that one."""
    for step, what in (
        ("first", "the first upload"),
        ("removed", "the edits and removals"),
        ("other_model", "the change of the model"),
        ("former_model", "the return to the former model"),
        ("other_chunker", "the change of the chunker"),
    ):
        if found := _mixed(seen, step, what):
            return found
    values = {"texts": len(embedded(seen, "other_model")), **_similarity(seen.steps["other_model"])}
    return Finding(PASS, "all_of_one_model", values)


def _mixed(seen: Observations, step: str, what: str) -> Finding | None:
    """What is of another model or chunker than it should be."""
    wanted, held = texts(step), chunks_of(seen.steps[step].after)
    blame = "" if step in UPLOADS else "M11"
    texts_wanted = {chunk.hash for chunk in wanted}
    done = embedded(seen, step)
    if step == "other_model" and len(set(done)) < len(texts_wanted):
        values = {"change": what, "count": len(done), "texts": len(texts_wanted)}
        return Finding(WRONG, "model_unnoticed", values, blame)
    if wanted.keys() != held.keys():
        values = {"change": what, "wanted": len(wanted), "count": len(wanted.keys() & held.keys())}
        return Finding(WRONG, "former_cut", values, blame)
    named = {str(payload.get("model")) for payload in seen.steps[step].after.values()}
    if named != {true := RECIPES.get(step, CourseRecipe()).fingerprints()["model"]}:
        known = "M11" if named <= _fingerprints() else ""  # of another model, and not nothing or something else
        return Finding(WRONG, "other_model_named", {"change": what, "named": listed(named), "true": true}, known)
    points = len(seen.steps[step].after)
    if points != len(wanted):
        return Finding(WRONG, "side_by_side", {"change": what, "points": points, "chunks": len(wanted)}, blame)
    search = _similarity(seen.steps[step])
    if search["similarity"] < FOUND:
        return Finding(WRONG, "found_badly", {"change": what, **search}, blame)
    return None


def _fingerprints() -> set[str]:
    """Of all models of a check."""
    return {recipe.fingerprints()["model"] for recipe in RECIPES.values()}


def _similarity(step: Step) -> dict[str, float]:
    """What the search for each chunk found worst."""
    found = step.did("search")[-1]
    return {name: found[name] for name in ("similarity", "document", "heading")}


def counts(seen: Observations) -> Finding:
    """R8: what the two events say was done is what the encoder and the collection show; nothing done, no event."""
    for name in (*COUNTED, "other_model"):
        step = seen.steps[name]
        for part, true in (("embeddings", _embedding(seen, name)), ("vector_store", _storing(step))):
            rows, runs = step.events_of(seen.asset(part)), step.run_of(seen.producer(part))
            if not (rows and runs):
                return Finding(WRONG, "no_event", {"asset": seen.asset(part), "run": runs[-1].told if runs else "-"})
            found = empty_extra(rows[-1], runs[-1]) or _untrue(rows[-1], true, name)
            if found:
                return found
    idle = seen.steps["idle"]
    if told := [*idle.events_of(seen.asset("embeddings")), *idle.events_of(seen.asset("vector_store"))]:
        return Finding(WRONG, "event_without_work", told[0].quoted, nothing_new(seen))
    return Finding(PASS, "counts_shown", seen.steps["edited"].events_of(seen.asset("embeddings"))[-1].quoted)


def _embedding(seen: Observations, step: str) -> dict[str, int]:
    done, chunks = len(embedded(seen, step)), texts(step).keys()
    true = {"chunks": len(chunks), "embedded": done, "reused": len(chunks) - done}
    if step in UPLOADS:  # whether another model removes chunks or takes the place of the former is a matter of words
        steps = list(UPLOADS)
        former = texts(steps[steps.index(step) - 1]).keys() if step != steps[0] else set()
        true["removed"] = len(former - chunks)
    return true


def _storing(step: Step) -> dict[str, int]:
    written, deleted = ({id_ for line in step.did(did) for id_ in line["ids"]} for did in ("upsert", "delete"))
    return {"written": len(written), "deleted": len(deleted & step.before.keys()), "total": len(step.after)}


def _untrue(row: Event, true: dict[str, int], step: str) -> Finding | None:
    missing = [key for key in true if key not in row.extra]
    if missing:
        return Finding(WRONG, "keys_missing", {**row.quoted, "keys": ", ".join(missing)})
    wrong = [key for key in true if row.extra[key] != true[key]]
    if not wrong:
        return None
    told, shown = (", ".join(f"{key} {numbers[key]}" for key in wrong) for numbers in (row.extra, true))
    values = {"id": row.id, "asset": row.asset, "step": step, "told": told, "true": shown}
    return Finding(WRONG, "not_counted", values, "M19")
