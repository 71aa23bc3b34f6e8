"""What others do to the store and the tables behind the pipeline's back."""

import shutil
import uuid
from pathlib import Path

from include.vector_store.protocol import DocumentChange
from include.vector_store.state import peek
from include.vector_store.store import open_store
from tests.simulation.served import look
from tests.simulation.world import World


def drop_collection(world: World, number: int) -> None:
    names = sorted(peek(world.settings).collections)
    if names:
        with open_store(world.settings) as store:
            store.drop(names[number % len(names)])
        world.restart()
        _lose_points_alone(world)


def lose_points(world: World, number: int, many: int) -> None:
    _write(world, lost=(number, many), foreign=0)


def add_points(world: World, many: int) -> None:
    _write(world, lost=(0, 0), foreign=many)


def exchange_points(world: World, number: int, many: int) -> None:
    """The count stays, so no step notices; `verify` does."""
    world.exchanged |= _write(world, lost=(number, many), foreign=many)
    world.damaged = True


def _write(world: World, lost: tuple[int, int], foreign: int) -> set[tuple[str, str]]:
    """Points go, and others come; of which document and chunk hash those were."""
    state = peek(world.settings)
    if state.found is None:
        return set()
    with open_store(world.settings) as store:
        payloads = store.payloads(state.served)
        points = sorted(payloads)
        gone = points[lost[0] % len(points) :][: lost[1]] if points else []
        made = [
            {
                "id": str(uuid.UUID(int=number + 1)),
                "vector": [1.0] * (state.found.dimension or 1),
                "payload": {"document": "foreign.md", "ordinal": 0, "text": "foreign", "chunk_hash": "foreign"},
            }
            for number in range(min(foreign, len(gone)) if lost[1] else foreign)
        ]
        store.write(state.served, [DocumentChange(upserts=made, deletes=gone)])
    _lose_points_alone(world)
    return {(str(payloads[id_].get("document")), str(payloads[id_].get("chunk_hash"))) for id_ in gone}


def lose_file(world: World, table: int, number: int) -> None:
    """A data file of a table is gone."""
    name = _table(world, table)
    opened = world.lake.open(name)
    files = sorted(opened.file_uris()) if opened else []
    if files and not world.lake.uri.startswith("s3://"):
        Path(files[number % len(files)].removeprefix("file://")).unlink(missing_ok=True)
        _forget(world, name)


def lose_table(world: World, table: int) -> None:
    """A table is gone whole, and is made anew."""
    name = _table(world, table)
    if world.lake.uri.startswith("s3://"):
        return
    shutil.rmtree(Path(world.settings.lake_uri) / name, ignore_errors=True)
    if name == "documents":
        world.documents = {}
    _forget(world, name)


def _table(world: World, number: int) -> str:
    return world.lake.names[number % len(world.lake.names)]


def _forget(world: World, table: str) -> None:
    """What cannot be read now is lost with its rows; what only its embeddings are lost of has them from its points.

    What waits for a decision has lost the rows of what was served until then, and the points go with them.
    """
    world.damaged = True
    if table == "embeddings":
        world.lost_texts = sum(world.given.values())
    else:
        world.shown.clear()
        world.former.clear()
        world.removed |= world.documents.keys()
    _lose_points_alone(world)


def _lose_points_alone(world: World) -> None:
    """Points that are all there is of a text are not made again."""
    if world.damaged:
        there = look(world.settings).hashes
        world.shown = {(name, text) for name, text in world.shown if name in there}
