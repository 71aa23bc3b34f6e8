"""What a check of exercise 5.4 does while the store is away and after it: an earlier event, then many pages."""

from include.course.engine import EngineWithClock
from include.course.exercise_5_4.content import strange_points
from include.course.exercise_5_4.pages import ALIKE, MANY, RENAMED, STORED, UNDELETED, UNSTORED
from include.course.scenario import Scenario


def play_unstored(scenario: Scenario) -> None:
    """The store cannot be written for a moment, and nobody clears that run; two others make up for it, or should."""
    engine, store = scenario.engine, scenario.seen.producer("vector_store")
    scenario.seen.notes["waits for former"] = isinstance(engine, EngineWithClock) and engine.waits_for_former(store)
    told = engine.events(scenario.seen.asset("embeddings"))
    with scenario.step("unstored") as runs:
        scenario.write({UNSTORED: "# Third\n\nWhen this page came the store was away.\n"})
        scenario.remove([UNDELETED])
        runs.append(scenario.run_producer())
        with scenario.workshop.store_broken("upsert"):  # alone: who swallows its failure is not stopped by a deletion's
            runs.extend(scenario.follow())
    if told:
        with scenario.step("earlier event") as runs:
            runs.append(engine.replay(store, [told[-1].id]))
            runs.extend(scenario.follow())
    scenario.publish_after("stored", lambda: _upload(scenario))
    scenario.seen.notes["kept of alike"] = {name: scenario.text_kept(name) for name in ALIKE}
    scenario.seen.notes["points of alike"] = strange_points(scenario, ALIKE)


def _upload(scenario: Scenario) -> None:
    scenario.remove([RENAMED])
    scenario.write({STORED: "# Fourth\n\nIt is there again.\n", **MANY, **ALIKE})
