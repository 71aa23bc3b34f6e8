"""What has to hold when nothing is under way any more, and what has to hold at any moment."""

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np

from include.embedding.chunking import text_hash
from include.lake.known_documents import known_documents
from include.lake.queries import read_rows
from include.pipeline.approval.backlog import UNKNOWN_BATCH, document_key
from include.pipeline.approval.gate import gate_of
from include.pipeline.approval.recipe import find_recipe
from include.pipeline.freshness.reasons import Reason
from include.pipeline.freshness.waiting import stale_documents
from include.pipeline.publish import batch_name
from include.pipeline.scope import published_in
from include.pipeline.steps import planned_work
from include.search.replica import path_of
from include.sources.extraction import extract
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.verify.verification import Verification, verify
from tests.search.replica_content import content_of_file, content_of_points
from tests.simulation import runs, told
from tests.simulation.finding import require
from tests.simulation.served import Served, chunks_of, look, title_of
from tests.simulation.small_models import vector
from tests.simulation.world import World

COMMANDS_EACH = 4
"""At every so many rests the commands are run as well: they do all the work of the steps once more."""
DECIDED = (Reason.UNDECIDED, Reason.DECLINED, Reason.QUARANTINED)


def check(world: World) -> None:
    """After quiet: what is served is true, or every place that speaks of it says what it waits for."""
    now = look(world.settings)
    if now.model is None and (now.collection or any(key.startswith("model ") for key in world.asked)):
        _check_stuck(world)
        return
    waiting = waiting_documents(world)
    untrue = untrue_documents(world, now)
    require(untrue.keys() <= waiting, "served is not the source", untrue)
    _check_waiting(world, now, untrue)
    _check_rows(world, now, untrue)
    found = verify(world.settings, world.lake)
    _check_verification(world, found, set(untrue))
    _check_freshness(world, now, set(untrue))
    _check_embeddings(world)
    world.removed.clear()
    world.versions.clear()
    if now.collection:
        _check_replica(world, now)
        require(now.collection in world.may_serve, "served without a Yes", now.collection)
    if world.runs % COMMANDS_EACH == 0 and told.commands(world, found, waiting) == 0 and untrue:
        untrue = untrue_documents(world, look(world.settings))
        require(not untrue, "sync ends with 0 and something waits", untrue)


def untrue_documents(world: World, now: Served) -> dict[str, str]:
    """Documents that are not served as they should be, and why."""
    return {name: words for name in world.documents | now.hashes if (words := _untrue(world, now, name))}


def _check_waiting(world: World, now: Served, untrue: Mapping[str, str]) -> None:
    """What waits for a person is served whole as it was until then."""
    still: dict[str, str] = {}
    for name in untrue:
        there, found = now.hashes.get(name, []), _texts_served(world, now, name)
        may_lack = name not in world.former or name in world.removed
        require(found or (may_lack and not there), "what waits is not as it was", (name, there))
        if there:
            still[name] = found[0]
    # What waited for its first Yes and cannot be read now was never served, and lacks nothing.
    for name, row in world.documents.items():
        if row.text and name in now.hashes and name not in untrue:
            overtaken = is_kept(row) and (name, row.text) not in world.shown
            text = next(iter(_texts_served(world, now, name)), "") if overtaken else row.text
            still |= {name: text} if text else {}
    world.former = still


def _texts_served(world: World, now: Served, name: str) -> list[str]:
    """Texts of a document, of now or before, that the passages which are served may be cut of."""
    model, there = now.model, now.hashes.get(name, [])
    texts = (world.versions.get(name, set()) | {world.former.get(name, "")}) - {""}
    if model is None:
        return []
    # What was edited while another model was agreed to is served by it as the chunker before it had cut it.
    return [
        text
        for text in sorted(texts)
        if [chunk.hash for chunk in chunks_of(model, name, text)] == there or _say(world, there, name, text)
    ]


