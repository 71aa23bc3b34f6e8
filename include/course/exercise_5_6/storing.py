"""What exercise 5.6 asks for, R3 to R5: whose a point is, that it stays, and that it goes with its chunk."""

from collections import Counter

from include.course.exercise_5_6.pages import UPLOADS, Chunk, heading, texts
from include.course.judges import failure, started_by_hand
from include.course.observations import Observations, Points
from include.course.verdicts import PASS, WRONG, Finding

QUIET = ("idle", *list(UPLOADS)[1:])
"""Steps after which most chunks are what they were."""
OTHER_IDS = {"idle": "M08", "edited": "M31"}
"""What is believed when ids change though nothing happened, or though no chunk stands elsewhere; later, that is why."""


def owners(seen: Observations) -> Finding:
    """R3: a text of two documents has two points, and one stays when the other goes."""
    if broken := _stored(seen):
        return broken
    deleted = False
    for name in UPLOADS:
        held, deleted = chunks_of(seen.steps[name].after), deleted or name == "renamed"
        before = chunks_of(seen.steps[name].before)
        others = Counter(chunk.hash for chunk in {*texts(name), *before})
        if lost := sorted(texts(name).keys() - held.keys(), key=lambda chunk: (chunk not in before, chunk)):
            values = {"step": name, "document": lost[0].document, "heading": _called(lost[0]), "count": len(lost)}
            if any(others[chunk.hash] == 1 for chunk in lost):
                return Finding(WRONG, "point_missing", values)
            if deleted and lost[0] in before:  # what was never written, nobody deleted
                return Finding(WRONG, "owner_lost", values, "M33")
            return Finding(WRONG, "one_of_two", values, "M09" if name == "first" else "")
    left = Counter(chunk.hash for chunk in texts("removed"))
    shared = next(chunk for chunk in texts("removed") if left[chunk.hash] > 1)
    return Finding(PASS, "two_owners", {"heading": _called(shared), "documents": left[shared.hash]})


def stability(seen: Observations) -> Finding:
    """R4: a point whose chunk is still there has the same id and is not written again."""
    if broken := _stored(seen):
        return broken
    for name in QUIET:
        step = seen.steps[name]
        before, after = chunks_of(step.before), chunks_of(step.after)
        stayed = before.keys() & after.keys()
        touched = {id_ for did in ("upsert", "delete") for line in step.did(did) for id_ in line["ids"]}
        moved = {chunk for chunk in stayed if before[chunk] != after[chunk]}
        again = {chunk for chunk in stayed - moved if touched & before[chunk]}
        values = {"step": name, "all": len(stayed), "count": len(moved or again)}
        if moved:
            return Finding(WRONG, "other_ids", values, OTHER_IDS.get(name, "M30"))
        if again:
            changed = {chunk.document for chunk in texts(name).keys() ^ before.keys()} if name in UPLOADS else set()
            mine = all(chunk.document in changed for chunk in again)
            return Finding(WRONG, "points_again", values, "M31" if mine else "M22")
    step = seen.steps["inserted"]
    written = sum(len(line["ids"]) for line in step.did("upsert"))
    return Finding(PASS, "stable", {"all": len(step.before), "written": written})


def removal(seen: Observations) -> Finding:
    """R5: chunks that are gone have no point any more; that all others have theirs, R3 has seen."""
    if broken := _stored(seen):
        return broken
    if found := _ghosts(seen):
        return found
    return Finding(PASS, "gone", {"steps": len(UPLOADS), "points": len(seen.steps["removed"].after)})


def _ghosts(seen: Observations) -> Finding | None:
    """Points that no chunk asks for; of documents that are there, when there are no others."""
    ghosts: dict[Chunk, str] = {}
    for name in UPLOADS:
        for chunk in chunks_of(seen.steps[name].after).keys() - texts(name).keys():
            ghosts.setdefault(chunk, name)
    if not ghosts:
        return None
    orphans = [chunk for chunk, name in ghosts.items() if chunk.document not in UPLOADS[name]]
    chunk = min(orphans or ghosts)
    values = {"step": ghosts[chunk], "document": chunk.document, "heading": _called(chunk), "count": len(ghosts)}
    if not orphans:
        return Finding(WRONG, "ghost_chunk", values, "M34")
    # What a document still says may stay for its sake: then something is deleted, by hashes.
    said = all(each.hash in {other.hash for other in texts(name)} for each, name in ghosts.items())
    return Finding(WRONG, "ghost_points", values, "" if said else "M10")


def chunks_of(points: Points) -> dict[Chunk, set[str]]:
    """Ids of the points of each chunk."""
    found: dict[Chunk, set[str]] = {}
    for id_, payload in points.items():
        chunk = Chunk(str(payload.get("document")), str(payload.get("hash")))
        found.setdefault(chunk, set()).add(id_)
    return found


def _stored(seen: Observations) -> Finding | None:
    """Whether the first upload got as far as points."""
    step = seen.steps["first"]
    runs = step.run_of(seen.producer("vector_store"))
    if not runs:
        return Finding(WRONG, "not_woken", {"dag": seen.producer("vector_store"), **step.events[-1].quoted})
    if by_hand := started_by_hand(runs):
        return by_hand
    everywhere = [run for item in seen.steps.values() for run in item.run_of(seen.producer("vector_store"))]
    if failed := [run for run in everywhere if run.state == "failed"]:
        return failure(seen, failed[0])
    silent = [name for name in UPLOADS if name != "moved" and not seen.steps[name].events_of(seen.asset("embeddings"))]
    if silent:
        return Finding(WRONG, "store_not_told", {"step": silent[0], "asset": seen.asset("embeddings")})
    known = {chunk.hash for chunk in texts("first")}
    if not known & {chunk.hash for chunk in chunks_of(step.after)}:
        payload = next(iter(step.after.values()), {})
        return Finding(WRONG, "no_such_points", {"points": len(step.after), "payload": payload})
    if not any(line["texts"] for line in step.did("search")):
        return Finding(WRONG, "no_texts", {"points": len(step.after), "payload": next(iter(step.after.values()), {})})
    return None


def _called(chunk: Chunk) -> str:
    known = next((text for name in UPLOADS for item, text in texts(name).items() if item.hash == chunk.hash), "")
    return heading(known) or chunk.hash[:12]
