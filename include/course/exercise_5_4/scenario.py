"""What a check of exercise 5.4 does: upload, edit, deletion, three quick batches, a failure."""

from include.course.evidence import Engine
from include.course.scenario import Observations, Scenario

TRIP = "Take the train. The daily allowance is 58 euros. "
PAGES = {
    "leave.md": "# Leave\n\nEverybody has 27 days of holiday a year.\n",
    "office.txt": "The office has a green door and a bell that nobody hears.\n",
    "travel.md": "# Travel\n\n" + "\n\n".join(f"## Trip {n}\n\n{TRIP * 25}" for n in (1, 2, 3)),
    "twin-a.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
    "twin-b.md": "# House rules\n\nWhoever leaves last closes the windows.\n",
}
"""Two have the same text: they are two documents all the same."""
SHORTENED = "travel.md"
"""Several chunks at first, then one."""
EDITED, REMOVED, FAILING = "leave.md", ("office.txt", "twin-b.md"), "second.md"
QUICK = {f"quick-{n}.md": f"# Quick {n}\n\nBatch number {n} says something.\n" for n in (1, 2, 3)}

LATE = "quick-4.md"
"""Uploaded when those were not all embedded."""


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing."""
    scenario = Scenario(engine, seen, ("embeddings", "vector_store"))
    if not seen.producer("documents"):
        return
    scenario.publish_after("first", lambda: scenario.write(PAGES))
    if seen.steps["first"].runs[0].state != "success":
        return
    scenario.publish_after("again", lambda: None)
    scenario.publish_after("touched", lambda: scenario.touch(PAGES))
    scenario.publish_after("edited", lambda: scenario.write({EDITED: PAGES[EDITED].replace("27", "30")}))
    _replayed(scenario)
    scenario.publish_after("shortened", lambda: scenario.write({SHORTENED: f"# Travel\n\n{TRIP}\n"}))
    scenario.publish_after("removed", lambda: scenario.remove(REMOVED))
    if seen.producer("embeddings"):
        _quick(scenario)
        _failing(scenario)
    seen.longest_xcom = engine.longest_xcom()


def _replayed(scenario: Scenario) -> None:
    """The same events again, to DAGs that have nothing to do any more."""
    seen, engine = scenario.seen, scenario.engine
    for name, part, produced in (("idle", "documents", "embeddings"), ("replayed", "embeddings", "vector_store")):
        events = engine.events(seen.asset(part))
        if seen.producer(produced) and events:
            with scenario.step(name) as runs:
                runs.append(engine.replay(seen.producer(produced), [events[-1].id]))
                runs.extend(scenario.follow())


def _quick(scenario: Scenario) -> None:
    """Three batches before any consumer gets its turn, then one more: a late event brings stranded ones along."""
    engine, seen = scenario.engine, scenario.seen
    with scenario.step("quick") as runs:
        with engine.late(seen.producer("embeddings")):
            for name, text in QUICK.items():
                scenario.write({name: text})
                runs.append(engine.run(seen.producer("documents")))
        runs.extend(scenario.follow())
    if not seen.steps["quick"].embedded >= QUICK.keys():
        scenario.publish_after("late", lambda: scenario.write({LATE: "# Quick 4\n\nOne more, later.\n"}))


def _failing(scenario: Scenario) -> None:
    """The model fails at one page of two; then it works, and the run is cleared."""
    engine, embed = scenario.engine, scenario.seen.producer("embeddings")
    with scenario.step("failed") as runs:
        scenario.write({"first.md": "# First\n\nThis one works.\n", FAILING: "# Second\n\nThis one fails once.\n"})
        with scenario.broken_at(FAILING):
            runs.append(engine.run(scenario.seen.producer("documents")))
            runs.extend(filter(None, [engine.wake(embed)]))
    failed = scenario.seen.steps["failed"].run_of(embed)
    with scenario.step("healed") as runs:
        if failed:
            runs.append(engine.replay(embed, failed[-1].consumed))
            runs.extend(scenario.follow())