def _check_stuck(world: World) -> None:
    """What made the served passages is not there any more: edits wait for another model, and somebody is asked."""
    recipe = find_recipe(world.settings, world.lake.open("chunks"), gate_of(world.settings))
    require(recipe.model is None, "the model is there and is not used", recipe)
    said = recipe.key in world.asked or recipe.aside or recipe.declined or recipe.problem
    require(said, "nothing can be done and nobody is asked", recipe)


def waiting_documents(world: World) -> set[str]:
    """Documents that a person has to decide about: each was asked about, or is asked about for a reason."""
    work = planned_work(world.settings, world.lake, gate_of(world.settings))
    limit, most = world.settings.approval_threshold, world.settings.max_chunks_per_document
    found = _asked_about(world)
    for held in work.held:
        if held.replaces:
            continue
        size = len(held.plan.changed) if held.long else held.plan.embedded
        require(size > (most if held.long else limit), "asked about little", (held.key, size))
        found |= set(held.documents)
    return found


def _asked_about(world: World) -> set[str]:
    published = world.lake.open("documents")
    versions = published_in(published) or {}
    keys = {key for key, answer in world.asked.items() if answer != runs.YES}
    return {
        id_
        for id_, row in known_documents(published).items()
        if {document_key(row), batch_name(versions[id_]) if id_ in versions else UNKNOWN_BATCH} & keys
    }


def _untrue(world: World, now: Served, name: str) -> str:
    """Why a document is not served as it should be; empty where it is."""
    row, there = world.documents.get(name), now.hashes.get(name, [])
    if row is None or row.text is None:
        return f"{len(there)} points of what is gone" if there else ""
    if is_kept(row) and (name, row.text) not in world.shown:
        return ""  # what could not be read between being published and being embedded has nothing to be kept
    if now.model is None:
        return "no model of what is served"
    wanted = [chunk.hash for chunk in chunks_of(now.model, name, row.text)]
    if there == wanted:
        if not is_kept(row):
            world.shown.add((name, row.text))
        return ""
    if is_kept(row) and _say(world, there, name, row.text):
        return ""
    return f"served {[hash_[:6] for hash_ in there]}, wanted {[hash_[:6] for hash_ in wanted]}"


def is_kept(row: object) -> bool:
    return bool(getattr(row, "kept", False) or getattr(row, "gone_at", None))


def _say(world: World, hashes: Collection[str], name: str, text: str) -> bool:
    """Whether passages say what a text says, all of it and nothing else; another chunker may have cut them."""
    rows = read_rows(world.lake.open("embeddings"), "chunk_hash", "text")
    texts = {row["chunk_hash"]: row["text"] for row in rows}
    said = Counter(word for hash_ in hashes for word in texts.get(hash_, "").split())
    words = Counter(extract(text.encode(), name).text.split())
    return bool(hashes) and not words - said and said.keys() == words.keys()


def _check_rows(world: World, now: Served, untrue: Mapping[str, str]) -> None:
    """Each point says where in its document it stands, and under which title."""
    for name, payloads in now.by_document.items():
        row = world.documents.get(name)
        require([payload["ordinal"] for payload in payloads] == list(range(len(payloads))), "ordinals", name)
        if name in untrue or row is None or row.text is None or now.model is None or is_kept(row):
            continue
        title = title_of(name, row.text)
        told = [(payload["heading"], payload["title"]) for payload in payloads]
        wanted = [(chunk.heading, title) for chunk in chunks_of(now.model, name, row.text)]
        require(told == wanted, "payload is not the document", (name, told, wanted))


def check_points(world: World) -> None:
    """Each point has the text that its hash says, and the vector that the served model makes of it."""
    now = look(world.settings)
    if now.model is None:
        return
    with open_store(world.settings) as store:
        for point in store.points(now.collection):
            text = point.payload["text"]
            require(text_hash(text) == point.payload["chunk_hash"], "text of a point", point)
            wanted = vector(now.model.fingerprint, now.model.dimension, text)
            require(np.allclose(point.vector, wanted, atol=1e-5), "vector of a point", point)


