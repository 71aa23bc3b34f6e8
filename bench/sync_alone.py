"""The work of a sync alone, without imports and model: `python -m bench.sync_alone`, with the settings of a lake.

In one warm process one to three documents get a sentence more, ten times; each time the four steps run. The encoder's
time is taken off, and the vector store stays open, as it does for the peers. Prints medians in seconds, of the
process's CPU time and of the clock, for each step.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.commits import COMMITS, change
from include.embedding.encoder import Encoder, open_encoder
from include.embedding.model import EmbeddingModel
from include.lake.tables import Lake
from include.pipeline import embed_texts
from include.pipeline.steps import generate_embeddings, publish_documents, rebuild_search_index, update_vector_store
from include.provenance import Provenance
from include.settings import Settings
from include.vector_store.store import opened_once


class _Stopwatch:
    """Seconds of the process's CPU and of the clock that a call took."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.clock: dict[str, float] = {}

    def time(self, name: str, call: Callable[[], Any]) -> Any:
        cpu, clock = time.process_time(), time.perf_counter()
        result = call()
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - cpu
        self.clock[name] = self.clock.get(name, 0.0) + time.perf_counter() - clock
        return result


class _TimedEncoder:
    def __init__(self, inner: Encoder, watch: _Stopwatch) -> None:
        self._inner = inner
        self.commit_texts = inner.commit_texts
        self.watch = watch

    def encode(self, texts: Sequence[str]) -> Any:
        return self.watch.time("encode", lambda: self._inner.encode(texts))

    def encode_questions(self, questions: Sequence[str]) -> Any:
        return self.watch.time("encode", lambda: self._inner.encode_questions(questions))

    @property
    def billed_tokens(self) -> int:
        return self._inner.billed_tokens


def main() -> None:
    settings = Settings.from_environment()
    encoders: list[_TimedEncoder] = []

    def opened(model: EmbeddingModel, settings: Settings) -> _TimedEncoder:
        if not encoders:
            encoders.append(_TimedEncoder(open_encoder(model, settings), _Stopwatch()))
        return encoders[0]

    embed_texts.open_encoder = opened  # type: ignore[attr-defined]
    with opened_once():
        laps = [_commit(settings, number, encoders) for number in range(COMMITS + 1)][1:]
    print(
        json.dumps(
            {
                "commits": COMMITS,
                "cpu": _medians([lap.cpu for lap in laps]),
                "clock": _medians([lap.clock for lap in laps]),
            }
        )
    )


def _commit(settings: Settings, number: int, encoders: list[_TimedEncoder]) -> _Stopwatch:
    change(Path(settings.documents_uri), number)
    watch, lake, provenance = _Stopwatch(), Lake(settings.lake_uri), Provenance()
    for encoder in encoders:
        encoder.watch = _Stopwatch()
    watch.time("publish", lambda: publish_documents(settings, lake, provenance))
    watch.time("embed", lambda: generate_embeddings(settings, lake, provenance))
    watch.time("store", lambda: update_vector_store(settings, lake, provenance))
    watch.time("index", lambda: rebuild_search_index(settings, lake, provenance))
    for taken, encoding in ((watch.cpu, encoders[0].watch.cpu), (watch.clock, encoders[0].watch.clock)):
        taken["embed"] -= encoding.get("encode", 0.0)
    return watch


def _medians(laps: list[dict[str, float]]) -> dict[str, float]:
    """Median of each step, and of the sum of a commit."""
    found = {name: statistics.median(lap[name] for lap in laps) for name in laps[0]}
    return found | {"total": statistics.median(sum(lap.values()) for lap in laps)}


if __name__ == "__main__":
    main()
