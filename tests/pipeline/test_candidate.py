"""A candidate that is not served: what is served goes on following the source, and each end of the candidate is one."""

import importlib.resources
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.embedding.encoder import Encoder, open_encoder
from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelRefused, StoreRefused
from include.lake.tables import Lake
from include.pipeline.approval.candidate import candidate_of, set_aside
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.recipe import find_recipe
from include.pipeline.steps import (
    OPEN,
    drop_old_collections,
    generate_embeddings,
    planned_work,
    publish_documents,
    rebuild_search_index,
    retry_candidates,
    roll_back,
    update_vector_store,
)
from include.progress import no_progress
from include.provenance import Provenance
from include.search.query import search
from include.settings import Settings
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.verify.repair import repair
from include.verify.verification import verify
from tests.conftest import Workplace

OTHER = str(Path(str(importlib.resources.files("sre_embedding_model"))) / "model_weights")
WARY = Gate(threshold=100, recipe=False)
PARKING = "# Parking\n\nBicycles are parked behind the house.\n"


def run(settings: Settings, gate: Gate = WARY) -> None:
    """The four steps."""
    lake = Lake(settings.lake_uri)
    publish_documents(settings, lake, Provenance())
    generate_embeddings(settings, lake, Provenance(), gate=gate)
    update_vector_store(settings, lake, Provenance())
    rebuild_search_index(settings, lake, Provenance())


def candidates(settings: Settings) -> set[str]:
    """Collections that are not served."""
    state = peek(settings)
    return set(state.collections) - {state.served}


@pytest.fixture
def failed(synced: Workplace) -> Settings:
    """Settings with another model, after it has failed the golden questions."""
    questions = synced.folder / "questions.json"
    questions.write_text('[{"question": "qwertz", "document": "notes.txt"}]')
    for number in range(6):
        synced.write(f"{number}.md", f"# qwertz {number}\n\nqwertz qwertz {number}\n")
    settings = replace(
        synced.settings, embedding_model=OTHER, golden_questions=str(questions), golden_recall_minimum=1.0
    )
    before = peek(settings).served
    with pytest.raises(StoreRefused, match=f"it is set aside, {before} stays in service"):
        run(settings, OPEN)
    assert peek(settings).served == before
    return settings


def test_after_a_failed_gate_edits_deletions_and_repairs_go_to_what_is_served(
    failed: Settings, synced: Workplace
) -> None:
    (before,) = {peek(failed).served}
    synced.write("new.md", PARKING)
    (synced.documents / "guide.rst").unlink()
    run(failed)
    assert search(failed, "where can I park my bike", limit=1)[0].document == "new.md"
    assert verify(failed, synced.lake).clean
    with open_store(failed) as store:
        lost = list(store.payloads(before))[:3]
    _delete(failed, before, lost)
    found = verify(failed, synced.lake)
    assert len(found.missing) == 3
    repair(failed, synced.lake, found, Provenance())
    found = verify(failed, synced.lake)
    assert found.clean
    assert "answers 0% of the golden questions" in found.candidates[candidates(failed).pop()]


def _delete(settings: Settings, collection: str, points: list[str]) -> None:
    from include.vector_store.protocol import DocumentChange

    with open_store(settings) as store:
        store.write(collection, [DocumentChange(deletes=points)])


def test_a_failed_candidate_is_tried_again_when_somebody_asks_or_the_threshold_changes_and_has_what_changed_since(
    failed: Settings, synced: Workplace
) -> None:
    (candidate,) = candidates(failed)
    synced.write("new.md", PARKING)
    run(failed)
    assert candidates(failed) == {candidate}
    assert planned_work(failed, synced.lake, WARY).keys == frozenset()  # nobody is asked again
    retry_candidates(failed)
    with pytest.raises(StoreRefused, match="it is set aside"):
        run(failed)
    lower = replace(failed, golden_recall_minimum=0.0)
    run(lower)
    assert peek(lower).served == candidate
    assert "new.md" in {hit.document for hit in search(lower, "where can I park my bike", limit=20)}
    assert verify(lower, synced.lake).clean
    assert not candidate_of(peek(lower).collections[candidate]).agreed_at


def test_a_setting_changed_back_asks_nothing_and_the_candidate_goes_after_its_grace(
    failed: Settings, synced: Workplace
) -> None:
    back, (candidate,) = replace(failed, embedding_model=synced.settings.embedding_model), candidates(failed)
    synced.write("new.md", PARKING)
    assert planned_work(back, synced.lake, WARY).keys == frozenset()
    run(back)
    assert search(back, "where can I park my bike", limit=1)[0].document == "new.md"
    assert drop_old_collections(back, synced.lake, Provenance()) == []
    later = Provenance(time=datetime.now(UTC) + timedelta(days=back.collection_grace_days + 1))
    assert drop_old_collections(back, synced.lake, later) == [candidate]


def test_a_model_that_cannot_be_found_or_loaded_holds_nothing_up(synced: Workplace) -> None:
    gone = replace(synced.settings, embedding_model="no-such-model")
    synced.write("new.md", PARKING)
    publish_documents(gone, synced.lake, Provenance())
    report = generate_embeddings(gone, synced.lake, Provenance(), gate=OPEN)
    assert "EMBEDDING_MODEL 'no-such-model'" in report.problem
    run(gone)
    assert search(gone, "where can I park my bike", limit=1)[0].document == "new.md"
    found = verify(gone, synced.lake)
    assert found.clean
    assert "EMBEDDING_MODEL 'no-such-model'" in found.candidates["no-such-model"]