def _check_replica(world: World, now: Served) -> None:
    """Searchers have what is served: the copy was changed as often as the store, and made anew where it had to be."""
    if world.settings.qdrant_url:
        return
    with open_store(world.settings) as store:
        wanted = content_of_points(store.points(now.collection))
    require(content_of_file(path_of(world.settings)) == wanted, "the copy is not what is served", sorted(wanted))


def _check_verification(world: World, found: Verification, untrue: set[str]) -> None:
    named = {_document(world, name) for kind in (found.missing, found.stale, found.duplicate) for name in kind}
    # Of what cannot be read now, what somebody has lost cannot be made again.
    lost = {name for name, row in world.documents.items() if is_kept(row) and (name, row.text) not in world.shown}
    excused = lost | waiting_documents(world)  # a change that makes no other passages waits, too
    require(untrue <= named <= untrue | excused, "verify tells of others", (named, untrue, found))
    require(not found.wrong or lost, "verify finds what no step will mend", found)
    require(found.clean == (not named), "verify does not tell", (untrue, found))
    kept = {name for name, row in world.documents.items() if is_kept(row)}
    require(set(found.kept) == kept, "verify and what is kept", (set(found.kept), kept))
    unread = {name for name, row in world.documents.items() if row.text is None}
    require(set(found.quarantined) == unread, "verify and what is quarantined", (set(found.quarantined), unread))


def _document(world: World, name: str) -> str:
    """The document that a line of `verify` is about."""
    for ending in (" #", " point ", " embedding"):
        head, found, _ = name.rpartition(ending)
        if found:
            return head
    return name


def _check_freshness(world: World, now: Served, untrue: set[str]) -> None:
    stale = {item.document: item for item in stale_documents(world.settings, world.lake, peek(world.settings))}
    apart = {name for name, row in world.documents.items() if is_kept(row) or row.text is None}
    late = untrue | apart
    right = late <= stale.keys() <= late | waiting_documents(world)
    require(right, "Freshness and what is served", (stale, untrue, apart))
    wrong = {name: stale[name] for name in apart if not _is_said(stale[name].reason, bool(now.hashes.get(name)))}
    require(not wrong, "Freshness and its reasons", wrong)


def _is_said(reason: Reason, is_served: bool) -> bool:
    if reason in (Reason.KEPT, Reason.UNREADABLE):
        return is_served == (reason == Reason.KEPT)
    return reason in DECIDED


def _check_embeddings(world: World) -> None:
    rows = read_rows(world.lake.open("embeddings"), "chunk_hash", "model")
    twice = {key: many for key, many in Counter((row["model"], row["chunk_hash"]) for row in rows).items() if many > 1}
    if not world.interrupts.has_locks:  # then two runs at once may embed the same
        return
    require(not twice, "embedded twice", twice)
    given = sum(world.given.values())
    require(given - len(rows) <= world.lost_texts, "embedded and lost", (given, len(rows), world.lost_texts))


def settled(world: World) -> bool:
    """Says whether another run of the four steps finds nothing to do."""
    committed = world.interrupts.commits
    runs.run_all(world)
    return committed == world.interrupts.commits


def no_hole(before: Served, now: Served, world: World) -> None:
    """At any moment: a document that was served is found whole as it was, or whole as it is."""
    if not before.collection or not now.collection or before.model is None or now.model is None:
        return
    there = now.hashes
    every = {hash_ for hashes in there.values() for hash_ in hashes}
    for name, hashes in before.hashes.items():
        row = world.documents.get(name)
        if row is None or row.text is None or is_kept(row) or name in world.removed:
            continue
        present = set(there.get(name, ()))
        texts = {row.text} | world.versions.get(name, set()) - {""}
        news = [{chunk.hash for chunk in chunks_of(now.model, name, text)} for text in texts]
        old = set(hashes) if now.collection == before.collection else news[0]
        lost = {hash_ for document, hash_ in world.exchanged if document == name}
        whole = every >= old or any(present >= new - lost for new in news)
        whole = whole or any(_say(world, there.get(name, ()), name, text) for text in texts)
        require(whole, "neither old nor new", (name, present, old, news))
