"""All that can happen: how often, with which numbers, and what it does to a world.

An operation is a name and plain numbers, which choose among what is there; so a story is a list that can be printed,
and what is left of it can be played when some of it is left out.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.simulation import damage, runs, upgrades
from tests.simulation.interrupts import RETRY, Fate
from tests.simulation.invariants import no_hole
from tests.simulation.quiet import agree, settle
from tests.simulation.served import look
from tests.simulation.small_models import WINDOWS
from tests.simulation.world import World

Operation = tuple[Any, ...]
"""Name and arguments."""
Story = Sequence[Operation]
Number = Callable[[Random], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of operation."""

    weight: float
    do: Callable[..., None]
    numbers: tuple[Number, ...] = ()

    def draw(self, name: str, random: Random) -> Operation:
        return (name, *(number(random) for number in self.numbers))


def below(limit: int) -> Number:
    return lambda random: random.randrange(limit)


def parts(random: Random) -> list[int]:
    """Paragraphs, some of them the same; a long document is rare."""
    many = random.choice((1, 1, 2, 2, 3, 4, 6, 22 if random.random() < 0.1 else 2))
    return [random.randrange(30) for _ in range(many)]


def chance(share: float) -> Number:
    return lambda random: random.random() < share


def fate(random: Random) -> tuple[int, bool, str]:
    """Mostly none; else at which write, whether after it, and what happens meanwhile where the run does not die."""
    if random.random() < 0.6:
        return (0, False, "")
    what = random.choice(("", RETRY)) if random.random() < 0.6 else random.choice(("look", *MEANWHILE))
    return (random.choice((1, 1, 2, 2, 3, 4, 5, 7, 10, 15)), random.random() < 0.5, what)


def _source(name: str) -> Callable[..., None]:
    def change(world: World, *arguments: Any) -> None:
        if not world.source.is_away:
            getattr(world.source, name)(*arguments)

    return change


def _run(step: Callable[..., None]) -> Callable[..., None]:
    """A run with a fate; in the middle of it, what was served is still there."""

    def do(world: World, place: tuple[int, bool, str], *arguments: Any) -> None:
        chosen = Fate(*place)
        if not chosen.write:
            world.run(lambda: step(world, *arguments))
            return
        before = look(world.settings)

        def meanwhile(what: str) -> None:
            if what in MEANWHILE:
                world.run(lambda: MEANWHILE[what](world))
            no_hole(before, look(world.settings), world)

        world.meanwhile = meanwhile
        world.run(lambda: step(world, *arguments), chosen)
        no_hole(before, look(world.settings), world)

    return do


def _edit(world: World) -> None:
    if not world.source.is_away:
        world.source.edit(world.runs, world.runs * 7)


MEANWHILE: dict[str, Callable[[World], None]] = {
    "edit": _edit,
    "publish": runs.publish,
    "generate": runs.generate,
    "store": runs.store,
    "index": runs.index,
    "mend": runs.mend,
    "maintain": lambda world: runs.maintain(world, 0),
}
"""What another run, or somebody, does in the middle of a run."""


def all_steps(world: World) -> None:
    for step in runs.STEPS:
        step(world)


def _set_model(world: World, number: int) -> None:
    model = world.folder / "models" / list(WINDOWS)[number % len(WINDOWS)]
    world.settings = replace(world.settings, embedding_model=str(model))


def _unlock(world: World) -> None:
    """From now on tables have no lock, as on S3."""
    world.interrupts.has_locks = False


def _set_limits(world: World, texts: int) -> None:
    world.settings = replace(world.settings, approval_threshold=(4, 14, 14, 1000)[texts % 4])


def _set_questions(world: World, number: int) -> None:
    """None; some that a hash cannot answer; or other ones. And how many have to be answered."""
    path = Path(world.settings.golden_questions)
    path.unlink(missing_ok=True)
    if number % 4:
        names = sorted(world.documents)[: 1 + number % 3]
        asked = [{"question": f"what is in {name} {number}", "document": name} for name in names]
        path.write_text(json.dumps(asked))
    world.settings = replace(world.settings, golden_recall_minimum=(0.8, 1.0, 0.0)[number % 3])


def _wait(world: World, hours: int) -> None:
    world.time += timedelta(hours=hours)


