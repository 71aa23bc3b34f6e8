"""The chunker against a plain recursive splitter: pages are found at least as well, and edits cost few new chunks."""

import pytest

from bench.chunking import (
    EDITS,
    LARGEST_TOKENS,
    Quality,
    Split,
    golden_questions,
    long_documents,
    measure_edit,
    measure_quality,
    measure_sizes,
    read_documents,
    splitters,
)
from include.embedding.chunking import Chunker
from include.embedding.encoder import open_encoder
from include.embedding.model import EmbeddingModel, find_model
from include.settings import SAMPLE_DOCUMENTS, Settings
from include.sources.extraction import Extracted

LARGEST_MEAN = {"sentence": 1.6, "top paragraph": 1.6, "middle paragraph": 2.0}
"""New chunks an edit may make; of the sentence 1.1 on a large collection, but the sample has few long pages."""


@pytest.fixture(scope="module")
def model() -> EmbeddingModel:
    return find_model("all-MiniLM-L6-v2")


@pytest.fixture(scope="module")
def chunker(model: EmbeddingModel) -> Chunker:
    return model.chunker()


@pytest.fixture(scope="module")
def documents() -> dict[str, Extracted]:
    return read_documents(SAMPLE_DOCUMENTS)


@pytest.fixture(scope="module")
def split(chunker: Chunker) -> dict[str, Split]:
    return splitters(chunker)


@pytest.fixture(scope="module")
def quality(model: EmbeddingModel, split: dict[str, Split], documents: dict[str, Extracted]) -> dict[str, Quality]:
    encoder = open_encoder(model, Settings.from_environment())
    return {name: measure_quality(cut, documents, golden_questions(), encoder) for name, cut in split.items()}


@pytest.mark.slow_load
def test_questions_find_their_page_at_least_as_often_as_with_a_recursive_splitter(quality: dict[str, Quality]) -> None:
    ours, recursive = quality["ours"], quality["recursive"]
    assert ours.questions == recursive.questions >= 40
    assert 0.5 < recursive.recall_at_5 <= ours.recall_at_5
    assert ours.mrr >= recursive.mrr


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_of_a_long_page_makes_few_new_chunks(
    split: dict[str, Split], documents: dict[str, Extracted], edit: str
) -> None:
    pages = long_documents(documents)
    assert len(pages) >= 2
    cost = measure_edit(split["ours"], pages, EDITS[edit])
    assert 1 <= cost.mean <= LARGEST_MEAN[edit]
    assert cost.largest <= 4


@pytest.mark.parametrize("edit", ["top paragraph", "middle paragraph"])
def test_a_new_paragraph_costs_less_than_with_a_recursive_splitter(
    split: dict[str, Split], documents: dict[str, Extracted], edit: str
) -> None:
    ours, recursive = (measure_edit(split[name], long_documents(documents), EDITS[edit]) for name in split)
    assert ours.mean < recursive.mean


def test_no_chunk_is_longer_than_the_model_reads(
    chunker: Chunker, split: dict[str, Split], documents: dict[str, Extracted]
) -> None:
    sizes = measure_sizes(split["ours"], documents, chunker.count)
    assert sizes.over_limit == 0
    assert LARGEST_TOKENS / 2 < sizes.mean_tokens <= LARGEST_TOKENS