def test_a_model_of_broken_files_holds_nothing_up_and_is_named(synced: Workplace) -> None:
    folder = _copy(synced)
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").write_text("{}")
    broken = replace(synced.settings, embedding_model=str(folder))
    synced.write("new.md", PARKING)
    publish_documents(broken, synced.lake, Provenance())
    report = generate_embeddings(broken, synced.lake, Provenance(), gate=WARY)
    assert "tokenizer.json" in report.problem
    run(broken)
    assert search(broken, "where can I park my bike", limit=1)[0].document == "new.md"
    assert "tokenizer.json" in verify(broken, synced.lake).candidates[str(folder)]


def test_a_candidate_whose_weights_cannot_be_loaded_holds_nothing_up_until_it_can_be(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(synced.settings, embedding_model=str(_copy(synced)))
    (before,), broken = peek(settings).collections, ["third"]

    def opened(model: EmbeddingModel, of: Settings) -> Encoder:
        if model.folder.name in broken:
            raise ModelRefused(f"model {model.name} cannot be loaded: its header is too short")
        return open_encoder(find_model("all-MiniLM-L6-v2"), of)  # the same weights, and they are converted

    monkeypatch.setattr("include.pipeline.embed_texts.open_encoder", opened)
    synced.write("new.md", PARKING)
    run(settings, OPEN)
    report = generate_embeddings(settings, synced.lake, Provenance(), gate=WARY)
    assert (report.worked, "its header is too short" in report.problem) == (False, True)
    assert peek(settings).served == before
    assert search(settings, "where can I park my bike", limit=1)[0].document == "new.md"
    (said,) = verify(settings, synced.lake).candidates.values()
    assert said.startswith("agreed to, cannot be used: model")
    broken.clear()
    generate_embeddings(settings, synced.lake, Provenance(), gate=WARY)  # the Yes still holds
    assert set(verify(settings, synced.lake).candidates.values()) == {"agreed to, is being filled"}


def test_a_model_that_is_named_once_more_after_changing_back_goes_on_where_it_was_and_nobody_is_asked(
    synced: Workplace,
) -> None:
    settings, (before,) = replace(synced.settings, embedding_model=OTHER), peek(synced.settings).collections
    report = generate_embeddings(settings, synced.lake, Provenance(), gate=OPEN)
    assert report.work.candidate
    run(synced.settings)
    assert (peek(settings).served, len(candidates(settings))) == (before, 1)
    assert planned_work(settings, synced.lake, WARY).keys == frozenset()
    embedded = synced.lake.version("embeddings")
    run(settings)
    assert peek(settings).served != before
    assert synced.lake.version("embeddings") == embedded  # nothing was embedded twice


def test_a_third_model_is_asked_about_in_place_of_what_is_served_while_the_second_is_filled(synced: Workplace) -> None:
    second, third = (replace(synced.settings, embedding_model=model) for model in (OTHER, str(_copy(synced))))
    before = peek(second).served
    generate_embeddings(second, synced.lake, Provenance(), gate=OPEN)
    (filled,) = candidates(second)
    (held,) = planned_work(third, synced.lake, WARY).held
    assert held.replaces == "all-MiniLM-L6-v2"
    run(third)
    assert (peek(third).served, candidates(third)) == (before, {filled})
    assert verify(third, synced.lake).candidates == {filled: "agreed to, not asked for any more"}
    later = Provenance(time=datetime.now(UTC) + timedelta(days=third.collection_grace_days + 1))
    assert drop_old_collections(third, synced.lake, later) == [filled]


def test_the_table_follows_the_alias_where_a_run_died_between_the_two(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, before = replace(synced.settings, embedding_model=OTHER), peek(synced.settings).served

    class Died(Exception):
        pass

    def dies(*_arguments: object, **_named: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr("include.pipeline.promotion.generate_embeddings", dies)
        with pytest.raises(Died):
            run(settings, OPEN)
    assert peek(settings).served != before
    run(settings)
    assert verify(settings, synced.lake).clean
    assert find_recipe(settings, synced.lake.open("chunks")).follows is False
    with open_store(settings) as store:  # so does a rollback die, and so a former release left a candidate that failed
        store.serve(before, Provenance().timestamp)
    synced.write("new.md", PARKING)
    run(settings)
    assert peek(settings).served == before
    assert search(settings, "where can I park my bike", limit=1)[0].document == "new.md"
    assert verify(settings, synced.lake).clean
    assert len(planned_work(settings, synced.lake, WARY).keys) == 1


def test_a_rollback_while_a_candidate_is_filled_gives_the_candidate_up(synced: Workplace) -> None:
    settings = replace(synced.settings, embedding_model=OTHER)
    generate_embeddings(settings, synced.lake, Provenance(), gate=OPEN)
    before = peek(settings).served
    roll_back(settings, synced.lake, Provenance(), no_progress, before)
    run(settings)
    assert peek(settings).served == before
    assert planned_work(settings, synced.lake, WARY).keys == frozenset()
    assert set_aside(settings, peek(settings)) == {}


def test_a_third_model_is_asked_about_and_the_second_is_left_where_it_is(failed: Settings, synced: Workplace) -> None:
    third = replace(failed, embedding_model=str(_copy(synced)))
    work = planned_work(third, synced.lake, WARY)
    assert [held.replaces for held in work.held] == ["all-MiniLM-L6-v2"]
    assert work.candidate is None


def _copy(workplace: Workplace) -> Path:
    """A model of other weights: the packaged one, reading fewer tokens."""
    import json
    import shutil

    folder = Path(shutil.copytree(find_model("all-MiniLM-L6-v2").folder, workplace.folder / "third", symlinks=True))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 128}))
    return folder
