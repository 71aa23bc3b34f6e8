"""What a check of exercise 5.4 does: upload, edit, deletion, quick batches, a model and a store that fail."""

from contextlib import nullcontext

from include.course.engine import Engine, EngineWithClock
from include.course.exercise_5_4.at_work import play_meanwhile
from include.course.exercise_5_4.content import strange_points
from include.course.exercise_5_4.emptied import play_end
from include.course.exercise_5_4.older_form import play_older_form
from include.course.exercise_5_4.pages import (
    AS_PUBLISHED,
    DRAFT,
    EDITED,
    FAILING,
    LATE,
    LEFT,
    LONG,
    OVERTAKEN,
    OVERTAKING,
    PAGES,
    POUNDS,
    QUICK,
    REMOVED,
    RETURNING,
    SHORTENED,
    SLIP,
    SUBTLE,
    TRAVEL,
    VANISHED,
)
from include.course.exercise_5_4.store_away import play_unstored
from include.course.observations import Observations
from include.course.scenario import Scenario

ASSETS = ("documents", "embeddings", "vector_store")
"""Each wakes the DAG that produces the next one."""
INDEX = "rebuild_index"
"""The DAG that stands for the search index, as the starter calls it."""
NO_GROUP = "asset"
"""What Airflow has for the group of an asset that was declared without one."""
A_DAY = 86400.0
STATISTICS = ("inserted", "updated", "skipped", "deleted", "total")
OF_EVENTS = frozenset({"batch_id", "batch_ids", "added", "changed", "timestamp", *STATISTICS})
"""Each batch has another value of these."""


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing."""
    scenario = Scenario(engine, seen, ("embeddings", "vector_store"), ASSETS)
    seen.notes["assets given"] = given = _are_given(engine, seen)
    seen.notes["followers"] = [] if given else _followers(seen)
    scenario.also_follow(seen.notes["followers"])
    seen.notes["one clock"] = isinstance(engine, EngineWithClock)
    if not seen.producer("documents"):
        play_older_form(scenario)
        return
    scenario.publish_after(
        "first", lambda: scenario.write(PAGES, A_DAY)
    )  # the time of a batch is not that of its files
    if seen.steps["first"].runs[0].state != "success":
        return
    _compare(scenario, "first")
    _listen(scenario, "first")
    scenario.publish_after("again", lambda: None)
    scenario.publish_after("touched", lambda: scenario.touch(PAGES))
    _before_the_index(scenario)
    scenario.publish_after("removed", lambda: scenario.remove(REMOVED))
    _compare(scenario, "removed")
    seen.notes["kept of removed"] = [name for name in REMOVED if scenario.keeps(name)]
    if seen.producer("embeddings"):
        _quick(scenario)
        _failing(scenario)
        if seen.producer("vector_store"):
            play_unstored(scenario)
        if isinstance(engine, EngineWithClock):
            play_meanwhile(scenario, engine)
    if isinstance(engine, EngineWithClock) and (timed := engine.timed()):
        _night(scenario, engine, timed)
    if isinstance(engine, EngineWithClock):
        play_end(scenario)
    seen.vectors_in_xcom = engine.vectors_in_xcom()


def of_events(seen: Observations) -> frozenset[str] | None:
    """By which keys an asset's own extra is seen to be meant for an event; None where it should have none at all."""
    return None if seen.notes.get("assets given") else OF_EVENTS


def _followers(seen: Observations) -> list[str]:
    """DAGs that the vector store wakes and that produce none of the assets."""
    producers = set(map(seen.producer, ASSETS))
    return [dag_id for dag_id in seen.followers("vector_store") if dag_id not in producers]


def _are_given(engine: Engine, seen: Observations) -> bool:
    """Whether the file has the form of before: it has no DAG for the search index, and no asset has a group."""
    grouped = [asset for asset in seen.declared if asset.name in map(seen.asset, ASSETS) and asset.group != NO_GROUP]
    return not (grouped or f"{seen.namespace}_{INDEX}" in engine.dags())


def _listen(scenario: Scenario, name: str) -> None:
    """Note what the store's DAG logged in a step."""
    runs = scenario.seen.steps[name].run_of(scenario.seen.producer("vector_store"))
    scenario.seen.notes[f"log {name}"] = "\n".join(map(scenario.engine.log, runs))


