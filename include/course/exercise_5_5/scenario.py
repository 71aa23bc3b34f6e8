"""What a check of exercise 5.5 does: pages that the model refuses, a service that is away, a key that is refused."""

from contextlib import ExitStack

from include.course.engine import Engine, EngineWithClock
from include.course.faults import KeyRefusedError, PageRefusedError, ServiceAwayError
from include.course.observations import Observations
from include.course.recipe import OF_THE_BUNDLE
from include.course.scenario import Scenario

GOOD = {
    "leave.md": "# Leave\n\nEverybody has 27 days of holiday a year.\n",
    "office.txt": "The office has a green door and a bell that nobody hears.\n",
    "travel.md": "# Travel\n\nTake the train. The daily allowance is 58 euros.\n",
}
MENDED, DELETED, HOPELESS = "menu.md", "minutes.txt", "hopeless.md"
BAD = {MENDED: "# Menu\n\nOn Fridays there is soup.\n", DELETED: "Nobody said anything that day.\n"}
"""By their names they come after the first good page and before the last one."""
LATER = {"visitors.md": "# Visitors\n\nA guest signs the book at the door.\n"}
AWAY = {f"away-{n}.md": f"# Away {n}\n\nPage {n} of the batch during which the service is away.\n" for n in (1, 2, 3)}
KEY = {f"key-{n}.md": f"# Key {n}\n\nPage {n} of the batch during which the key is refused.\n" for n in (1, 2, 3)}
REFUSED_WHILE_AWAY = {"away-0.md": "# Away 0\n\nThe model refuses this page, before the service is away.\n"}
"""In the first try of several; a later try knows of it only by the table."""
SECOND = {"away": "away-2.md", "refused": "key-2.md"}
"""The page at which the service fails, in each of these steps."""
CALLS = 3
"""That the service is away for: three failures, then it answers."""
REMOVED = "office.txt"
"""A page that was embedded; it goes, and no other page of its batch is embedded."""
UNLUCKY = "weather.md"
"""It comes when the page of LATER goes, and is behind it by the alphabet: the service is away, then it is refused."""
BACK = "travel.md"
"""A page that was embedded; it is edited, published and put back before the DAG that embeds looks."""
EDITED = "leave.md"
"""A page that was embedded and is another one in the end, in its text and so in its pieces."""


def play(engine: Engine, seen: Observations) -> None:
    """All of it; ends early where the next step could show nothing.

    Raises:
        TypeError: the engine is an Airflow that does not tell how long it waits between two tries.
    """
    if not isinstance(engine, EngineWithClock):
        raise TypeError("exercise 5.5 needs an Airflow that says how long it would wait")
    scenario = Scenario(engine, seen, ("embeddings",), ("documents", "embeddings"))
    if not (seen.producer("documents") and seen.producer("embeddings")):
        return
    seen.notes["pause"] = engine.pause(seen.producer("embeddings"))
    with ExitStack() as faults:
        for name in BAD:
            faults.enter_context(scenario.broken_at(name, PageRefusedError))
        scenario.publish_after("bad", lambda: scenario.write(GOOD | BAD))
        scenario.publish_after("later", lambda: scenario.write(LATER))
    with (
        scenario.broken_at(SECOND["away"], ServiceAwayError, CALLS),
        scenario.broken_at(next(iter(REFUSED_WHILE_AWAY)), PageRefusedError),
    ):
        scenario.publish_after("away", lambda: scenario.write(AWAY | REFUSED_WHILE_AWAY))
    with scenario.broken_at(SECOND["refused"], KeyRefusedError):
        scenario.publish_after("refused", lambda: scenario.write(KEY))
    _healed(scenario)
    scenario.publish_after("mended", lambda: scenario.write({MENDED: BAD[MENDED].replace("soup", "stew")}))
    scenario.publish_after("deleted", lambda: scenario.remove([DELETED, REMOVED]))
    with scenario.broken_at(UNLUCKY, ServiceAwayError, calls=1), scenario.broken_at(UNLUCKY, PageRefusedError):
        scenario.publish_after("unlucky", lambda: _replace(scenario))
    hopeless = {HOPELESS: "# Hopeless\n\nAlone in its batch.\n"}
    with scenario.broken_at(HOPELESS, PageRefusedError):
        scenario.publish_after("hopeless", lambda: scenario.write(hopeless))
        with scenario.step("edited") as runs:
            scenario.write({HOPELESS: "# Hopeless\n\nFor once.\n", BACK: GOOD[BACK].replace("58", "59")})
            runs.append(engine.run(seen.producer("documents")))
            scenario.write(hopeless | {BACK: GOOD[BACK], EDITED: GOOD[EDITED].replace("27", "28")})
            runs.append(scenario.run_producer())
            runs.extend(scenario.follow())
    seen.notes["unkept"] = _unkept(scenario)
    with scenario.step("by hand") as runs:
        scenario.write({EDITED: GOOD[EDITED].replace("27", "29")})
        runs.append(engine.run(seen.producer("documents")))
        runs.append(engine.run(seen.producer("embeddings")))


def _replace(scenario: Scenario) -> None:
    """A page goes, and one comes that nobody will embed."""
    scenario.remove(LATER)
    scenario.write({UNLUCKY: "# Unlucky\n\nTwo things are wrong with this page.\n"})


def _unkept(scenario: Scenario) -> list[str]:
    """Pages that are noted as embedded, and whose pieces are not there for the next DAG."""
    workshop, pages = scenario.workshop, scenario.pages()
    noted = workshop.tables().get("embedded", {}).keys() & pages.keys()
    return sorted(
        name
        for name in noted
        if [piece.text for piece in workshop.kept(name)] != OF_THE_BUNDLE.chunks(name, pages[name])
    )


def _healed(scenario: Scenario) -> None:
    """A person gives the right key and clears the run that failed."""
    embed = scenario.seen.producer("embeddings")
    failed = scenario.seen.steps["refused"].run_of(embed)
    with scenario.step("healed") as runs:
        if failed:
            runs.append(scenario.engine.replay(embed, failed[-1].consumed))
            runs.extend(scenario.follow())
