"""A provider's model in the four steps: asked for and priced first, kept batch by batch, served, rolled back."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.embedding.provider_encoder import PAID_TEXTS
from include.errors import ModelError
from include.lake.queries import commits, read_rows
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.price import UNKNOWN, price
from include.pipeline.approval.recipe import recipe_key
from include.pipeline.approval.text import held_line
from include.pipeline.steps import (
    collection_before,
    generate_embeddings,
    planned_work,
    publish_documents,
    question,
    rebuild_search_index,
    roll_back,
    update_vector_store,
)
from include.progress import no_progress
from include.provenance import Provenance
from include.search.query import search
from include.settings import PROJECT, Settings
from include.vector_store.state import peek
from include.verify.verification import verify
from tests.conftest import Workplace
from tests.embeddings_server import KEY, EmbeddingsServer, Handler, refuses, serving_embeddings

WARY = Gate(threshold=100, recipe=False)
QUESTIONS = ("how many days of holiday", "the daily allowance", "a bell", "answers within two seconds")


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with serving_embeddings() as served:
        yield served


@pytest.fixture
def provided(workplace: Workplace, server: EmbeddingsServer) -> Workplace:
    """A source whose settings name the provider."""
    workplace.environment |= server.environment(MODEL_CACHE=str(workplace.folder / "models"))
    return workplace


def run(place: Workplace, gate: Gate = WARY) -> None:
    """The four steps."""
    publish_documents(place.settings, place.lake, Provenance())
    generate_embeddings(place.settings, place.lake, Provenance(), gate=gate)
    update_vector_store(place.settings, place.lake, Provenance())
    rebuild_search_index(place.settings, place.lake, Provenance())


def vectors(place: Workplace) -> dict[str, np.ndarray]:
    """Of the model of the settings, by chunk hash."""
    model = find_model(place.settings.embedding_model).fingerprint
    rows = read_rows(place.lake.open("embeddings"), "chunk_hash", "vector", where=f"model = '{model}'")
    return {row["chunk_hash"]: np.asarray(row["vector"]) for row in rows}


def test_the_packaged_model_behind_a_server_makes_the_same_vectors_and_finds_the_same(
    synced: Workplace, tmp_path: Path
) -> None:
    other = Workplace(tmp_path / "other")
    other.environment["DOCUMENTS_URI"] = synced.environment["DOCUMENTS_URI"]
    local = open_encoder(find_model(synced.settings.embedding_model), synced.settings)
    with serving_embeddings(local.encode) as server:
        other.environment |= server.environment(MODEL_CACHE=str(tmp_path / "models"))
        other.sync()
        ours, theirs = vectors(synced), vectors(other)
        assert ours.keys() == theirs.keys()  # cut alike, so named alike
        assert max(np.abs(ours[key] - theirs[key]).max() for key in ours) < 1e-5
        for asked in QUESTIONS:
            assert search(other.settings, asked) == search(synced.settings, asked)
        assert verify(other.settings, other.lake).clean
        assert peek(other.settings).served != peek(synced.settings).served


def test_a_change_to_a_provider_is_planned_and_priced_before_anything_is_asked(
    synced: Workplace, server: EmbeddingsServer
) -> None:
    synced.environment |= server.environment(EMBEDDING_DIMENSIONS="8", EMBEDDING_PRICE="2", GOLDEN_QUESTIONS="none")
    settings, before = synced.settings, peek(synced.settings).served
    (held,) = planned_work(settings, synced.lake, WARY).held
    tokens = held.plan.model.tokens(held.plan.texts.values())
    assert f"4 chunks of 4 documents would be embedded (about {tokens} tokens, price: less than 0.01" in held_line(
        held, settings
    )
    asked = question(planned_work(settings, synced.lake, WARY), settings, synced.lake)
    assert asked is not None
    assert f"openai:all-MiniLM-L6-v2; 8 dimensions; at {server.url}" in asked.body
    assert "price | less than 0.01 (EMBEDDING_PRICE: 2 for a million tokens)" in asked.body
    synced.write("new.md", "# Parking\n\nBicycles are parked behind the house.\n")
    run(synced)
    assert server.asked == []
    assert search(settings, "where can I park my bike", limit=1)[0].document == "new.md"
    run(synced, replace(WARY, approved=frozenset({recipe_key(find_model(settings.embedding_model))})))
    assert peek(settings).served != before
    assert peek(settings).found.notes.embedding_model == settings.embedding_model  # type: ignore[union-attr]
    assert sorted(len(texts) for texts in server.asked) == [5]

    target = collection_before(settings, Provenance().time)
    roll_back(settings, synced.lake, Provenance(), no_progress, target)
    assert peek(settings).served == before
    assert len(server.asked) == 1
    run(synced)
    assert len(server.asked) == 1  # what was given up is not asked for again


def test_a_trial_before_the_yes_is_kept_for_it_is_paid(synced: Workplace, server: EmbeddingsServer) -> None:
    questions = synced.folder / "questions.json"
    questions.write_text(json.dumps([{"question": "27 days of holiday", "document": "handbook/leave.md"}]))
    synced.environment |= server.environment(
        EMBEDDING_DIMENSIONS="8", GOLDEN_QUESTIONS=str(questions), GOLDEN_RECALL_MINIMUM="0"
    )
    asked = question(planned_work(synced.settings, synced.lake, WARY), synced.settings, synced.lake)
    assert asked is not None
    assert sum(map(len, server.asked)) == 5  # four passages and the question
    run(synced, replace(WARY, approved=frozenset({asked.key})))
    assert sum(map(len, server.asked)) == 5
    assert peek(synced.settings).found.notes.embedding_model == synced.settings.embedding_model  # type: ignore[union-attr]


def test_the_price_is_the_listed_one_unless_somebody_says_another() -> None:
    listed = Settings.from_environment({"EMBEDDING_MODEL": "openai:text-embedding-3-small"})
    model = find_model(listed.embedding_model)
    assert price(10_000_000, model, listed) == "0.20 US dollars (listed: 0.02 for a million tokens)"
    assert price(10_000_000, model, replace(listed, embedding_price=3.0)).startswith("30.00 (EMBEDDING_PRICE: 3")
    own = Settings.from_environment({"EMBEDDING_MODEL": "openai:mine", "EMBEDDING_URL": "http://localhost/v1"})
    assert price(10_000_000, find_model(own.embedding_model), own) == UNKNOWN


def many(place: Workplace, count: int) -> None:
    for number in range(count):
        place.write(f"page-{number:03}.md", f"# Page {number}\n\nWhat is said on page {number} and on no other.\n")


def test_what_was_paid_is_kept_when_the_next_call_fails(provided: Workplace, server: EmbeddingsServer) -> None:
    many(provided, PAID_TEXTS * 2 - 4)
    publish_documents(provided.settings, provided.lake, Provenance())
    server.next += [Handler.say_vectors, refuses(401)]
    with pytest.raises(ModelError, match="the key was refused"):
        generate_embeddings(provided.settings, provided.lake, Provenance())
    assert len(vectors(provided)) == PAID_TEXTS
    generate_embeddings(provided.settings, provided.lake, Provenance())
    assert [len(texts) for texts in server.asked] == [PAID_TEXTS] * 3  # of these one was refused
    billed = [int(commit["tokens"]) for commit in commits(provided.lake.open("embeddings")) if "tokens" in commit]
    assert sum(billed) == sum(len(text.split()) for asked in (server.asked[0], server.asked[2]) for text in asked)


@pytest.mark.slow_fault
def test_a_killed_run_pays_at_most_one_batch_again(provided: Workplace, server: EmbeddingsServer) -> None:
    many(provided, PAID_TEXTS * 3)
    process: list[subprocess.Popen[bytes]] = []

    def dies(_handler: Handler, _vectors: list[list[float]]) -> None:
        """The vectors are made, and nobody is there to take them."""
        process[0].send_signal(signal.SIGKILL)

    server.next += [Handler.say_vectors, Handler.say_vectors, dies]
    environment = os.environ | provided.environment
    process.append(subprocess.Popen([sys.executable, "-m", "include.sync"], cwd=PROJECT, env=environment))
    assert process[0].wait(120) == -signal.SIGKILL
    provided.sync()
    texts = [text for asked in server.asked for text in asked]
    twice = {text for text in texts if texts.count(text) > 1}
    assert twice == set(server.asked[2])
    assert len(texts) == len(set(texts)) + PAID_TEXTS
    assert verify(provided.settings, provided.lake).clean


def test_the_key_is_in_no_table_no_collection_and_no_file(provided: Workplace, server: EmbeddingsServer) -> None:
    result = provided.sync()
    assert KEY not in json.dumps(result)
    files = [path for path in provided.folder.rglob("*") if path.is_file()]
    assert any(b"all-MiniLM-L6-v2" in path.read_bytes() for path in files)
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []
    assert server.authorizations == [f"Bearer {KEY}"] * len(server.asked)


def test_a_run_with_nothing_to_do_asks_nobody(provided: Workplace, server: EmbeddingsServer) -> None:
    provided.sync()
    server.asked.clear()
    (provided.folder / "models").rename(provided.folder / "gone")  # a pod of its own has none
    provided.sync()
    assert server.asked == []


def test_another_size_of_chunks_waits_is_filled_beside_and_can_be_rolled_back(
    provided: Workplace, server: EmbeddingsServer
) -> None:
    provided.environment |= {"EMBEDDING_DIMENSIONS": "8", "GOLDEN_QUESTIONS": "none"}
    run(provided)
    before = peek(provided.settings).served
    provided.environment["CHUNK_TOKENS"] = "40"
    provided.write("new.md", "# Parking\n\nBicycles are parked behind the house.\n")
    run(provided)  # nobody has said Yes: what is served goes on with its chunks
    assert peek(provided.settings).served == before
    assert server.asked[-1][0].startswith("# Parking")
    key = recipe_key(find_model(provided.settings.embedding_model))
    run(provided, replace(WARY, approved=frozenset({key})))
    assert peek(provided.settings).served != before
    roll_back(provided.settings, provided.lake, Provenance(), no_progress, before)
    assert peek(provided.settings).served == before
    assert verify(provided.settings, provided.lake).clean


def test_chunks_of_another_size_are_another_recipe_of_the_same_model(provided: Workplace) -> None:
    model = find_model(provided.settings.embedding_model)
    provided.environment["CHUNK_TOKENS"] = "40"
    small = find_model(provided.settings.embedding_model)
    assert small.fingerprint == model.fingerprint
    assert small.chunker_fingerprint != model.chunker_fingerprint
    provided.write("long.md", "# Long\n\n" + "It goes on and on, sentence after sentence. " * 60)
    provided.sync()
    counted = [small.chunker().count(row["text"]) for row in read_rows(provided.lake.open("embeddings"), "text")]
    assert 20 < max(counted) <= 40
