"""What a check of exercise 5.4 does: upload, edit, deletion, three quick batches, a model and a store that fail."""

from contextlib import nullcontext

from include.course.engine import Engine, EngineWithClock
from include.course.exercise_5_4.content import strange_points
from include.course.exercise_5_4.older_form import play_older_form
from include.course.observations import Observations
from include.course.scenario import Scenario

ASSETS = ("documents", "embeddings", "vector_store")
"""Each wakes the DAG that produces the next one."""
INDEX = "rebuild_index"
"""The DAG that stands for the search index, as the starter calls it."""
NO_GROUP = "asset"
"""What Airflow has for the group of an asset that was declared without one."""
STATISTICS = ("inserted", "updated", "skipped", "deleted", "total")
OF_EVENTS = frozenset({"batch_id", "batch_ids", "added", "changed", "timestamp", *STATISTICS})
"""Each batch has another value of these."""
TRIPS = (
    "Take the train wherever it needs less than six hours, second class, and book it two weeks before the journey. ",
    "A room in a hotel may cost up to 140 euros a night with breakfast, and a little more in the week of a fair. ",
    "Photograph each receipt on the day on which you get it; the daily allowance for food is 58 euros without any. ",
)
ABOUT_LEAVE = "This page says how days off are asked for, who agrees to them, and what becomes of those that are left. "
PAGES = {
    "leave.md": f"# Leave\n\n{ABOUT_LEAVE * 5}\n\nEverybody has 27 days of holiday a year.\n",
    "office.txt": "The office has a green door and a bell that nobody hears.\n",
    "travel.md": "# Travel\n\n" + "\n\n".join(f"## Trip {n}\n\n{trip * 12}" for n, trip in enumerate(TRIPS, 1)),
    "twin-a.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
    "twin-b.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
}
"""Two have the same text: they are two documents all the same. One is edited near its end, and stays as long."""
SHORTENED = "travel.md"
"""Several chunks at first, then one."""
EDITED, REMOVED, RETURNING, FAILING = "leave.md", ("office.txt", "twin-b.md"), "office.txt", "second.md"
DRAFT = {"draft.md": "# Draft\n\nNobody has published this page so far.\n"}
"""Uploaded while nothing is published."""
QUICK = {f"quick-{n}.md": f"# Quick {n}\n\nBatch number {n} says something.\n" for n in (1, 2, 3)}

LATE = "quick-4.md"
"""Uploaded when those were not all embedded."""
UNSTORED, STORED = "third.md", "fourth.md"
"""Embedded when the store failed; uploaded after it."""
CHANGED = {
    "edited": {EDITED},
    "shortened": {SHORTENED, *DRAFT},
    "removed": set(REMOVED),
    "quick": {*QUICK, RETURNING},
}
"""Documents that a step changes: points of others stay as they are."""


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing."""
    scenario = Scenario(engine, seen, ("embeddings", "vector_store"), ASSETS)
    seen.notes["assets given"] = given = _are_given(engine, seen)
    seen.notes["followers"] = [] if given else _followers(seen)
    scenario.also_follow(seen.notes["followers"])
    if not seen.producer("documents"):
        play_older_form(scenario)
        return
    scenario.publish_after("first", lambda: scenario.write(PAGES))
    if seen.steps["first"].runs[0].state != "success":
        return
    _compare(scenario, "first")
    _listen(scenario, "first")
    scenario.publish_after("again", lambda: None)
    scenario.publish_after("touched", lambda: scenario.touch(PAGES))
    scenario.publish_after("edited", lambda: scenario.write({EDITED: PAGES[EDITED].replace("27", "30")}))
    _listen(scenario, "edited")
    _replayed(scenario)
    _two_at_once(scenario)
    _compare(scenario, "removed")
    seen.notes["kept of removed"] = [name for name in REMOVED if scenario.keeps(name)]
    if seen.producer("embeddings"):
        _quick(scenario)
        _failing(scenario)
        if seen.producer("vector_store"):
            _unstored(scenario)
    if isinstance(engine, EngineWithClock) and (timed := engine.timed()):
        _night(scenario, engine, timed)
    seen.longest_xcom = engine.longest_xcom()


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


def _two_at_once(scenario: Scenario) -> None:
    """A page becomes shorter, two go; before the search index has its turn, if the time is the check's to give."""
    engine, followers = scenario.engine, scenario.seen.notes["followers"]
    with engine.delayed(followers) if isinstance(engine, EngineWithClock) else nullcontext():
        scenario.publish_after("shortened", lambda: scenario.write({SHORTENED: f"# Travel\n\n{TRIPS[0]}\n"}))
        scenario.publish_after("removed", lambda: scenario.remove(REMOVED))
    if isinstance(engine, EngineWithClock):
        with scenario.step("index late") as runs:
            runs.extend(scenario.follow())


def _quick(scenario: Scenario) -> None:
    """Three batches before any consumer gets its turn, then one more: a late event brings stranded ones along."""
    engine, seen = scenario.engine, scenario.seen
    with scenario.step("quick") as runs:
        with engine.late(seen.producer("embeddings")):
            scenario.write({RETURNING: PAGES[RETURNING]})
            for name, text in QUICK.items():
                scenario.write({name: text})
                runs.append(scenario.run_producer())
        runs.extend(scenario.follow())
    if not seen.steps["quick"].embedded >= QUICK.keys():
        scenario.publish_after("late", lambda: scenario.write({LATE: "# Quick 4\n\nOne more, later.\n"}))


def _failing(scenario: Scenario) -> None:
    """The model fails at one page of two; then it works, and the run is cleared."""
    engine, embed = scenario.engine, scenario.seen.producer("embeddings")
    with scenario.step("failed") as runs:
        scenario.write({"first.md": "# First\n\nThis one works.\n", FAILING: "# Second\n\nThis one fails once.\n"})
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


def _unstored(scenario: Scenario) -> None:
    """The store cannot be written for a moment; nobody clears that run, but one more page comes."""
    with scenario.step("unstored") as runs:
        scenario.write({UNSTORED: "# Third\n\nWhen this page came the store was away.\n"})
        runs.append(scenario.run_producer())
        with scenario.workshop.store_broken():
            runs.extend(scenario.follow())
    scenario.publish_after("stored", lambda: scenario.write({STORED: "# Fourth\n\nThe store is there again.\n"}))
