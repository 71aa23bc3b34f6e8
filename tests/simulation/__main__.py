"""`python -m tests.simulation --seconds 60 --seed 7`: plays, and prints a failing story as a test to keep."""

import argparse
import os
import secrets
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.simulation.shrinking import shrink
from tests.simulation.simulation import Done, Failure, failure_of, kind_of, simulated


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="CPU seconds that each process plays")
    parser.add_argument("--seed", default="", help="of all stories, or SEED/NUMBER of one; without, a fresh one")
    parser.add_argument("--processes", type=int, default=1, help="that play at a time, each from a seed of its own")
    parser.add_argument("--as-found", action="store_true", help="print the whole story")
    arguments = parser.parse_args()
    seed = arguments.seed or secrets.token_hex(4)
    print(f"seed {seed}", flush=True)
    seeds = [seed] if arguments.processes < 2 else [f"{seed}.{number}" for number in range(arguments.processes)]
    if len(seeds) == 1:
        played = [simulated(seed, arguments.seconds)]
    else:
        with ProcessPoolExecutor(len(seeds), get_context("spawn")) as pool:
            played = list(pool.map(simulated, seeds, [arguments.seconds] * len(seeds)))
    print(_told([done for done, _ in played]), flush=True)
    failures = [failure for _, failure in played if failure]
    for failure in failures:
        _print(failure, not arguments.as_found)
    return 1 if failures else 0


def _told(played: list[Done]) -> str:
    stories, kills = sum(done.stories for done in played), sum(done.kills for done in played)
    many, seconds = sum(done.operations.total() for done in played), sum(done.cpu_seconds for done in played)
    speed = many / seconds * 60 if seconds else 0
    return f"{stories:,} stories, {many:,} operations, {kills:,} kills; {speed:,.0f} operations in a CPU minute"


def _print(failure: Failure, shrunk: bool) -> None:
    """What was found, and the shortest story that shows it."""
    print(f"seed {failure.seed}, {len(failure.story)} operations\n{failure.told}", flush=True)

    def fails(tried: list[tuple[object, ...]]) -> bool:
        found = failure_of(tried)
        return found is not None and kind_of(found) == failure.kind

    if shrunk and not fails(list(failure.story)):
        print("played once more it ended well, so it cannot be made shorter: play it several times", flush=True)
        shrunk = False
    story = shrink(list(failure.story), fails) if shrunk else failure.story
    lines = "".join(f"            {operation!r},\n" for operation in story)
    name = "_".join(failure.kind.lower().split())
    print(f"def test_{name}() -> None:\n    assert_true(\n        [\n{lines}        ]\n    )", flush=True)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of a set is part of what a seed stands for
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.simulation", *sys.argv[1:]],
            os.environ | {"PYTHONHASHSEED": "0"},
        )
    sys.exit(main())
