"""Does one step in this process and kills the process at a named place: the product itself has no hook for faults.

`python -m tests.faults.launcher sync --kill include.lake.tables.Lake.append --call 2` ends with SIGKILL where a second
batch would be appended; with `--after`, once it was. Prints what the step reports as JSON.
"""

import argparse
import importlib
import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from include.embedding.encoder import Encoder, open_encoder
from include.lake.tables import Lake
from include.pipeline import steps
from include.provenance import Provenance
from include.settings import Settings
from include.sync.run import sync


def kill_at(place: str, call: int, after: bool) -> None:
    """Let the `call`-th call of `package.module.function` or `package.module.Class.method` be this process's last."""
    owner, name = resolve(place)
    original = getattr(owner, name)
    calls = 0

    def last(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, last)


def resolve(place: str) -> tuple[Any, str]:
    parent, name = place.rsplit(".", 1)
    try:
        return importlib.import_module(parent), name
    except ModuleNotFoundError:
        module, kind = parent.rsplit(".", 1)
        return getattr(importlib.import_module(module), kind), name


class Tallied:
    """An encoder that writes down how many texts it was given, so that it is known after a kill."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self.commit_texts = encoder.commit_texts
        self._encoder = encoder
        self._file = file

    @property
    def billed_tokens(self) -> int:
        return self._encoder.billed_tokens

    def encode(self, texts: Sequence[str]) -> Any:
        with self._file.open("a") as file:
            file.write(f"{len(texts)}\n")
        return self._encoder.encode(texts)


def tally(file: Path) -> None:
    """Count the texts of documents that are embedded; golden questions are not among them."""
    import include.pipeline.embed_texts

    include.pipeline.embed_texts.open_encoder = lambda model, settings: Tallied(open_encoder(model, settings), file)


STEPS: dict[str, Callable[..., Any]] = {
    "publish": steps.publish_documents,
    "generate": steps.generate_embeddings,
    "store": steps.update_vector_store,
    "index": steps.rebuild_search_index,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=[*STEPS, "shard", "sync"])
    parser.add_argument("--shard", type=int, nargs=2, default=(0, 1), metavar=("NUMBER", "OF"))
    parser.add_argument("--plan", default="", help="names the plan that left the shard's part")
    parser.add_argument("--run", default="the run")
    parser.add_argument("--kill", default="")
    parser.add_argument("--call", type=int, default=1)
    parser.add_argument("--after", action="store_true")
    parser.add_argument("--tally", type=Path)
    arguments = parser.parse_args()
    if arguments.tally:
        tally(arguments.tally)
    if arguments.kill:
        kill_at(arguments.kill, arguments.call, arguments.after)
    settings = Settings.from_environment()
    lake, provenance = Lake(settings.lake_uri), Provenance(run=arguments.run)
    if arguments.step == "sync":
        print(json.dumps(sync(settings, lambda _plan: None, lambda _what, _done, _total: None)))
    elif arguments.step == "shard":
        shard = steps.Shard(*arguments.shard, arguments.plan)
        print(json.dumps({"embedded": steps.embed_shard(settings, lake, shard, provenance)}))
    else:
        report = STEPS[arguments.step](settings, lake, provenance)
        print(json.dumps({"worked": report.worked, "event": report.event}))


if __name__ == "__main__":
    main()
