"""What exercise 5.4 asks for, R1 to R4: assets, metadata, silence, waking."""

from include.course.evidence import Edge, Event, Run
from include.course.exercise_5_4.alike import published_alike
from include.course.exercise_5_4.declaring import declares, uri_of
from include.course.exercise_5_4.emptied import unpublished_end
from include.course.exercise_5_4.older_form import lesson
from include.course.exercise_5_4.overlooked import unpublished
from include.course.exercise_5_4.pages import DRAFT, PAGES, POUNDS, SHORTENED
from include.course.exercise_5_4.scenario import ASSETS, of_events
from include.course.judges import empty_extra, failure, nothing_new, started_by_hand, too_early, untimely
from include.course.mistakes import keys_as_uris, of_airflow_2
from include.course.observations import Observations, Step
from include.course.verdicts import PASS, WRONG, Finding
from include.settings import PROJECT

PARTS = {"documents": (1, 2), "embeddings": (2, 3), "vector_store": (3, 4)}
"""The task that produces each asset, and the one whose DAG it wakes."""
COUNTS = {
    "first": (len(PAGES), 0, 0),
    "edited": (0, 1, 0),
    "shortened": (len(DRAFT), len({SHORTENED, *POUNDS}), 0),
    "removed": (0, 0, 2),
}
"""Documents added, changed and deleted by a step."""


def assets(seen: Observations) -> Finding:
    """R1: every asset is declared once, has one producer, and wakes the next DAG and no other of the chain."""
    clash = {edge.dag_id for edge in [*seen.produced, *seen.woken]} & {p.stem for p in (PROJECT / "dags").rglob("*.py")}
    if clash:
        return Finding(WRONG, "dag_id_taken", {"dag": min(clash)}, "M17")
    foreign = [edge for edge in [*seen.produced, *seen.woken] if edge.asset in PARTS]
    if foreign:
        return Finding(WRONG, "asset_of_the_bundle", foreign[0].quoted, "M20")
    if found := lesson(seen):
        return found
    for part, (producing, waking) in PARTS.items():
        found = _identity(seen, part, producing, waking)
        if found:
            return found
    return _crossed(seen) or Finding(PASS, "assets" if declares(seen) else "assets_given", {"count": len(PARTS)})


def _identity(seen: Observations, part: str, producing: int, waking: int) -> Finding | None:
    name = seen.asset(part)
    outlets = [edge for edge in seen.produced if edge.asset == name]
    uris = {edge.uri for edge in outlets}
    near = [edge for edge in seen.woken if (edge.asset == name) != (edge.uri in uris) or _is_like(edge, name, uris)]
    if outlets and near:
        values = {**near[0].quoted, "name": name, "outlet_uri": min(uris)}
        return Finding(WRONG, "two_identities", values, "M16")
    dags = sorted({edge.dag_id for edge in outlets})
    if producing not in seen.todos and len(dags) != 1:
        return _no_single_producer(seen, name, dags)
    if len(outlets) > 1:
        return Finding(WRONG, "producing_tasks", {"asset": name, "count": len(outlets), "dag": dags[0]})
    awaited = waking not in seen.todos and (part != "vector_store" or declares(seen))
    if awaited and not any(edge.asset == name for edge in seen.woken):
        return Finding(WRONG, "nobody_woken", {"asset": name})
    return None


def _no_single_producer(seen: Observations, name: str, dags: list[str]) -> Finding:
    if not dags and (other := [edge for edge in seen.produced if edge.uri == uri_of(seen, name)]):
        return Finding(WRONG, "another_name", {**other[0].quoted, "wanted": name})
    known = "M81" if not dags and of_airflow_2(seen.sources) else ""
    return Finding(WRONG, "producers", {"asset": name, "count": len(dags)}, known)


def _is_like(edge: Edge, name: str, uris: set[str]) -> bool:
    """Whether it means the asset, but is another: its URI as a name, or a slash more or less."""
    plain = {uri.rstrip("/") for uri in uris}
    same = edge.asset == name and edge.uri in uris
    return not same and (edge.asset.rstrip("/") in {name, *plain} or edge.uri.rstrip("/") in plain)


def _crossed(seen: Observations) -> Finding | None:
    """A DAG of the chain that an asset of the chain wakes which is not the one before it."""
    pairs = zip((None, *ASSETS), ASSETS, strict=False)
    chain = [(before, seen.asset(part), seen.producer(part)) for before, part in pairs]
    chain += [(ASSETS[-1], "the search index", dag_id) for dag_id in seen.notes.get("followers", ())]
    for before, makes, dag_id in chain:
        others = {seen.asset(asset) for asset in ASSETS if asset != before}
        wrong = [edge for edge in seen.woken if edge.dag_id == dag_id and edge.asset in others]
        if wrong:
            return Finding(WRONG, "crossed", {**wrong[0].quoted, "produces": makes})
    return None