OPERATIONS: dict[str, Kind] = {
    "write": Kind(10, _source("write"), (below(100), parts)),
    "edit": Kind(10, _source("edit"), (below(100), below(1000))),
    "grow": Kind(4, _source("grow"), (below(100), parts)),
    "shorten": Kind(4, _source("shorten"), (below(100),)),
    "repeat": Kind(2, _source("repeat"), (below(100), below(4))),
    "rename": Kind(4, _source("rename"), (below(100), below(100))),
    "change_case": Kind(1, _source("change_case"), (below(100),)),
    "copy": Kind(3, _source("copy"), (below(100), below(100))),
    "move_folder": Kind(1, _source("move_folder"), (below(3), below(4))),
    "delete": Kind(5, _source("delete"), (below(100),)),
    "delete_many": Kind(1, _source("delete_many"), (below(3), below(3))),
    "empty": Kind(0.5, _source("empty")),
    "restore": Kind(1, _source("restore")),
    "revert": Kind(4, _source("revert"), (below(100),)),
    "spoil": Kind(2, _source("spoil"), (below(100), below(3))),
    "go_away": Kind(0.3, lambda world: world.source.go_away()),
    "come_back": Kind(0.6, lambda world: world.source.come_back()),
    "publish": Kind(5, _run(runs.publish), (fate,)),
    "publish_again": Kind(0.5, _run(lambda world: runs.publish(world, retry=True, ask_again=True)), (fate,)),
    "generate": Kind(5, _run(runs.generate), (fate, chance(0.1), chance(0.2))),
    "store": Kind(4, _run(runs.store), (fate, chance(0.1))),
    "index": Kind(3, _run(runs.index), (fate,)),
    "all_steps": Kind(4, _run(all_steps), (fate,)),
    "sync": Kind(2, _run(runs.sync_all), (fate, chance(0.4), chance(0.1))),
    "answer": Kind(3, _run(runs.answer), (fate, below(5), chance(0.7))),
    "answer_deletions": Kind(1.5, _run(runs.answer_deletions), (fate, chance(0.6))),
    "mend": Kind(0.5, _run(runs.mend), (fate,)),
    "roll_back": Kind(0.3, _run(runs.roll_back), (fate,)),
    "set_model": Kind(0.5, _set_model, (below(3),)),
    "hide_model": Kind(0.2, lambda world, number: world.hide_model(list(WINDOWS)[number]), (below(3),)),
    "bring_models_back": Kind(0.4, lambda world: world.bring_models_back()),
    "cut_otherwise": Kind(0.15, upgrades.cut_otherwise),
    "new_field": Kind(0.1, upgrades.new_field),
    "column_into_point": Kind(0.05, upgrades.column_into_point),
    "unlock_tables": Kind(0.1, _unlock),
    "set_limits": Kind(0.3, _set_limits, (below(4),)),
    "set_questions": Kind(0.4, _set_questions, (below(12),)),
    "maintain": Kind(0.4, _run(runs.maintain), (fate, below(9))),
    "drop_old": Kind(0.4, _run(runs.drop_old), (fate,)),
    "wait": Kind(0.5, _wait, (below(60),)),
    "drop_collection": Kind(0.3, damage.drop_collection, (below(5),)),
    "lose_points": Kind(0.3, damage.lose_points, (below(50), below(9))),
    "add_points": Kind(0.3, damage.add_points, (below(4),)),
    "exchange_points": Kind(0.2, damage.exchange_points, (below(50), below(4))),
    "lose_table": Kind(0.1, damage.lose_table, (below(3),)),
    "lose_file": Kind(0.2, damage.lose_file, (below(3), below(9))),
    "restart": Kind(0.5, lambda world: world.restart()),
    "settle": Kind(1.5, settle),
    "agree": Kind(0.3, agree),
}


def draw(random: Random) -> Operation:
    """Returns an operation by its weight."""
    names = list(OPERATIONS)
    (name,) = random.choices(names, [OPERATIONS[name].weight for name in names])
    return OPERATIONS[name].draw(name, random)


def play(world: World, operation: Operation) -> None:
    """Let an operation happen.

    Raises:
        Finding: something is wrong then.
    """
    name, *arguments = operation
    OPERATIONS[name].do(world, *arguments)
