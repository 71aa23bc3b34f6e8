"""What one changed document costs as the corpus grows: `python -m bench.scale [--sizes 1000,10000,100000]`.

For each size a corpus is made in a temporary folder and loaded once; then a sync with no change and a sync with one
changed document are measured, each in a fresh process: CPU seconds by step and the most memory. Everything is real but
the encoder, which makes vectors from hashes. Linux only.

`--requests` counts what the tables ask of an S3 server (moto) instead.

Embedded Qdrant is not meant for more, so above `LARGEST_EMBEDDED` documents the store is left out: steps 1
and 2 are measured, steps 3 and 4 are not. The first load does not go through step 2, which would cut 100,000 documents
for seven minutes: `documents` is published as ever, but rows of `chunks` (one a section) and `embeddings` are written
directly, in few large commits, as after compaction. Documents that will be changed are cut by the real chunker.
"""

import argparse
import hashlib
import itertools
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deltalake import DeltaTable

import include.pipeline.embed_texts
import include.pipeline.golden
import include.pipeline.publish
import include.sync.run
from include.embedding.chunking import Chunk, text_hash
from include.embedding.model import EmbeddingModel, find_model
from include.embedding.vectors import CPU_COMMIT
from include.lake.columns import embedding_columns
from include.lake.queries import Row, read_rows
from include.lake.schemas import TABLES as LAKE_TABLES
from include.lake.tables import Lake
from include.pipeline.point_ids import POINTS, chunk_row
from include.provenance import Provenance
from include.proxy import sparing_this_machine
from include.settings import Settings

SIZES = (1000, 10_000, 100_000)
LARGEST_EMBEDDED = 10_000
"""Documents; about four times as many points."""
LOAD_BATCH = 50_000
"""Texts whose embeddings the first load appends in one commit."""
S3_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=True)
server.start()
print("http://{}:{}".format(*server.get_host_and_port()), flush=True)
sys.stdin.read()
"""
REPEATS = 5
"""Each sync is measured so often; the fewest CPU seconds of each step are shown."""
PER_FOLDER = 500
DIMENSION = 384
SOURCE = "source"
"""List, read and hash every document, and compare it with its row (which `read documents` has read)."""
TABLES = ("start", "plan", "commit", "other")
"""Steps that need not look at every document."""
STEPS: dict[str, tuple[tuple[Any, str], ...]] = {
    SOURCE: ((include.pipeline.publish, "plan_documents"),),
    "read documents": ((include.pipeline.publish, "known_documents"),),
    "plan": ((include.sync.run, "generate_embeddings"),),
    "commit": ((Lake, "change"), (Lake, "append")),
    "vector store": ((include.sync.run, "update_vector_store"),),
    "index": ((include.sync.run, "rebuild_search_index"),),
}
"""Where each step begins: an object and the name of its function."""
VOCABULARY = (
    "water bridge lamp window paper stone garden market winter station letter engine kitchen mountain bottle forest "
    "harbour number office ticket morning signal village ladder mirror pocket river saddle table valley wagon yard "
    "answers asks brings builds carries closes cuts draws drives finds gives holds keeps leaves lifts makes moves "
    "opens paints puts reads sends shows takes turns writes early late never often always seldom north south east"
)


class HashEncoder:
    """Vectors that depend on the text alone and cost next to nothing."""

    commit_texts = CPU_COMMIT
    billed_tokens = 0

    def encode(self, texts: Sequence[str]) -> Any:
        """Normalised vectors: float32 of shape (texts, dimension)."""
        import numpy as np

        seeds = (int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) for text in texts)
        vectors = np.stack([np.random.default_rng(seed).standard_normal(DIMENSION, np.float32) for seed in seeds])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    encode_questions = encode


class Stopwatch:
    """CPU seconds by step; time in a step within a step counts for the inner one only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._steps = ["start"]
        self._last = 0.0  # process_time counts from the start of the process

    def _enter(self, step: str) -> None:
        self._lap()
        self._steps.append(step)

    def _leave(self) -> None:
        self._lap()
        self._steps.pop()

    def _lap(self) -> None:
        now = time.process_time()
        self.seconds[self._steps[-1]] += now - self._last
        self._last = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._enter(name)
        try:
            yield
        finally:
            self._leave()

    def watch(self, owner: Any, function: str, step: str) -> None:
        """Count a function's time as a step's."""
        original: Callable[..., Any] = getattr(owner, function)

        def watched(*arguments: Any, **named: Any) -> Any:
            with self.step(step):
                return original(*arguments, **named)

        setattr(owner, function, watched)


