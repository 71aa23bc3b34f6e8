"""Questions are encoded by the provider whose vectors are served; while it is away, words alone are asked."""

import time
from collections.abc import Iterator

import pytest

from include.embedding import encoder
from include.search import query_encoder
from include.search.modes import Mode
from include.search.passage import Filters
from include.search.query import search
from include.search.query_encoder import EncoderUnavailable, QueryEncoder
from include.search.searching import Searcher
from tests.conftest import Workplace
from tests.embeddings_server import KEY, EmbeddingsServer, hangs, refuses, serving_embeddings

QUESTION = "days of holiday"


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with serving_embeddings() as served:
        yield served


@pytest.fixture
def provided(workplace: Workplace, server: EmbeddingsServer) -> Workplace:
    """Served with vectors of the provider."""
    workplace.environment |= server.environment(EMBEDDING_DIMENSIONS="8")
    workplace.sync()
    server.asked.clear()
    return workplace


def test_a_question_is_one_request(provided: Workplace, server: EmbeddingsServer) -> None:
    answer = Searcher(provided.settings).search(QUESTION, Filters())
    assert (answer["state"], answer["note"]) == ("ready", "")
    assert server.asked == [[QUESTION]]


def test_a_provider_that_hangs_is_given_up_in_time_and_left_alone_for_a_while(
    provided: Workplace, server: EmbeddingsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "QUESTION_SECONDS", 0.5)
    server.always = hangs
    searcher = Searcher(provided.settings)
    for _ in range(2):
        begun = time.monotonic()
        answer = searcher.search(QUESTION, Filters())
        assert answer["passages"][0]["document"] == "handbook/leave.md"
        assert "Found by words alone" in answer["note"]
        assert "no answer within 0.5 s" in answer["note"]
        assert time.monotonic() - begun < 10
    assert len(server.asked) == 1


def test_it_is_asked_again_after_a_while(
    provided: Workplace, server: EmbeddingsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, questions = provided.settings.embedding_model, QueryEncoder(provided.settings)
    server.next.append(refuses(503))
    with pytest.raises(EncoderUnavailable, match="the provider failed"):
        questions.encode(model, QUESTION)
    with pytest.raises(EncoderUnavailable, match="the provider failed"):
        questions.encode(model, QUESTION)
    clock = time.monotonic()
    monkeypatch.setattr(query_encoder.time, "monotonic", lambda: clock + query_encoder.AWAY_SECONDS)
    assert questions.encode(model, QUESTION).shape == (8,)
    assert len(server.asked) == 2


def test_a_refused_key_is_told_without_it(provided: Workplace, server: EmbeddingsServer) -> None:
    server.always = refuses(401)
    note = Searcher(provided.settings).search(QUESTION, Filters())["note"]
    assert "the key was refused" in note
    assert KEY not in note


def test_without_its_connection_what_is_served_is_still_found_by_words(provided: Workplace) -> None:
    for name in ("EMBEDDING_MODEL", "EMBEDDING_URL", "EMBEDDING_API_KEY"):
        provided.environment.pop(name)
    answer = Searcher(provided.settings).search(QUESTION, Filters())
    assert answer["passages"][0]["document"] == "handbook/leave.md"
    assert "FORMER_EMBEDDING_CONNECTION" in answer["note"]


def test_the_command_falls_back_to_words_unless_meaning_is_demanded(
    provided: Workplace, server: EmbeddingsServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.always = refuses(401)
    assert search(provided.settings, QUESTION)[0].document == "handbook/leave.md"
    assert "found by words alone" in caplog.text
    with pytest.raises(Exception, match="the key was refused"):
        search(provided.settings, QUESTION, mode=Mode.MEANING)
