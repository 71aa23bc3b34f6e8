"""Vectors on a CPU without importing torch: the sentence-transformers model, converted once by OpenVINO.

The whole model (transformer, pooling, normalisation, whatever else its files name) becomes one graph in fp32, kept in a
cache folder under its fingerprint. The conversion runs in a process of its own, which also compares the two on texts of
every kind; a model whose vectors would differ is not used this way.
"""

import copy
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from include.embedding.file_hash import file_sha256
from include.embedding.model import EmbeddingModel
from include.embedding.vectors import CPU_COMMIT, normalised
from include.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from tokenizers import Encoding, Tokenizer

log = logging.getLogger(__name__)

FORMAT = 1
"""Changes when what is kept in the cache does."""
CONVERSION_SECONDS = 900
GRAPH, WEIGHTS, DESCRIPTION = "model.xml", "model.bin", "description.json"


class NotConvertibleError(ModelError):
    """The model has to be run by sentence-transformers itself."""


def open_converted(model: EmbeddingModel, threads: int, cache: Path, convert: bool = True) -> "OpenVinoEncoder":
    """Returns the model as an encoder; it is converted first where the cache has not got it.

    Args:
        model: what to run.
        threads: of the CPU.
        cache: folder of converted models.
        convert: whether it may be converted; it takes torch, some 20 s and 1 GB for a while.

    Raises:
        NotConvertibleError: the model's vectors cannot be had this way.
    """
    if not convert and not _read(_folder(model, cache)):
        raise NotConvertibleError(f"model {model.name} is not in {cache} yet; embedding with OpenVINO puts it there")
    graph, inputs = converted(model, cache)
    return OpenVinoEncoder(graph, model, inputs, threads)


def converted(model: EmbeddingModel, cache: Path) -> tuple[Path, Sequence[str]]:
    """Returns the file and inputs of the converted model; it is converted first where the cache has not got it.

    Raises:
        NotConvertibleError: the model's vectors cannot be had this way.
    """
    description = _converted(model, cache)
    return _folder(model, cache) / GRAPH, description["inputs"]


class OpenVinoEncoder:
    """Runs a converted model; threads of a process that share it take turns.

    Args:
        graph: the converted model.
        model: for its tokenizer and its window.
        inputs: names of the graph's inputs.
        threads: of the CPU; one text is encoded on each.
        precision: of the arithmetic, `f32` or `bf16`; `bench.precision` measures what the latter would cost.
    """

    commit_texts = CPU_COMMIT
    billed_tokens = 0

    def __init__(
        self, graph: Path, model: EmbeddingModel, inputs: Sequence[str], threads: int, precision: str = "f32"
    ) -> None:
        openvino = import_openvino()
        self._inputs = inputs
        self._dimension = model.dimension
        self._tokenizer = model.tokenizer()
        self._window = model.window_tokens
        options = {
            "INFERENCE_PRECISION_HINT": precision,
            "NUM_STREAMS": threads,  # a thread for each text costs less than several threads for one
            "INFERENCE_NUM_THREADS": threads,
            "ENABLE_CPU_PINNING": False,  # other tasks share the machine
        }
        self._free = Lock()
        self._queue = openvino.AsyncInferQueue(openvino.Core().compile_model(str(graph), "CPU", options), threads)

    def encode(self, texts: Sequence[str]) -> "np.ndarray":
        """Returns normalised vectors: float32 of shape (texts, dimension)."""
        import numpy as np

        vectors = np.empty((len(texts), self._dimension), np.float32)

        def keep(request: Any, row: int) -> None:
            vectors[row] = request.get_output_tensor(0).data[0]

        encodings = self._encodings([text.strip() for text in texts])
        with self._free:
            self._queue.set_callback(keep)
            for row, encoding in enumerate(encodings):
                fields = {
                    "input_ids": encoding.ids,
                    "attention_mask": encoding.attention_mask,
                    "token_type_ids": encoding.type_ids,
                }
                self._queue.start_async({name: np.array([fields[name]], np.int64) for name in self._inputs}, row)
            self._queue.wait_all()
        return normalised(vectors)

    encode_questions = encode

    def _encodings(self, texts: list[str]) -> "list[Encoding]":
        """Tokens of each text, cut to what the model reads; chunks are no longer, a question may be."""
        encodings = self._tokenizer.encode_batch(texts)
        if all(len(encoding.ids) <= self._window for encoding in encodings):
            return encodings
        return self._cutting_tokenizer.encode_batch(texts)

    @cached_property
    def _cutting_tokenizer(self) -> "Tokenizer":
        tokenizer = copy.deepcopy(self._tokenizer)
        tokenizer.enable_truncation(self._window)
        return tokenizer


def import_openvino() -> Any:
    """Returns OpenVINO, without the package by which it would report its use over the network."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def _folder(model: EmbeddingModel, cache: Path) -> Path:
    return cache / f"{model.fingerprint}-{FORMAT}"


def _converted(model: EmbeddingModel, cache: Path) -> dict[str, Any]:
    """Description of the converted model; converts it first where the cache has none that is whole.

    Several processes that want it at once convert it once.
    """
    folder = _folder(model, cache)
    if description := _read(folder):
        return _usable(description, model)
    from filelock import FileLock

    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock", timeout=CONVERSION_SECONDS):
            if description := _read(folder):
                return _usable(description, model)
            log.info("converting model %s for this CPU, once", model.name)
            shutil.rmtree(folder, ignore_errors=True)
            description = _convert(model, folder)
    except OSError as error:
        raise NotConvertibleError(f"{cache} cannot be written: {error.strerror}; check MODEL_CACHE") from error
    return _usable(description, model)


def _usable(description: dict[str, Any], model: EmbeddingModel) -> dict[str, Any]:
    if problem := description.get("problem"):
        raise NotConvertibleError(f"model {model.name} is not run by OpenVINO: {problem}")
    return description


def _read(folder: Path) -> dict[str, Any] | None:
    """What the cache says; None where it has nothing, or not all that was written."""
    try:
        description: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text("utf-8"))
        if "problem" in description or description["sha256"] == _sha256(folder):
            return description
    except (OSError, ValueError, KeyError):
        return None
    return None


def _sha256(folder: Path) -> dict[str, str]:
    return {name: file_sha256(folder / name) for name in (GRAPH, WEIGHTS)}


def _convert(model: EmbeddingModel, folder: Path) -> dict[str, Any]:
    """Convert in a process of its own: torch's memory goes with it, and a crash of the converter is a plain answer."""
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    command = [sys.executable, "-m", "include.embedding.openvino_conversion", str(model.folder), str(part)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(  # noqa: S603 - our own module and two paths
        command, env=environment, capture_output=True, text=True, check=False, timeout=CONVERSION_SECONDS
    )
    try:
        description: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        lines = done.stderr.strip().splitlines()
        description = {"problem": f"the conversion failed: {lines[-1] if lines else done.returncode}"}
    if "problem" not in description:
        description["sha256"] = _sha256(part)
    (part / DESCRIPTION).write_text(json.dumps(description), "utf-8")
    part.replace(folder)
    return description