def document_text(number: int) -> str:
    """Three to five chunks of text, always the same for a number."""
    chance = random.Random(number)  # noqa: S311 - reproducible, not secret
    words, sections = VOCABULARY.split(), []
    for section in range(chance.randint(3, 5)):
        sentences = (" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(9))
        sections.append(f"## Part {section} of {number}\n\n{' '.join(sentences)}")
    return f"# Document {number}\n\n" + "\n\n".join(sections) + "\n"


def write_corpus(folder: Path, size: int) -> None:
    for number in range(size):
        path = _document(folder, number)
        if number % PER_FOLDER == 0:
            path.parent.mkdir(parents=True)
        path.write_text(document_text(number), "utf-8")


def _document(folder: Path, number: int) -> Path:
    return folder / f"{number // PER_FOLDER:04}" / f"{number:07}.md"


def _settings(place: Path) -> Settings:
    return Settings.from_environment(
        {
            "DOCUMENTS_URI": str(place / "documents"),
            "LAKE_URI": os.environ.get("BENCH_LAKE") or str(place / "lake"),
            "QDRANT_PATH": str(place / "qdrant"),
        }
    )


def _sync(place: Path, with_store: bool) -> dict[str, int]:
    """The steps as `python -m include.sync` does them; returns what was done."""
    settings = _settings(place)
    if with_store:
        result = include.sync.run.sync(settings, lambda _plan: None, lambda _what, _done, _total: None)
        return {"embedded": result["chunks"]["embedded"], "points": result["vectors"]["upserted"]}
    lake, provenance = Lake(settings.lake_uri), Provenance()
    steps: Any = include.sync.run  # by these names, so that the stopwatch sees them
    steps.publish_documents(settings, lake, provenance)
    report = steps.generate_embeddings(settings, lake, provenance)
    return {"embedded": report.plan.embedded}


def load(place: Path, size: int, with_store: bool) -> dict[str, float]:
    """The first load, and a change so that every table has been through a sync; CPU seconds in all and of the store."""
    settings, provenance = _settings(place), Provenance()
    lake, model = Lake(settings.lake_uri), find_model(settings.embedding_model)
    include.pipeline.publish.publish_documents(settings, lake, provenance)
    edited = {_document(place / "documents", number).name for number in _edited(size)}
    chunker = model.chunker()
    rows: list[Row] = []
    texts: dict[str, str] = {}
    for document in sorted(read_rows(lake.open("documents"), "id", "title", "sha256"), key=lambda row: str(row["id"])):
        text = (place / "documents" / document["id"]).read_text("utf-8")
        pieces = chunker.split(text, "text/markdown") if Path(document["id"]).name in edited else _sections(text)
        rows += [_chunk_row(document, piece, model) for piece in pieces]
        texts |= {piece.hash: piece.text for piece in pieces}
    _append(lake, model, texts)
    lake.change(lake.open_or_create("chunks"), "chunks", rows, (), {"run": provenance.run})
    change_document(place, size, 0)
    _stub_encoder()
    stopwatch = Stopwatch()
    stopwatch.watch(include.sync.run, "update_vector_store", "vector store")
    _sync(place, with_store)
    return {"all": time.process_time(), "store": stopwatch.seconds["vector store"]}


def _edited(size: int) -> range:
    """Numbers of the documents that are changed, one after the other: somewhere in the middle."""
    return range(size // 2, size // 2 + REPEATS + 1)


def change_document(place: Path, size: int, round_: int) -> None:
    with _document(place / "documents", _edited(size)[round_]).open("a", encoding="utf-8") as file:
        file.write(f"\nA remark was added in round {round_}.\n")


def _sections(text: str) -> list[Chunk]:
    parts = text.strip().split("\n\n## ")
    return [Chunk(number, part.partition("\n")[0], part, text_hash(part)) for number, part in enumerate(parts[1:])]


def _chunk_row(document: Row, piece: Chunk, model: EmbeddingModel) -> Row:
    return chunk_row(str(uuid.uuid5(POINTS, f"{document['id']}\x1f{piece.hash}\x1f0")), document, piece, model)


def _append(lake: Lake, model: EmbeddingModel, texts: Mapping[str, str]) -> None:
    waiting = list(texts.items())
    for start in range(0, len(waiting), LOAD_BATCH):
        hashes, batch = zip(*waiting[start : start + LOAD_BATCH], strict=True)
        columns = embedding_columns(model.fingerprint, hashes, batch, HashEncoder().encode(batch))
        lake.append("embeddings", columns, {"run": "load", "texts": str(len(batch))})


def _stub_encoder() -> None:
    for module in (include.pipeline.embed_texts, include.pipeline.golden):
        module.open_encoder = lambda *_arguments: HashEncoder()  # type: ignore[attr-defined]


def measure(place: Path, with_store: bool) -> dict[str, Any]:
    """One sync in this process: CPU seconds by step, MiB at the most, and what was done."""
    _stub_encoder()
    stopwatch = Stopwatch()
    for step, functions in STEPS.items():
        for owner, function in functions:
            stopwatch.watch(owner, function, step)
    with stopwatch.step("other"):
        done = _sync(place, with_store)
    seconds = {step: stopwatch.seconds.get(step, 0.0) for step in ("start", *STEPS, "other")}
    return {"seconds": seconds, "peak_mib": _peak_mib(), "done": done}


def _peak_mib() -> float:
    """Most memory this process had; `getrusage` would count what its parent had when it was started."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found.group(1)) / 1024 if found else 0.0


def in_fresh_process(function: Callable[..., Any], *arguments: Any) -> Any:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()


def measure_sizes(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Grow and load a corpus of each size, then measure the syncs of all in turn, so that noise hits all alike."""
    with tempfile.TemporaryDirectory() as folder:
        places = {size: Path(folder, str(size)) for size in sizes}
        loads, before = {}, {}
        for size, place in places.items():
            write_corpus(place / "documents", size)
            loads[size] = in_fresh_process(load, place, size, size <= LARGEST_EMBEDDED)
            before[size] = {name: _files(place, name) for name in LAKE_TABLES}
        none, one = defaultdict(list), defaultdict(list)
        for round_ in range(1, REPEATS + 1):
            for size, place in places.items():
                none[size].append(in_fresh_process(measure, place, size <= LARGEST_EMBEDDED))
                change_document(place, size, round_)
                one[size].append(in_fresh_process(measure, place, size <= LARGEST_EMBEDDED))
        return [
            _describe(size, place, loads[size], before[size])
            | {"no change": _least_disturbed(none[size]), "one document": _least_disturbed(one[size])}
            for size, place in places.items()
        ]


def _describe(size: int, place: Path, load_seconds: dict[str, float], before: dict[str, Any]) -> dict[str, Any]:
    tables = {name: open_table(place, name) for name in LAKE_TABLES}
    chunks = tables["chunks"].count()
    with_store = size <= LARGEST_EMBEDDED
    written = {name: sum((_files(place, name) - before[name]).values()) / REPEATS for name in LAKE_TABLES}
    return {
        "documents": size,
        "chunks": chunks,
        "with_store": with_store,
        "first_load_cpu_seconds": round(load_seconds["all"], 1),
        "points_per_cpu_second": round(chunks / load_seconds["store"]) if with_store else None,
        "bytes_per_row": {name: round(_live_bytes(table) / table.count()) for name, table in tables.items()},
        "written_bytes_per_change": {name: round(size_bytes) for name, size_bytes in written.items()},
    }


def open_table(place: Path, name: str) -> DeltaTable:
    table = Lake(str(place / "lake")).open(name)
    if table is None:
        raise FileNotFoundError(name)
    return table


def _live_bytes(table: DeltaTable) -> int:
    """Bytes of the files that the newest version consists of."""
    return sum(int(size) for size in table.get_add_actions(flatten=True).column("size_bytes").to_pylist())


def _files(place: Path, name: str) -> Counter[Path]:
    """Every file of a table, log and change feed included, and its bytes."""
    return Counter({path: path.stat().st_size for path in (place / "lake" / name).rglob("*") if path.is_file()})


def _least_disturbed(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Of each step the fewest CPU seconds: neighbours on the machine can only add to them."""
    seconds = {step: min(run["seconds"][step] for run in runs) for step in runs[0]["seconds"]}
    return runs[0] | {"seconds": seconds}


def count_requests(size: int) -> dict[str, dict[str, int]]:
    """Requests to S3 for the tables, by sync and method; the documents stay on the disk."""
    import boto3

    os.environ.update(sparing_this_machine(os.environ))
    with tempfile.TemporaryDirectory() as folder:
        place, log = Path(folder), Path(folder, "requests.log")
        write_corpus(place / "documents", size)
        with (
            log.open("w") as file,
            subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-c", S3_SERVER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            ) as server,
        ):
            endpoint = next(line.strip() for line in server.stdout or () if line.startswith("http"))
            access = {"ACCESS_KEY_ID": "bench", "SECRET_ACCESS_KEY": "bench", "DEFAULT_REGION": "us-east-1"}
            os.environ |= {f"AWS_{name}": value for name, value in access.items()}
            os.environ |= {"AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true", "BENCH_LAKE": "s3://bench/lake"}
            boto3.client("s3").create_bucket(Bucket="bench")
            in_fresh_process(load, place, size, False)
            counts = {"no change": _requests_of(place, log)}
            change_document(place, size, 1)
            counts["one document"] = _requests_of(place, log)
            if server.stdin:
                server.stdin.close()
        return counts


def _requests_of(place: Path, log: Path) -> dict[str, int]:
    before = log.stat().st_size
    in_fresh_process(measure, place, False)
    lines = log.read_text("utf-8")[before:]  # werkzeug colours what is not a plain 200: part of a file, a missing one
    return dict(Counter(re.findall(r'"(?:\x1b\[\d+m)*([A-Z]+) /bench', lines)))


def table(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Rows of a Markdown table: CPU seconds by step and size, and the ratio of each size to the one before it."""
    header = [f"{result['documents']:,} documents, {result['chunks']:,} chunks" for result in results]
    ratios = [f"ratio {number}" for number in range(1, len(results))]
    yield f"| CPU seconds | {' | '.join(header + ratios)} |"
    yield f"|---{'|---' * (len(header) + len(ratios))}|"
    for run in ("no change", "one document"):
        for step in ("start", *STEPS, "other"):
            left_out = step in ("vector store", "index")
            values = [
                None if left_out and not result["with_store"] else result[run]["seconds"][step] for result in results
            ]
            yield _row(f"{run}: {step}", values, "{:.3f}")
        totals = [sum(result[run]["seconds"].values()) for result in results]
        yield _row(f"{run}: all", totals, "{:.3f}")
        yield _row(f"{run}: {', '.join(TABLES)}", [_sum(result[run], TABLES) for result in results], "{:.3f}")
        yield _row(f"{run}: MiB at the most", [result[run]["peak_mib"] for result in results], "{:.0f}")
    yield _row("first load", [result["first_load_cpu_seconds"] for result in results], "{:.0f}")
    yield _row("points written a CPU second", [result["points_per_cpu_second"] for result in results], "{:.0f}")
    for name in LAKE_TABLES:
        yield _row(f"{name}: bytes a row", [result["bytes_per_row"][name] for result in results], "{:.0f}")
        kib = [result["written_bytes_per_change"][name] / 1024 for result in results]
        yield _row(f"{name}: KiB written a change", kib, "{:.0f}")


def _sum(run: dict[str, Any], steps: Sequence[str]) -> float:
    return float(sum(run["seconds"][step] for step in steps))


def _row(name: str, values: Sequence[float | None], form: str) -> str:
    cells = ["left out" if value is None else form.format(value) for value in values]
    for before, after in itertools.pairwise(values):
        cells.append("–" if not before or after is None or before < 0.005 else f"{after / before:.2f}")
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="documents, separated by commas")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument("--requests", action="store_true", help="count requests to an S3 server of this machine")
    arguments = parser.parse_args()
    if arguments.requests:
        print(json.dumps(count_requests(int(arguments.sizes.split(",")[0]))))
        return
    results = measure_sizes([int(size) for size in arguments.sizes.split(",")])
    if arguments.json:
        print(json.dumps(results))
        return
    print("\n".join(table(results)))


if __name__ == "__main__":
    main()
