"""A provider that misbehaves, over HTTP: what is asked again is healed, the rest is one line without the key."""

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from include.embedding.encoder import dimension_of
from include.embedding.model import find_model
from include.embedding.provider_encoder import PAID_TEXTS, TRIES, ProviderEncoder
from include.errors import Lasting, ModelError, SettingsError
from include.settings import Settings
from tests import embeddings_server
from tests.embeddings_server import (
    KEY,
    EmbeddingsServer,
    Misbehaviour,
    breaks_off,
    fewer,
    hangs,
    hashed,
    longer,
    nan,
    no_json,
    no_vectors,
    refuses,
    serving_embeddings,
    uneven,
    zeros,
)

TEXTS = ["one text", "another"]


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with serving_embeddings() as served:
        yield served


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that would have been waited between two tries."""
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=waited.append))
    return waited


@pytest.fixture
def settings(server: EmbeddingsServer, tmp_path: Path) -> Settings:
    return Settings.from_environment(server.environment(MODEL_CACHE=str(tmp_path / "models")))


def opened(settings: Settings, seconds: float = 20.0, tries: int = TRIES) -> ProviderEncoder:
    return ProviderEncoder(find_model(settings.embedding_model), settings, seconds, tries)


def unit(texts: Sequence[str]) -> np.ndarray:
    vectors = hashed(texts)
    normalised: np.ndarray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normalised


def failure(call: Callable[[], object], caplog: pytest.LogCaptureFixture) -> ModelError:
    """What a call fails with: one line, and the key neither in it, nor in its traceback, nor in any line of the log."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ModelError) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert KEY not in "".join(traceback.format_exception(caught.value)) + caplog.text
    return caught.value


