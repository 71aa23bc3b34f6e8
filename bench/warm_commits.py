"""The work of a sync alone, without imports and model, of one peer: `python -m bench.warm_commits NAME SOURCE STATE`.

The counterpart of `bench.sync_alone`, with the python of `bench/venv` and the counting stub for an encoder. The peer
stays open between the commits. Prints the median in seconds of the process's CPU time.
"""

import importlib
import json
import logging
import statistics
import sys
import time
import warnings
from pathlib import Path

from bench.commits import COMMITS, change
from bench.contenders import counting


def main() -> None:
    name, source, state, *options = sys.argv[1:]
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    counting.install()
    contender = importlib.import_module(f"bench.contenders.{name}")
    seconds = []
    with contender.opened(Path(source), Path(state), *options) as run:
        for number in range(COMMITS + 1):
            change(Path(source), number)
            begun = time.process_time()
            run()
            seconds.append(time.process_time() - begun)
    print(json.dumps({"commits": COMMITS, "cpu": statistics.median(seconds[1:])}))


if __name__ == "__main__":
    main()
