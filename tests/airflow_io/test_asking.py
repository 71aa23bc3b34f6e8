"""What is asked, what is left alone, what is done without another question; Airflow is a few dictionaries."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import pytest

from include.airflow_io import approval
from include.airflow_io.approval import PlannedRun, plan_embedding_run
from include.airflow_io.assets import DOCUMENTS
from include.pipeline.approval.asked import APPROVED, ASKING_DAG, REJECTED, answer_key, read_asked, stored_answer
from include.pipeline.steps import Shard, embed_shard, generate_embeddings, publish_documents
from include.provenance import Provenance
from include.settings import Settings
from tests.conftest import Workplace

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
LARGE = "# Large\n\n" + "\n\n".join(f"## Part {n}\n\n" + f"Sentence {n} says something else. " * 30 for n in range(6))
BATCH = "batch-000002"


@dataclass
class Airflow:
    """The state store of the asset, and which runs are under way."""

    kept: dict[str, Any] = field(default_factory=dict)
    unfinished: set[tuple[str, str]] = field(default_factory=set)
    run: str = "scheduled__0"
    minute: int = 0

    def context(self) -> dict[str, Any]:
        def count(dag: str, run_ids: list[str], states: list[str]) -> int:
            assert states == ["queued", "running"]
            return sum((dag, run) in self.unfinished for run in run_ids)

        store = SimpleNamespace(get=self.kept.get, set=self.kept.__setitem__, delete=lambda key: self.kept.pop(key, 0))
        return {
            "run_id": self.run,
            "dag_run": SimpleNamespace(dag_id="generate_embeddings", run_after=NOON.replace(minute=self.minute)),
            "ti": SimpleNamespace(get_dr_count=count),
            "asset_state_store": {DOCUMENTS: store},
        }

    def next_run(self) -> None:
        self.minute += 1
        self.run = f"scheduled__{self.minute}"

    def answer(self, run: str, answer: str) -> None:
        self.kept[answer_key(run)] = stored_answer(answer, "Ada", NOON)


@pytest.fixture
def airflow(monkeypatch: pytest.MonkeyPatch) -> Airflow:
    found = Airflow()
    monkeypatch.setattr(approval, "get_current_context", found.context)
    return found


@pytest.fixture
def large(synced: Workplace) -> Workplace:
    """A batch of six chunks waits, where four are allowed."""
    synced.write("large.md", LARGE)
    publish_documents(synced.settings, synced.lake, Provenance())
    return synced


def plan(place: Workplace, again: bool = False) -> PlannedRun:
    settings: Settings = replace(place.settings, approval_threshold=4)
    return plan_embedding_run(settings, DOCUMENTS, again)


def asked(place: Workplace, airflow: Airflow) -> str:
    """Id of the run that asks, which is under way."""
    (question,) = plan(place).questions
    airflow.unfinished.add((ASKING_DAG, question.run))
    airflow.next_run()
    return question.run


def test_what_is_open_is_not_asked_again(large: Workplace, airflow: Airflow) -> None:
    run = asked(large, airflow)
    assert run == f"{BATCH}__2026-11-29T12:00:00"
    for again in (False, True):
        planned = plan(large, again)
        assert (planned.questions, planned.approved, planned.held) == ((), frozenset(), {BATCH})
    assert read_asked(airflow.kept.get)[BATCH].run == run


def test_a_no_stands_until_somebody_wants_to_be_asked_again(large: Workplace, airflow: Airflow) -> None:
    run = asked(large, airflow)
    airflow.unfinished.clear()
    airflow.answer(run, REJECTED)
    assert plan(large).questions == ()
    airflow.next_run()
    (question,) = plan(large, again=True).questions
    assert question.run != run
    assert answer_key(run) not in airflow.kept


def test_a_run_that_is_gone_before_an_answer_is_asked_anew(large: Workplace, airflow: Airflow) -> None:
    run = asked(large, airflow)
    airflow.unfinished.clear()
    (question,) = plan(large).questions
    assert question.run != run


def test_two_plans_at_once_ask_once(large: Workplace, airflow: Airflow) -> None:
    first = airflow.run
    assert len(plan(large).questions) == 1
    airflow.unfinished.add(("generate_embeddings", first))  # it is just about to start the run that asks
    airflow.next_run()
    assert plan(large).questions == ()


def test_a_plan_that_was_killed_asks_under_the_same_name(large: Workplace, airflow: Airflow) -> None:
    (first,) = plan(large).questions
    airflow.unfinished.add(("generate_embeddings", airflow.run))  # the run that is tried again
    (second,) = plan(large).questions
    assert first.run == second.run


def test_what_was_approved_and_not_done_is_done_without_a_question(large: Workplace, airflow: Airflow) -> None:
    run = asked(large, airflow)
    airflow.answer(run, APPROVED)
    assert plan(large).approved == frozenset()  # its run does it
    airflow.unfinished.clear()
    planned = plan(large)
    assert (planned.approved, planned.questions) == ({BATCH}, ())
    generate_embeddings(large.settings, large.lake, Provenance(), gate=approval.gate(large.settings, planned.approved))
    assert plan(large).held == frozenset()
    assert airflow.kept["asked for approval"] == {}


def test_what_was_approved_is_planned_as_it_is_then_and_left_for_its_shards(
    large: Workplace, airflow: Airflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(large, airflow)
    monkeypatch.setattr("include.pipeline.shards.SHARD_TEXTS", 1)
    large.write("small.md", "# Small\n\nOne chunk.\n")
    publish_documents(large.settings, large.lake, Provenance())
    settings = replace(large.settings, approval_threshold=4, embedding_shards=2)
    parts = approval.hand_out_approved(settings, DOCUMENTS, BATCH)
    assert [part[:2] for part in parts] == [[0, 2], [1, 2]]
    monkeypatch.setattr("include.embedding.bounded_reader.extract", None)  # whoever cuts a document now fails
    allowed = approval.approved_gate(settings, DOCUMENTS, BATCH)
    done = [embed_shard(settings, large.lake, Shard(*part), Provenance(), gate=allowed) for part in parts]
    assert sum(done) == 7


def test_tables_that_were_made_anew_have_questions_of_their_own(empty: Workplace, airflow: Airflow) -> None:
    for lake in ("lake", "other lake"):
        empty.environment["LAKE_URI"] = str(empty.folder / lake)
        empty.write("large.md", LARGE)
        publish_documents(empty.settings, empty.lake, Provenance())
        (question,) = plan(empty).questions
        assert question.key == "batch-000001"
        airflow.answer(question.run, REJECTED)
        airflow.next_run()
        assert plan(empty).questions == ()


def test_another_model_is_asked_about_beside_a_batch_that_waits_and_small_changes_go_on(
    large: Workplace, airflow: Airflow
) -> None:
    run = asked(large, airflow)
    large.environment["EMBEDDING_MODEL"] = str(files("sre_embedding_model") / "model_weights")
    large.write("small.md", "# Small\n\nOne chunk.\n")
    publish_documents(large.settings, large.lake, Provenance())
    planned = plan(large)
    (model,) = planned.questions
    assert model.key.startswith("model ")
    assert re.fullmatch(r"[A-Za-z0-9_.~:+-]+", model.run)  # what Airflow takes for the id of a run
    assert planned.held == {BATCH, model.key}
    assert read_asked(airflow.kept.get)[BATCH].run == run
    allowed = approval.gate(large.settings, **planned.for_tasks["allowed"])
    report = generate_embeddings(large.settings, large.lake, Provenance(), gate=allowed)
    assert (report.event["batch_ids"], report.event["embeddings_generated"]) == ("batch-000003", 1)