def _compare(scenario: Scenario, name: str) -> None:
    """Note what is strange about the points after a step."""
    if scenario.seen.steps[name].after:
        scenario.seen.notes[f"points {name}"] = strange_points(scenario)


def _replayed(scenario: Scenario) -> None:
    """The same events again, to DAGs that have nothing to do any more."""
    seen, engine = scenario.seen, scenario.engine
    scenario.write(DRAFT)
    for name, part, produced in (("idle", "documents", "embeddings"), ("replayed", "embeddings", "vector_store")):
        events = engine.events(seen.asset(part))
        if seen.producer(produced) and events:
            with scenario.step(name) as runs:
                runs.append(engine.replay(seen.producer(produced), [events[-1].id]))
                runs.extend(scenario.follow())


def _before_the_index(scenario: Scenario) -> None:
    """A page is edited, one becomes shorter; before the search index has its turn, if the time is the check's to give.

    Its first run hears of the edit. The other event waits until pages go, and says a larger total than theirs does.
    """
    engine, followers = scenario.engine, scenario.seen.notes["followers"]
    with engine.delayed(followers) if isinstance(engine, EngineWithClock) else nullcontext():
        scenario.publish_after("edited", lambda: scenario.write({EDITED: PAGES[EDITED].replace("27", "30")}))
        _listen(scenario, "edited")
        _replayed(scenario)
        scenario.publish_after("shortened", lambda: scenario.write({SHORTENED: TRAVEL, **POUNDS}))
    if isinstance(engine, EngineWithClock):
        with scenario.step("index late") as runs:
            runs.extend(scenario.follow())


def _quick(scenario: Scenario) -> None:
    """Three batches before any consumer gets its turn, then one more: a late event brings stranded ones along.

    Where nobody can be at work meanwhile, pages are also edited, back, and again, and one goes as soon as it has come.
    """
    engine, seen = scenario.engine, scenario.seen
    edits: list[dict[str, str]] = [{}, {**SLIP, **VANISHED, OVERTAKEN: AS_PUBLISHED}, {SHORTENED: TRAVEL}]
    with scenario.step("quick") as runs:
        with engine.late(seen.producer("embeddings")):
            scenario.write({**POUNDS, **SUBTLE})
            for (name, text), edit in zip(QUICK.items(), edits, strict=True):
                scenario.write({name: text, **(edit if seen.notes["one clock"] else {})})
                runs.append(scenario.run_producer())
            if seen.notes["one clock"]:
                scenario.write({OVERTAKEN: OVERTAKING})
                if not seen.notes["assets given"]:  # the text of that form did not speak of it
                    scenario.remove(VANISHED)
        runs.extend(scenario.follow())
    for name in (RETURNING, OVERTAKEN):
        seen.notes[f"kept of {name}"] = scenario.text_kept(name)
    if not seen.steps["quick"].embedded >= QUICK.keys():
        scenario.publish_after("late", lambda: scenario.write({LATE: "# Quick 4\n\nOne more, later.\n"}))


def _failing(scenario: Scenario) -> None:
    """The model fails at one page of two; then it works, and the run is cleared."""
    engine, embed = scenario.engine, scenario.seen.producer("embeddings")
    with scenario.step("failed") as runs:
        scenario.write({LEFT: LONG, FAILING: "# Second\n\nThis one fails once.\n"})
        with scenario.broken_at(FAILING):
            runs.append(scenario.run_producer())
            runs.extend(filter(None, [engine.wake(embed)]))
    failed = scenario.seen.steps["failed"].run_of(embed)
    with scenario.step("healed") as runs:
        if failed:
            runs.append(engine.replay(embed, failed[-1].consumed))
            runs.extend(scenario.follow())


def _night(scenario: Scenario, clock: EngineWithClock, timed: list[str]) -> None:
    """Nothing has changed, and the time comes of each DAG that has one."""
    with scenario.step("night") as runs:
        for dag_id in timed:
            runs.extend(filter(None, [clock.wake_by_time(dag_id)]))
        runs.extend(scenario.follow())