def metadata(seen: Observations) -> Finding:
    """R2: each batch has one event of `documents`, which carries it, with an id of its own."""
    for name, counts in COUNTS.items():
        if name not in seen.steps and name != "first":
            continue
        step = seen.steps[name]
        run, events = step.run_of(seen.producer("documents"))[0], step.events_of(seen.asset("documents"))
        if run.state != "success":
            return failure(seen, run)
        if not events:
            return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": run.told})
        found = _lacking(seen, events[-1], run) or _many(events) or _miscounted(events[-1], counts)
        if not found and seen.notes["one clock"]:
            found = too_early(events[-1], step.journal, "published")
        if found:
            return found
    return (
        unpublished(seen)
        or _same_id(seen)
        or published_alike(seen)
        or unpublished_end(seen)
        or Finding(PASS, "event", seen.steps["first"].events_of(seen.asset("documents"))[-1].quoted)
    )


def _lacking(seen: Observations, row: Event, run: Run) -> Finding | None:
    if empty := empty_extra(row, run, of_events(seen)):
        return empty
    missing = [key for key in ("batch_id", "added", "changed", "deleted", "timestamp") if key not in row.extra]
    if missing:
        return Finding(WRONG, "keys_missing", {**row.quoted, "keys": ", ".join(missing)})
    return untimely(row)


def _many(events: list[Event]) -> Finding | None:
    if len(events) == 1:
        return None
    return Finding(WRONG, "many_events", {**events[-1].quoted, "count": len(events)})


def _miscounted(row: Event, counts: tuple[int, int, int]) -> Finding | None:
    told = tuple(row.extra[key] for key in ("added", "changed", "deleted"))
    if told == counts:
        return None
    return Finding(WRONG, "miscounted", {**row.quoted, "told": told, "true": counts})


def _same_id(seen: Observations) -> Finding | None:
    """Two batches with one id."""
    known: dict[str, Event] = {}
    rows = [row for step in seen.steps.values() for row in step.events_of(seen.asset("documents"))]
    for row in (row for row in rows if row.extra):  # one of nothing is no batch
        batch_id = str(row.extra.get("batch_id"))
        if batch_id in known:
            return Finding(WRONG, "same_batch", {**row.quoted, "first": known[batch_id].id, "batch": batch_id})
        known[batch_id] = row
    return None


def silence(seen: Observations) -> Finding:
    """R3: no change, no event."""
    if not seen.steps["first"].events_of(seen.asset("documents")):  # silence is worth nothing where nobody ever speaks
        return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": "-"})
    again = seen.steps["again"].events_of(seen.asset("documents"))
    if again:
        return Finding(WRONG, "event_without_change", again[0].quoted, _of_silence(seen, again[0]))
    touched = seen.steps["touched"].events_of(seen.asset("documents"))
    if touched:
        return Finding(WRONG, "event_after_touch", touched[0].quoted, "M06")
    run = seen.steps["again"].run_of(seen.producer("documents"))[0]
    if run.state != "success":
        return failure(seen, run)
    return Finding(PASS, "silent", {"run": run.told})


def _of_silence(seen: Observations, row: Event) -> str:
    """An event that says that something changed is not one that was sent without looking."""
    counted = [row.extra.get(key) for key in ("added", "changed", "deleted")]
    return "" if any(counted) else nothing_new(seen)


def waking(seen: Observations) -> Finding:
    """R4: an upload makes the scheduler wake the embedding DAG, and it embeds."""
    step = seen.steps["first"]
    events, runs = step.events_of(seen.asset("documents")), step.run_of(seen.producer("embeddings"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("documents"), "run": "-"})
    if by_hand := started_by_hand(runs):
        return by_hand
    # A schedule with a reference to an asset is woken as well, but Airflow hands its run no events.
    woken = [run for run in runs if run.kind == "asset_triggered" and events[0].id in (run.consumed or [events[0].id])]
    if not woken:
        half = seen.asset("documents") in step.waiting
        values = {"dag": seen.producer("embeddings"), **events[0].quoted}
        return Finding(WRONG, "queued_for_ever" if half else "not_woken", values, "M15" if half else "")
    return _outcome(seen, step, woken[0], events[0])


def _outcome(seen: Observations, step: Step, run: Run, cause: Event) -> Finding:
    if run.state != "success":
        return failure(seen, run, "M21" if keys_as_uris(seen.sources) else "")
    if not (step.embedded and step.events_of(seen.asset("embeddings"))):
        lost = keys_as_uris(seen.sources)
        return Finding(WRONG, "embedded_nothing", {"run": run.told}, "M21" if lost else "")
    return Finding(PASS, "woken", {"run": run.run_id, "id": cause.id, "documents": len(step.embedded)})
