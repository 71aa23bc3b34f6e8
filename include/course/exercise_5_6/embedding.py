"""What exercise 5.6 asks for, R1, R2 and R7: a text that is known is not embedded, whosever it is and wherever."""

import json

from include.course.evidence import Run
from include.course.exercise_5_6.pages import FIRST, UPLOADS, heading, headings, texts
from include.course.judges import failure, started_by_hand
from include.course.observations import Observations, listed
from include.course.verdicts import PASS, WRONG, Finding

KNOWN = {
    "inserted": "“Safety” came to the top of travel.md, and nothing else is new",
    "moved": "The section “Illness” went to the end of leave.md, and no text is new",
    "copied": "travel.md was copied into a folder, hours.md to hours.txt, and no text is new",
    "renamed": "The copy of travel.md got another name, and no text is new",
}
"""Steps in which known texts stand at another place, or belong to another document."""
NEW = {"inserted": 1}
"""Texts that are really new in a step; none otherwise."""
BACK = {
    "restored": "A section that had been taken out came back",
    "former_model": "The former model came back",
}
"""Steps in which something comes back."""


def edit(seen: Observations) -> Finding:
    """R1: the edit of a section embeds that chunk alone, and a run with nothing to do embeds nothing."""
    if broken := _first(seen):
        return broken
    again, edited = embedded(seen, "idle"), embedded(seen, "edited")
    if again:
        return Finding(WRONG, "chunks_again", _given("Nothing changed", again), "M22")
    if not edited:
        return Finding(WRONG, "edit_not_embedded", {"document": "leave.md", "embedded": "nothing"})
    of_page = sum(chunk.document == "leave.md" for chunk in texts("edited"))
    if len(edited) > 1:
        values = _given("One section of leave.md was edited", edited)
        return Finding(WRONG, "chunks_again", values, "M22" if len(edited) > of_page else "M31")
    return Finding(PASS, "chunk_embedded", {"embedded": headings(edited), "all": len(texts("edited"))})


def _first(seen: Observations) -> Finding | None:
    """Whether the first upload got as far as vectors at all."""
    step = seen.steps["first"]
    events, runs = step.events_of(seen.asset("documents")), step.run_of(seen.producer("embeddings"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": "-"})
    if not runs:
        return Finding(WRONG, "not_woken", {"dag": seen.producer("embeddings"), **events[0].quoted})
    if by_hand := started_by_hand(runs):
        return by_hand
    failed = [run for name in seen.steps for run in _runs(seen, name) if run.state != "success"]
    if failed:
        return failure(seen, failed[0])
    if not (embedded(seen, "first") and step.events_of(seen.asset("embeddings"))):
        return Finding(WRONG, "embedded_nothing", {"run": runs[0].told})
    return None


def _runs(seen: Observations, step: str) -> list[Run]:
    return seen.steps[step].run_of(seen.producer("embeddings"))


def reuse(seen: Observations) -> Finding:
    """R2: what is known is not embedded, at another place or of another document; new texts are embedded once."""
    for step, change in KNOWN.items():
        done = embedded(seen, step)
        if len(done) > NEW.get(step, 0):
            return Finding(WRONG, "chunks_again", _given(change, done), "M32")
    known = {hash_ for step in UPLOADS for hash_ in embedded(seen, step)}
    if again := [hash_ for hash_ in embedded(seen, "other_chunker") if hash_ in known]:
        return Finding(WRONG, "chunks_again", _given("The chunker changed, and cuts this as before", again))
    inserted = embedded(seen, "inserted")
    if not inserted:
        return Finding(WRONG, "edit_not_embedded", {"document": "travel.md", "embedded": "nothing"})
    done, wanted = embedded(seen, "first"), {chunk.hash for chunk in texts("first")}
    if len(done) > len(wanted):
        twice = headings({hash_ for hash_ in done if done.count(hash_) > 1})
        values = {"documents": len(FIRST), "texts": len(wanted), "count": len(done), "twice": twice}
        return Finding(WRONG, "embedded_twice", values, "M36")
    if elsewhere := _texts_elsewhere(seen):
        return elsewhere
    values = {"embedded": headings(inserted), "texts": len(wanted), "chunks": len(texts("first"))}
    return Finding(PASS, "reused", values)


def _texts_elsewhere(seen: Observations) -> Finding | None:
    """A table that has the text of a chunk, too; `chunks` never may, another one where `embeddings` does not."""
    held = {name: json.dumps(rows) for name, rows in seen.steps["removed"].tables.items()}
    for text in texts("removed").values():
        tables = {name for name, rows in held.items() if json.dumps(text)[1:-1] in rows}
        more = tables - {"embeddings"} if "embeddings" in tables else tables & {"chunks"}
        if more:
            return Finding(WRONG, "text_elsewhere", {"heading": heading(text), "tables": listed(more)})
    return None


def comeback(seen: Observations) -> Finding:
    """R7: what was embedded once costs nothing when it comes back."""
    for step, change in BACK.items():
        if done := embedded(seen, step):
            return Finding(WRONG, "chunks_again", _given(change, done), "M35")
    return Finding(PASS, "returned", {"chunks": len(texts("former_model"))})


def _given(change: str, hashes: list[str]) -> dict[str, object]:
    """What a change led to, as the sentences of `messages.toml` name it."""
    return {"change": change, "count": len(hashes), "embedded": headings(hashes)}


def embedded(seen: Observations, step: str) -> list[str]:
    """Hashes of the texts that the model was given in a step, each as often as it was."""
    return [hash_ for line in seen.steps[step].did("encode") for hash_ in line["hashes"]]
