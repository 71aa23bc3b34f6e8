"""Lets everything come to rest, as a person would who does what each error says."""

import re
from collections.abc import Callable
from dataclasses import replace

from include.errors import BundleError
from include.vector_store.store import open_store
from tests.simulation import runs, truth
from tests.simulation.finding import Finding, require
from tests.simulation.invariants import check, check_points, settled, waiting_documents
from tests.simulation.served import look
from tests.simulation.world import World

MOST_PASSES = 5


def _drop_foreign(world: World, error: str) -> None:
    (name,) = re.findall(r"(\S+) holds [\d,]+ points", error)
    with open_store(world.settings) as store:
        store.drop(name)
    world.restart()


def _repair(world: World, _error: str) -> None:
    world.run(lambda: runs.mend(world))


REMEDIES: tuple[tuple[str, Callable[[World, str], None] | None], ...] = (
    (r"--repair", _repair),
    (r"points that this bundle has not written", _drop_foreign),
    (r"set DOCUMENTS_URI to one that exists", lambda world, _error: world.source.come_back()),
    (r"EMBEDDING_MODEL '\S+' is no folder", lambda world, _error: world.bring_models_back()),
    (r"run again, then each point is compared", lambda _world, _error: None),
    (r"other runs kept committing first; run again", lambda _world, _error: None),
    (r"is set aside, .* stays in service", None),
    (r"there is no collection to roll back to", None),
    (r"made by another version of model .* or of the chunker; go back to that version first", None),
    (r"agree to the one that is asked about, or go back to that version", None),
    (r"approve with --yes", None),
)
"""What an error says, and what a person does then; nothing where it tells what has been decided."""


def judge(world: World) -> list[str]:
    """Returns errors that somebody has to do something about; forgets them.

    Raises:
        Finding: one does not say what.
    """
    errors, world.errors[:] = list(world.errors), []
    for error in errors:
        require(any(re.search(pattern, error) for pattern, _ in REMEDIES), "an error without a remedy", error)
    return [error for error in errors if _mending(error)]


def _mending(error: str) -> Callable[[World, str], None] | None:
    return next((mend for pattern, mend in REMEDIES if re.search(pattern, error)), None)


def _mend(world: World) -> list[str]:
    """Do what the errors say; returns them."""
    errors = judge(world)
    for error in errors:
        if mend := _mending(error):
            mend(world, error)
    return errors


def settle(world: World) -> None:
    """Come to rest, and check what is true then.

    Raises:
        Finding: it does not, or it is not.
    """
    judge(world)
    world.source.come_back()
    if world.damaged:
        _look_and_repair(world)
    for _ in range(MOST_PASSES):
        quiet = settled(world)
        if not (errors := _mend(world)) and quiet:
            break
    else:
        raise Finding("it does not come to rest", errors)
    try:
        check(world)
    except BundleError as error:
        raise Finding("a look ends with an error", error) from error


def agree(world: World) -> None:
    """Somebody says Yes to everything; then nothing waits any more.

    Raises:
        Finding: something does.
    """
    world.bring_models_back()
    world.settings = replace(world.settings, golden_recall_minimum=0.0)
    settle(world)
    for _ in range(MOST_PASSES):
        until, waiting = (
            truth.question(world.documents),
            {key for key, answer in world.asked.items() if answer != runs.YES},
        )
        if not until and not waiting:
            break
        world.asked |= dict.fromkeys(waiting, runs.OPEN)
        while any(answer == runs.OPEN for answer in world.asked.values()):
            world.run(lambda: runs.answer(world, 0, yes=True))
        world.run(lambda: runs.answer_deletions(world, yes=True))
        settle(world)
    check_points(world)
    require(not waiting_documents(world), "a Yes does not help", waiting_documents(world))
    served = any((name, row.text) in world.shown for name, row in world.documents.items())
    require(look(world.settings).model or not served, "a Yes does not help", "nothing is in force")


def _look_and_repair(world: World) -> None:
    """Somebody does what the errors say, then repairs what does not agree."""
    world.damaged = False
    world.exchanged.clear()
    runs.run_all(world)
    _mend(world)
    for _ in range(MOST_PASSES):  # a repair may need something that its own error tells of first
        world.run(lambda: runs.mend(world))
        if not (errors := _mend(world)):
            return
    raise Finding("a repair does not help", errors)
