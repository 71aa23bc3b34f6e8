"""Both runtimes make the same vectors, and the converted model is made once, whole or not at all."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from include.embedding.encoder import TorchEncoder, open_encoder
from include.embedding.model import EmbeddingModel, find_model
from include.embedding.openvino_conversion import TEXTS
from include.embedding.openvino_encoder import DESCRIPTION, WEIGHTS, open_converted
from include.errors import ModelError, ModelRefused
from include.settings import PROJECT, SAMPLE_DOCUMENTS, Settings
from include.sources.extraction import extract

CONVERT = """
import logging, pathlib, sys
logging.basicConfig(level="INFO", stream=sys.stdout, format="%(message)s")
from include.embedding.model import find_model
from include.embedding.openvino_encoder import open_converted
vector = open_converted(find_model("all-MiniLM-L6-v2"), 1, pathlib.Path(sys.argv[1])).encode(["one text"])
print([name for name in ("torch", "openvino_telemetry") if sys.modules.get(name)])
print(vector.shape)
"""


@pytest.fixture(scope="module")
def model() -> EmbeddingModel:
    return find_model("all-MiniLM-L6-v2")


def test_weights_that_cannot_be_loaded_are_one_line_with_the_reason(
    model: EmbeddingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_arguments: object, **_named: object) -> None:
        raise ValueError("header too small\nand more")  # as safetensors says it, with a kind of its own

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", load)
    with pytest.raises(ModelRefused, match=r"all-MiniLM-L6-v2 cannot be loaded from .*: header too small; fetch it"):
        TorchEncoder(model, 1)


def sample_chunks(model: EmbeddingModel) -> list[str]:
    chunker = model.chunker()
    texts = []
    for path in sorted(SAMPLE_DOCUMENTS.rglob("*.*")):
        extracted = extract(path.read_bytes(), path.name)
        texts += [chunk.text for chunk in chunker.split(extracted.text, extracted.markup)]
    return texts


@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.slow_load)])
def test_both_runtimes_agree_on_the_sample_chunks_and_on_odd_texts(model: EmbeddingModel, every: int) -> None:
    texts = [*sample_chunks(model)[::every], *TEXTS]
    cache = Path(Settings.from_environment({}).model_cache)
    difference = np.abs(open_converted(model, 2, cache).encode(texts) - TorchEncoder(model, 2).encode(texts))
    assert len(texts) > 200 / every
    assert difference.max() < 1e-5


def convert(cache: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CONVERT, str(cache)], cwd=PROJECT, stdout=subprocess.PIPE, text=True, bufsize=1
    )


@pytest.mark.slow_load
def test_two_processes_convert_once_and_a_broken_cache_is_made_again(model: EmbeddingModel, tmp_path: Path) -> None:
    outputs = [process.communicate()[0] for process in [convert(tmp_path), convert(tmp_path)]]
    assert sum(output.count("converting model") for output in outputs) == 1, outputs
    assert all("[]\n(1, 384)" in output for output in outputs), outputs

    weights = next(tmp_path.rglob(WEIGHTS))
    weights.write_bytes(weights.read_bytes()[:-1000])
    again = convert(tmp_path).communicate()[0]
    assert again.count("converting model") == 1
    assert "(1, 384)" in again


def test_a_model_that_openvino_cannot_have_is_encoded_by_torch(
    model: EmbeddingModel, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / f"{model.fingerprint}-1"
    folder.mkdir()
    (folder / DESCRIPTION).write_text(json.dumps({"problem": "its vectors would differ by 1.0e-01"}))
    settings = Settings.from_environment({"MODEL_CACHE": str(tmp_path)})
    assert isinstance(open_encoder(model, settings), TorchEncoder)
    assert "would differ" in caplog.text
    demanded = Settings.from_environment({"MODEL_CACHE": str(tmp_path), "EMBEDDING_RUNTIME": "openvino"})
    with pytest.raises(ModelError, match="would differ"):
        open_encoder(model, demanded)