@pytest.mark.parametrize(
    "wrong",
    [
        refuses(429, Retry_After="7"),
        refuses(500),
        refuses(503),
        breaks_off,
        no_json,
        no_vectors,
        fewer,
        nan,
        zeros,
        uneven,
    ],
    ids=["429", "500", "503", "broken off", "no JSON", "no vectors", "fewer", "NaN", "zeros", "uneven"],
)
def test_what_passes_is_asked_again_and_heals(
    wrong: Misbehaviour,
    server: EmbeddingsServer,
    settings: Settings,
    waits: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.next.append(wrong)
    assert np.abs(opened(settings).encode(TEXTS) - unit(TEXTS)).max() < 1e-6
    assert server.asked == [TEXTS, TEXTS]
    assert len(waits) == 1
    assert KEY not in caplog.text


def test_the_wait_is_the_one_that_is_asked_for(
    server: EmbeddingsServer, settings: Settings, waits: list[float]
) -> None:
    server.next += [refuses(429, Retry_After="7"), refuses(429, Retry_After="11")]
    opened(settings).encode(TEXTS)
    assert waits == [7, 11]


def test_a_server_that_hangs_is_given_up_and_asked_again(
    server: EmbeddingsServer, settings: Settings, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server.next.append(hangs)
    assert opened(settings, seconds=1).encode(TEXTS).shape == (2, 8)
    assert "no answer within 1 s; asked again" in caplog.text
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (refuses(429), "too many calls; give the pool EMBEDDING_POOL fewer slots"),
        (refuses(502), "the provider failed; try again (HTTP 502"),
        (no_json, "its answer cannot be read"),
        (breaks_off, "the connection broke off before its answer was whole"),
        (fewer, "it sent 1 vectors for 2 texts"),
        (nan, "a vector that is none"),
    ],
    ids=["429", "502", "no JSON", "broken off", "fewer", "NaN"],
)
def test_what_goes_on_is_one_line_after_a_few_tries(
    wrong: Misbehaviour,
    said: str,
    server: EmbeddingsServer,
    settings: Settings,
    waits: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.always = wrong
    error = failure(lambda: opened(settings).encode(TEXTS), caplog)
    assert said in str(error)
    assert not isinstance(error, Lasting)  # the task is tried again
    assert (len(server.asked), len(waits)) == (TRIES, TRIES - 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (refuses(401), "the key was refused; check the password of EMBEDDING_CONNECTION"),
        (refuses(404), "there is no such model"),
        (refuses(400), "the call was rejected"),
        (refuses(429, "insufficient_quota"), "nothing is left to pay with"),
    ],
    ids=["key", "no such model", "rejected", "no money"],
)
def test_what_lasts_is_one_line_at_once(
    wrong: Misbehaviour,
    said: str,
    server: EmbeddingsServer,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.always = wrong
    error = failure(lambda: opened(settings).encode(TEXTS), caplog)
    assert said in str(error)
    assert isinstance(error, Lasting)
    assert len(server.asked) == 1


def test_nobody_waits_longer_than_the_tasks_own_retries_would(
    server: EmbeddingsServer, settings: Settings, waits: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    server.always = refuses(429, Retry_After="600")
    error = failure(lambda: opened(settings).encode(TEXTS), caplog)
    assert "it asks to wait 600 s" in str(error)
    assert waits == []


def test_another_model_under_the_same_name_is_noticed_also_by_another_process(
    server: EmbeddingsServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    opened(settings).encode(TEXTS)
    server.always = longer
    error = failure(lambda: opened(settings).encode(TEXTS), caplog)  # what is remembered is on the disk
    assert "vectors of 9 numbers, and of 8 before" in str(error)
    assert "EMBEDDING_DIMENSIONS=9" in str(error)
    assert isinstance(error, Lasting)


def test_dimensions_are_asked_for_and_checked(
    server: EmbeddingsServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    short = Settings.from_environment(server.environment(MODEL_CACHE=settings.model_cache, EMBEDDING_DIMENSIONS="5"))
    error = failure(lambda: opened(short).encode(TEXTS), caplog)
    assert "vectors of 8 numbers, not of EMBEDDING_DIMENSIONS" in str(error)
    assert server.bodies[0]["dimensions"] == 5
    assert dimension_of(find_model(short.embedding_model), short) == 5


def test_the_length_of_a_vector_is_asked_for_once(server: EmbeddingsServer, settings: Settings) -> None:
    model = find_model(settings.embedding_model)
    assert model.dimension == 0
    assert [dimension_of(model, settings), opened(settings).dimension] == [8, 8]
    assert len(server.asked) == 1


def test_many_texts_are_several_requests_in_order(server: EmbeddingsServer, settings: Settings) -> None:
    texts = [f"text {number}" for number in range(PAID_TEXTS * 2 + 1)]
    encoder = opened(settings)
    assert np.abs(encoder.encode(texts) - unit(texts)).max() < 1e-6
    assert [len(asked) for asked in server.asked] == [PAID_TEXTS, PAID_TEXTS, 1]
    assert encoder.billed_tokens == 2 * len(texts)


def test_a_key_goes_to_the_server_it_is_of_and_to_no_other(
    server: EmbeddingsServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of somebody else")
    served_before = find_model(settings.embedding_model)
    with serving_embeddings() as other:
        now = Settings.from_environment(other.environment())
        error = failure(lambda: ProviderEncoder(served_before, now), caplog)
        assert "let FORMER_EMBEDDING_CONNECTION (or FORMER_EMBEDDING_URL) be of its server" in str(error)
        former = {"FORMER_EMBEDDING_URL": server.url, "FORMER_EMBEDDING_API_KEY": KEY}
        both = Settings.from_environment(other.environment(EMBEDDING_API_KEY="of the other", **former))
        assert ProviderEncoder(served_before, both).encode(TEXTS).shape == (2, 8)
    without = Settings.from_environment(server.environment(EMBEDDING_API_KEY=""))
    failure(lambda: opened(without).encode(TEXTS), caplog)
    assert server.authorizations == [f"Bearer {KEY}", "Bearer none"]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"EMBEDDING_MODEL": "cohere:embed-v4.0"}, "pydantic-ai-slim[cohere] is not installed"),
        ({"EMBEDDING_MODEL": "nobody:model"}, "it cannot be used: Unknown provider: nobody"),
        ({"EMBEDDING_MODEL": "openai:text-embedding-3-small"}, "Set the `OPENAI_API_KEY`"),
        ({"EMBEDDING_MODEL": "sentence-transformers:all-MiniLM-L6-v2"}, "it runs here"),
        ({"EMBEDDING_MODEL": "bedrock:amazon.titan-embed-text-v2:0", "EMBEDDING_API_KEY": ""}, "region"),
    ],
    ids=["library", "provider", "key", "local", "region"],
)
def test_a_model_that_cannot_be_asked_says_what_is_missing(
    environment: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("OPENAI_API_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    error = failure(lambda: opened(Settings.from_environment(environment)), caplog)
    assert said in str(error)
    assert isinstance(error, Lasting)


def test_a_proxy_that_does_not_answer_while_a_key_is_looked_for_is_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    settings = Settings.from_environment({"EMBEDDING_MODEL": "bedrock:amazon.titan-embed-text-v2:0"})
    assert "Failed to connect to proxy" in str(failure(lambda: opened(settings), caplog))


def test_an_address_that_is_not_part_of_the_model_is_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OLLAMA_BASE_URL", "http://somewhere/v1")
    settings = Settings.from_environment({"EMBEDDING_MODEL": "ollama:nomic-embed-text"})
    assert "OLLAMA_BASE_URL is set; say EMBEDDING_URL instead" in str(failure(lambda: opened(settings), caplog))


def test_a_password_in_the_address_is_refused_since_the_address_is_shown() -> None:
    with pytest.raises(SettingsError, match="EMBEDDING_URL has a user or a password in it"):
        Settings.from_environment({"EMBEDDING_MODEL": "openai:x", "EMBEDDING_URL": "https://me:secret@host/v1"})


def test_the_key_is_in_no_representation_of_the_settings(settings: Settings) -> None:
    assert settings.embedding_api_key == embeddings_server.KEY
    assert KEY not in repr(settings)
