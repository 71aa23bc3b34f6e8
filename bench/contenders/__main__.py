"""Runs of one peer, with the python of `bench/venv`.

`python -m bench.contenders NAME SOURCE STATE [OPTION…]` is one run in a fresh process. It prints one JSON line:
`embedded`, the number of texts that reached `SentenceTransformer.encode`.

`python -m bench.contenders NAME` imports what the peer needs, reads requests `{"source", "state", "options"}` from
standard input and forks a process for each run: the counts of a fresh process without its imports.
"""

import importlib
import json
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from bench.contenders import counting
from bench.contenders.counting import Counter
from bench.contenders.shared import answers_apart


def main() -> None:
    name, *arguments = sys.argv[1:]
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    counter = counting.install()
    contender = importlib.import_module(f"bench.contenders.{name}")
    if arguments:
        source, state, *options = arguments
        print(_sync(contender, counter, source, state, options))
    else:
        _serve(contender, counter)


def _sync(contender: ModuleType, counter: Counter, source: str, state: str, options: Sequence[str]) -> str:
    Path(state).mkdir(parents=True, exist_ok=True)
    with contender.opened(Path(source), Path(state), *options) as run:
        run()
    return json.dumps({"embedded": counter.texts})


def _serve(contender: ModuleType, counter: Counter) -> None:
    for module in contender.IMPORTS:
        importlib.import_module(module)
    answers = answers_apart()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            request = json.loads(line)
            answers.write(f"{_sync(contender, counter, request['source'], request['state'], request['options'])}\n")
            answers.flush()
            os._exit(0)
        if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
            sys.exit(f"a run ended with {code}")


if __name__ == "__main__":
    main()
