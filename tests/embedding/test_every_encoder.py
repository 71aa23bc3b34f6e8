"""What every encoder does alike with the model's vectors; another implementation is another row of `ENCODERS`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import numpy as np
import pytest

from include.embedding.encoder import Encoder, TorchEncoder, open_encoder
from include.embedding.model import EmbeddingModel, find_model
from include.embedding.openvino_encoder import open_converted
from include.settings import Settings
from tests.embeddings_server import serving_embeddings

THREADS = 2


def converted(model: EmbeddingModel) -> Encoder:
    return open_converted(model, THREADS, Path(Settings.from_environment({}).model_cache))


@contextmanager
def behind_a_server(model: EmbeddingModel) -> Iterator[Encoder]:
    """The same model, asked as a provider's."""
    with serving_embeddings(converted(model).encode) as server:
        settings = Settings.from_environment(server.environment(EMBEDDING_DIMENSIONS=str(model.dimension)))
        yield open_encoder(find_model(settings.embedding_model), settings)


ENCODERS: Mapping[str, Callable[[EmbeddingModel], AbstractContextManager[Encoder]]] = {
    "torch": lambda model: nullcontext(TorchEncoder(model, THREADS)),
    "openvino": lambda model: nullcontext(converted(model)),
    "provider": behind_a_server,
}
TEXTS = ("a short one", "word " * 300, "another", "日本語 🎉", "")


@pytest.fixture(scope="module")
def model() -> EmbeddingModel:
    return find_model("all-MiniLM-L6-v2")


@pytest.fixture(scope="module", params=ENCODERS)
def encoder(request: pytest.FixtureRequest, model: EmbeddingModel) -> Iterator[Encoder]:
    with ENCODERS[request.param](model) as opened:
        yield opened


def test_a_vector_is_float32_of_length_1_one_for_each_text(encoder: Encoder, model: EmbeddingModel) -> None:
    vectors = encoder.encode(TEXTS)
    assert (vectors.dtype, vectors.shape) == (np.float32, (len(TEXTS), model.dimension))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert encoder.encode([]).shape == (0, model.dimension)
    assert encoder.commit_texts > 0


def test_a_vector_does_not_depend_on_the_texts_beside_it(encoder: Encoder) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(encoder.encode(TEXTS) - alone).max() < 1e-6


def test_questions_are_near_the_texts_that_say_the_same(encoder: Encoder) -> None:
    asked = encoder.encode_questions(TEXTS)
    assert (np.einsum("ij,ij->i", asked, encoder.encode(TEXTS)) > 0.99).all()


def test_what_the_window_cannot_hold_is_left_out(encoder: Encoder, model: EmbeddingModel) -> None:
    full = "word " * (model.window_tokens - 2)
    one, other = encoder.encode([full, f"{full} something else at the end"])
    assert np.abs(one - other).max() < 1e-6


def test_texts_that_mean_the_same_are_near(encoder: Encoder) -> None:
    question, near, far = encoder.encode(["How many days off do I have?", "27 days of holiday a year", "A green door"])
    assert question @ near > question @ far + 0.2
