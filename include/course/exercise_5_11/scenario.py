"""What a check of exercise 5.11 does: the inbox rings by hand, then by the learner's trigger; then comes a Monday."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from include.course.engine import Engine, EngineWithWatchers
from include.course.evidence import Observed
from include.course.observations import Observations
from include.course.scenario import Scenario

PAGES = {
    "policies/leave.md": "# Leave\n\nEverybody has 27 days of holiday a year.\n",
    "policies/travel.md": "# Travel\n\nTake the train.\n",
    "policies/guides.md": "# Guides\n\nWhoever writes a guide signs it.\n",
    "guides/printer.md": "# Printer\n\nTurn it off and on again.\n",
    "guides-old/fax.md": "# Fax\n\nDial, then wait for the tone.\n",
    "archive/policies/smoking.txt": "Smoking is allowed in the yard.\n",
    "policies.txt": "Where the policies are: on the shelf of that name.\n",
}
"""Three of one shelf, one of the other, and three whose names only sound like a shelf."""
POLICY, TRAVEL, GUIDE = "policies/leave.md", "policies/travel.md", "guides/printer.md"
OF_POLICIES, OF_GUIDES = "policies/guides.md", "guides-old/fax.md"
BESIDE = ("policies.txt", "archive/policies/smoking.txt")
CHANGES: dict[str, Mapping[str, Any]] = {
    "first": {"write": PAGES},
    "again": {},
    "policy": {
        "write": {
            POLICY: "# Leave\n\nEverybody has 30 days of holiday a year.\n",
            OF_POLICIES: "# Guides\n\nWhoever writes a guide signs and dates it.\n",
            OF_GUIDES: "# Fax\n\nThere is none any more.\n",
        },
        "remove": [TRAVEL],
    },
    "guide": {"write": {GUIDE: "# Printer\n\nAsk Sam.\n", **dict.fromkeys(BESIDE, "It has moved.\n")}},
    "removed": {"remove": [GUIDE]},
}
"""What happens in the uploads before the inbox rings, step by step."""
RULE = "Whoever brings an animal keeps it away from the kitchen, the lift and the telephones. "
DOGS, CATS = (f"# Pets\n\n{RULE * 1500}\n\n{pets} are welcome.\n\n{RULE * 1500}\n" for pets in ("Dogs", "Cats"))
"""A long page, and its edit, which leaves the beginning, the end and the length as they are."""
MOVES: tuple[Mapping[str, Any], ...] = (
    {},
    {},
    {"write": {"policies/pets.md": DOGS}},
    {"touch": [POLICY]},
    {"write": {"policies/pets.md": CATS}},
    {"remove": [TRAVEL]},
    {"write": {"policies/animals.md": CATS}},
    {"remove": ["policies/animals.md"]},
    {"write": {"guides/animals.md": CATS}, "remove": ["policies/pets.md"]},
    {"write": {"guides/house/stairs/lamp.txt": "Its switch is on the left.\n"}},
)
"""What a trigger sees that has just begun: nothing new, nothing, a page, a time, an edit, a removal; then a copy comes,
a copy goes, a page gets another name, and one comes that lies deeper and ends otherwise."""
TOLD = ((0, 1), (0,), (1,), (0,), (1,), (1,), (1,), (1,), (1, 2), (1,))
"""How many events each move leads to: what is there at first may be told, and another name is one change or two."""
AWAY = {"write": {"guides/lift.md": "# Lift\n\nIt is slow.\n"}}
"""Happens while no triggerer runs."""
AT_DEATH = {"write": {"guides/door.md": "# Door\n\nPull.\n"}}
"""Happens just before the triggerer is killed."""
AT_ONCE = {
    "write": {"guides/stairs.md": "# Stairs\n\nMind the step.\n"},
    "at_event": {"write": {"guides/roof.md": "# Roof\n\nIt is closed.\n"}},
}
"""Another page comes just as the event of one has been told."""
A_YEAR = 54
"""So many weeks have the end of each month in them, and both changes of the clock."""
DAGS = ("catalogue", "shelve", "search", "handbook")


def play(engine: Engine, seen: Observations) -> None:
    """All of it.

    Raises:
        TypeError: the engine is an Airflow that others use, too: its triggerer cannot be killed.
    """
    if not isinstance(engine, EngineWithWatchers):
        raise TypeError("exercise 5.11 needs an Airflow whose watchers it may start and kill")
    scenario = Scenario(engine, seen, ())
    scenario.also_follow(dag_id for dag_id in (f"{seen.namespace}_{name}" for name in DAGS) if dag_id in engine.dags())
    seen.notes["dags"] = {dag_id: engine.tasks(dag_id) for dag_id in engine.dags()}
    seen.notes["paused"] = engine.paused_dags()
    seen.notes["aliases"] = engine.aliases()[0]
    seen.notes["gaps"] = engine.gaps(f"{seen.namespace}_handbook", A_YEAR)
    inbox = seen.asset("inbox")
    scenario.workshop.uploads.mkdir(parents=True, exist_ok=True)
    if 1 not in seen.todos and any(edge.asset == inbox for edge in seen.woken):
        for name, change in CHANGES.items():
            _ring(scenario, engine, name, change)
        if 3 not in seen.todos:
            _monday(scenario, engine)
    if 4 not in seen.todos:
        _watch(scenario, engine)


def _ring(scenario: Scenario, engine: EngineWithWatchers, name: str, change: Mapping[str, Any]) -> None:
    with scenario.step(name) as runs:
        scenario.write(change.get("write", {}))
        scenario.remove(change.get("remove", ()))
        engine.ring(scenario.seen.asset("inbox"), {})
        runs.extend(scenario.follow())
    pages = scenario.pages()
    scenario.seen.notes[f"catalogue {name}"] = {page: sha256(text.encode()).hexdigest() for page, text in pages.items()}


def _monday(scenario: Scenario, engine: EngineWithWatchers) -> None:
    with scenario.step("monday") as runs:
        runs.extend(filter(None, [engine.wake_by_time(f"{scenario.seen.namespace}_handbook")]))


def _watch(scenario: Scenario, engine: EngineWithWatchers) -> None:
    """The triggerer begins; it is stopped and begins again; something happens meanwhile; it is killed at an event."""
    notes = scenario.seen.notes
    scenario.write(PAGES)
    notes["changes"] = observed = _observed(scenario, engine, *MOVES)
    if observed.error:
        return
    _deliver(scenario, engine, observed)
    notes["restart"] = _observed(scenario, engine, {})
    scenario.write(AWAY["write"])
    notes["away"] = _observed(scenario, engine, {})
    notes["at once"] = _observed(scenario, engine, {}, AT_ONCE, {}, {})
    notes["killed"] = _observed(scenario, engine, {}, AT_DEATH, dies=True)
    notes["revived"] = _observed(scenario, engine, {})


def _observed(
    scenario: Scenario, engine: EngineWithWatchers, *moves: Mapping[str, Any], dies: bool = False
) -> Observed:
    return engine.observe(scenario.seen.asset("inbox"), scenario.workshop.uploads, moves, dies)


def _deliver(scenario: Scenario, engine: EngineWithWatchers, observed: Observed) -> None:
    """Airflow writes each event of a trigger, and the scheduler decides whether the catalogue is woken."""
    inbox = scenario.seen.asset("inbox")
    if not any(edge.asset == inbox for edge in scenario.seen.woken):
        return
    with scenario.step("delivered") as runs:
        for payload in (payload for events in observed.told for payload in events):
            engine.ring(inbox, {"from_trigger": True, "payload": payload})
        runs.extend(filter(None, [engine.wake(scenario.seen.asset("catalogue"))]))
