"""The encoder against what this CPU can do at all: `python -m bench.encoder_peak`. One thread, fp32.

The peak is OpenVINO's own product of two 2048 x 2048 matrices (17.2 GFLOP), the right one transposed, its fastest form.
The encoder's work is counted from the model. A token costs 2 * 6 * (4 * 384**2 + 2 * 384 * 1536) FLOP in the weights
of its 6 layers of width 384, and 9216 FLOP for each token of the text in attention (2 products * 2 FLOP * 384 * 6).
CPU seconds, best of several.
"""

import json
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.embedding.openvino_encoder import import_openvino
from include.settings import Settings

SIZE = 2048
LAYERS, WIDTH, INNER = 6, 384, 1536
TOKENS, TEXTS, ROUNDS = 215, 64, 5


def main() -> None:
    os.environ["EMBEDDING_THREADS"] = "1"
    settings = Settings.from_environment()
    model = find_model(settings.embedding_model)
    texts = _texts(model.tokenizer())
    lengths = [len(encoding.ids) for encoding in model.tokenizer().encode_batch(texts)]
    encoder = open_encoder(model, settings)
    multiply = _matrix_product()
    peak, encoding = [], []
    for _ in range(ROUNDS):  # in turn, so that a noisy neighbour slows both
        peak.append(_cpu_seconds(multiply) / 4)
        encoding.append(_cpu_seconds(lambda: encoder.encode(texts)))
    flop = sum(_flop(length) for length in lengths)
    result = {
        "peak_gflops": 2 * SIZE**3 / min(peak) / 1e9,
        "encoder_gflops": flop / min(encoding) / 1e9,
        "tokens_per_text": sum(lengths) / len(lengths),
        "texts_per_cpu_second": len(texts) / min(encoding),
    }
    print(json.dumps(result | {"share": result["encoder_gflops"] / result["peak_gflops"]}))


def _texts(tokenizer: Any) -> Sequence[str]:
    """Texts of about `TOKENS` tokens, special ones included."""
    words = ("the", "table", "says", "what", "changed", "and", "the", "vectors", "follow", "it", "each", "day")
    texts = [" ".join(words[(start + step) % len(words)] for step in range(TOKENS - 2)) for start in range(TEXTS)]
    return [text for text in texts if len(tokenizer.encode(text).ids) <= TOKENS + 10]


def _flop(tokens: int) -> int:
    weights = 2 * LAYERS * (4 * WIDTH**2 + 2 * WIDTH * INNER)
    attention = 2 * 2 * WIDTH * LAYERS * tokens
    return tokens * (weights + attention)


def _matrix_product() -> Callable[[], None]:
    """Four products of square matrices."""
    openvino = import_openvino()
    from openvino import opset13 as operators

    shape = [SIZE, SIZE]
    left = operators.parameter(shape, np.float32)
    right = operators.parameter(shape, np.float32)
    graph = openvino.Model([operators.matmul(left, right, False, True)], [left, right], "product")
    options = {"INFERENCE_PRECISION_HINT": "f32", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": 1}
    request = openvino.Core().compile_model(graph, "CPU", options).create_infer_request()
    numbers = np.random.default_rng(0).standard_normal((2, SIZE, SIZE), np.float32)
    request.infer([numbers[0], numbers[1]])

    def multiply() -> None:
        for _ in range(4):
            request.infer()

    return multiply


def _cpu_seconds(call: Callable[[], Any]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
