"""Converts one sentence-transformers model.

`python -m include.embedding.openvino_conversion MODEL_FOLDER OUTPUT_FOLDER`

Prints one JSON line: `inputs`, the names of the graph's inputs, or `problem`, why the model has to stay with torch.
"""

import json
import sys
from pathlib import Path
from typing import Any

from include.embedding.encoder import TorchEncoder
from include.embedding.model import EmbeddingModel
from include.embedding.openvino_encoder import GRAPH, OpenVinoEncoder, import_openvino

LARGEST_DIFFERENCE = 1e-4
"""Largest difference of any component of a normalised vector; fp32 on both sides differs by about 1e-7."""
TEXTS = (
    "",
    "a",
    "The train to the office leaves at eight.",
    "word " * 1000,
    "x" * 5000,
    "🚲🎉 emoji and text 👩‍👩‍👧",
    "日本語の文章です。予約はオンラインで。",
    "هذا نص من اليمين إلى اليسار",
    "  spaces\n\nand\tlines  ",
    "# Heading\n\n```python\nprint('code')\n```",
)


def main() -> int:
    """Convert, compare, and say how it went."""
    model, output = EmbeddingModel(sys.argv[1], Path(sys.argv[1])), Path(sys.argv[2])
    print(json.dumps(_convert(model, output)))
    return 0


def _convert(model: EmbeddingModel, output: Path) -> dict[str, Any]:
    import numpy as np
    import torch

    openvino = import_openvino()
    encoder = TorchEncoder(model, threads=1)
    original = encoder.model
    if original.default_prompt_name:
        return {"problem": "it puts a prompt before each text"}
    known = ("input_ids", "attention_mask", "token_type_ids")
    inputs = [name for name in known if name in original.tokenizer.model_input_names]

    class Graph(torch.nn.Module):  # type: ignore[misc]  # torch is not looked into
        """The whole model, from tokens to the vector of a text."""

        def __init__(self) -> None:
            super().__init__()
            self.steps = original

        def forward(self, *tokens: Any) -> Any:
            features = dict(zip(inputs, tokens, strict=True))
            for step in self.steps:
                features = step(features)
            return features["sentence_embedding"]

    example = tuple(torch.ones((1, 8), dtype=torch.int64) for _ in inputs)
    with torch.no_grad():
        graph = openvino.convert_model(Graph().eval(), example_input=example)
    for port, name in zip(graph.inputs, inputs, strict=True):
        port.get_tensor().set_names({name})
        port.get_node().set_partial_shape(openvino.PartialShape([-1, -1]))
    graph.validate_nodes_and_infer_types()
    openvino.save_model(graph, output / GRAPH, compress_to_fp16=False)

    converted = OpenVinoEncoder(output / GRAPH, model, inputs, threads=1)
    difference = float(np.abs(converted.encode(TEXTS) - encoder.encode(TEXTS)).max())
    if not difference <= LARGEST_DIFFERENCE:
        return {"problem": f"its vectors would differ by {difference:.1e}"}
    return {"inputs": inputs, "difference": difference}


if __name__ == "__main__":
    sys.exit(main())
