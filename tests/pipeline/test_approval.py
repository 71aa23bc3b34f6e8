"""What may be embedded without asking, what waits, and what a person is shown."""

import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from include.errors import ApprovalNeeded
from include.lake.queries import commits
from include.lake.reports import report_uri
from include.pipeline.approval.asked import APPROVED, QUESTIONS, REJECTED, Asked, answer_key, read_asked, stored_answer
from include.pipeline.freshness.reasons import Reason
from include.pipeline.freshness.waiting import stale_documents
from include.pipeline.scope import chunk_rows
from include.pipeline.steps import (
    Gate,
    Work,
    generate_embeddings,
    planned_work,
    publish_documents,
    question,
    rebuild_search_index,
    summary,
    update_vector_store,
)
from include.provenance import Provenance, dag_and_run_id, run_of_task
from include.sync.__main__ import main as sync_main
from include.vector_store.state import peek
from include.verify.verification import verify
from tests.conftest import Workplace

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
LARGE = "# Large\n\n" + "\n\n".join(f"## Part {n}\n\n" + f"Sentence {n} says something else. " * 30 for n in range(6))


def publish(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance())


def gate(approved: str = "", waiting: str = "") -> Gate:
    """As a DAG has it, with a threshold of four chunks."""
    return Gate(4, False, frozenset({approved} - {""}), frozenset({waiting} - {""}))


def work(workplace: Workplace, gate: Gate) -> Work:
    return planned_work(workplace.settings, workplace.lake, gate)


def generate(workplace: Workplace, gate: Gate) -> set[str]:
    """Documents with chunks after a run."""
    generate_embeddings(workplace.settings, workplace.lake, Provenance(), gate=gate)
    return {row["document"] for row in chunk_rows(workplace.lake.open("chunks")).values()}


def finish(workplace: Workplace) -> None:
    update_vector_store(workplace.settings, workplace.lake, Provenance())
    rebuild_search_index(workplace.settings, workplace.lake, Provenance())


def test_a_batch_above_the_threshold_waits_and_small_ones_do_not(synced: Workplace) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    held = work(synced, gate()).held
    assert [(item.key, item.documents, item.plan.embedded) for item in held] == [("batch-000002", ("large.md",), 6)]
    synced.write("small.md", "# Small\n\nOne chunk.\n")
    (synced.documents / "notes.txt").unlink()
    publish(synced)
    assert generate(synced, gate(waiting="batch-000002")) == {
        "small.md", "guide.rst", "handbook/leave.md", "handbook/travel.md",
    }  # fmt: skip
    newest = commits(synced.lake.open("chunks"), 1)[0]
    assert newest["batch_ids"] == "batch-000003"
    finish(synced)
    assert verify(synced.settings, synced.lake).missing == ("large.md",)

    assert "large.md" in generate(synced, gate(approved="batch-000002"))
    assert commits(synced.lake.open("chunks"), 1)[0]["batch_ids"] == "batch-000002"
    finish(synced)
    assert verify(synced.settings, synced.lake).clean
    assert work(synced, gate()).keys == frozenset()


def test_a_batch_that_waits_is_not_cut_again(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    monkeypatch.setattr("include.embedding.bounded_reader.extract", None)  # whoever reads a document now fails
    found = work(synced, gate(waiting="batch-000002"))
    assert (found.held, found.waiting, found.plan.changed) == ((), {"batch-000002"}, ())


def long_gate(approved: str = "", waiting: str = "", threshold: int = 100) -> Gate:
    """As a DAG has it, where a document may bring four chunks."""
    return Gate(threshold, False, frozenset({approved} - {""}), frozenset({waiting} - {""}), 4)


@pytest.mark.parametrize("threshold", [100, 4])
def test_a_long_document_waits_by_itself_and_the_rest_of_its_batch_goes_on(synced: Workplace, threshold: int) -> None:
    synced.write("large.md", LARGE)
    synced.write("small.md", "# Small\n\nOne chunk.\n")
    publish(synced)
    (held,) = work(synced, long_gate(threshold=threshold)).held
    assert (held.documents, held.long, len(held.plan.changed)) == (("large.md",), True, 6)
    now = generate(synced, long_gate(threshold=threshold))
    assert "small.md" in now
    assert "large.md" not in now
    assert work(synced, long_gate(waiting=held.key, threshold=threshold)).keys == {held.key}
    synced.write("large.md", LARGE + "\n\nOne more.\n")
    publish(synced)
    assert work(synced, long_gate(approved=held.key, threshold=threshold)).keys != frozenset()  # another text
    synced.write("large.md", LARGE)
    publish(synced)
    assert "large.md" in generate(synced, long_gate(approved=held.key, threshold=threshold))
    synced.write("large.md", LARGE + "\n\nOne more.\n")
    publish(synced)
    assert work(synced, long_gate(threshold=threshold)).keys == frozenset()  # it brings a chunk or two


def test_a_long_document_that_waits_is_not_cut_again(synced: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    (held,) = work(synced, long_gate()).held
    monkeypatch.setattr("include.embedding.bounded_reader.extract", None)  # whoever reads a document now fails
    found = work(synced, long_gate(waiting=held.key))
    assert (found.held, found.waiting, found.plan.changed) == ((), {held.key}, ())
    asked = Asked(held.key, "document-1", NOON)
    (stale,) = stale_documents(synced.settings, synced.lake, peek(synced.settings), {asked.key: asked})
    assert (stale.document, stale.reason, stale.asked) == ("large.md", Reason.UNDECIDED, asked)


def test_the_question_about_a_long_document_shows_how_it_begins(synced: Workplace) -> None:
    synced.write("large.md", "# {{ 7 * 7 }} `x` <b>\n\n" + LARGE)
    publish(synced)
    settings = replace(synced.settings, max_chunks_per_document=4)
    found = question(work(synced, long_gate()), settings, synced.lake)
    assert found is not None
    assert found.subject == "Embed a document of 6 chunks?"
    assert found.stale == "stays as it is: large.md"
    for part in (
        "**What:** `large.md`: 6 new chunks of 6 new texts",
        "a document may bring 4 chunks (MAX_CHUNKS_PER_DOCUMENT)",
        "The rest of its batch goes on without it",
        "**It begins:**\n\n- `# ·· 7 * 7 ·· ·x· ·b·`",
        "| **Approve** | these 6 chunks are embedded",
    ):
        assert part in found.body


def test_sync_leaves_a_long_document_for_a_yes_after_the_rest_was_done(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    synced.write("large.md", LARGE)
    synced.write("small.md", "# Small\n\nOne chunk.\n")
    for name, value in (synced.environment | {"MAX_CHUNKS_PER_DOCUMENT": "4"}).items():
        monkeypatch.setenv(name, value)
    asked = "large.md would bring 6 chunks, more than 4 (MAX_CHUNKS_PER_DOCUMENT)"

    def run(*arguments: str) -> dict:
        monkeypatch.setattr(sys, "argv", ["sync", "--json", *arguments])
        sync_main()
        return json.loads(capsys.readouterr().out)

    monkeypatch.setattr(sys, "argv", ["sync", "--dry-run"])
    sync_main()
    assert f"would be asked: {asked}" in capsys.readouterr().err
    with pytest.raises(ApprovalNeeded, match=re.escape(asked)):
        run()
    done = json.loads(capsys.readouterr().out)
    assert (done["chunks"]["embedded"], done["vectors"]["upserted"]) == (1, 1)
    assert verify(synced.settings, synced.lake).missing == ("large.md",)
    assert run("--yes")["chunks"]["embedded"] == 6
    assert run()["chunks"]["embedded"] == 0
    assert verify(synced.settings, synced.lake).clean


def test_a_document_that_changes_again_belongs_to_its_new_batch(synced: Workplace) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    synced.write("large.md", "# Large\n\nNot any more.\n")
    publish(synced)
    found = work(synced, gate(waiting="batch-000002"))
    assert (found.keys, found.plan.embedded) == (frozenset(), 1)


def test_renames_copies_and_removals_in_a_large_batch_cost_nothing_and_do_not_wait(synced: Workplace) -> None:
    (synced.documents / "notes.txt").rename(synced.documents / "renamed.txt")
    (synced.documents / "guide.rst").unlink()
    synced.write("large.md", LARGE)
    publish(synced)
    documents = generate(synced, gate())
    assert "renamed.txt" in documents
    assert documents.isdisjoint({"large.md", "notes.txt", "guide.rst"})
    assert "large.md" in generate(synced, gate(approved="batch-000002"))
    finish(synced)
    assert verify(synced.settings, synced.lake).clean


def test_the_first_load_waits_too_and_what_is_added_meanwhile_does_not(empty: Workplace) -> None:
    empty.write("large.md", LARGE)
    publish(empty)
    empty.write("small.md", "# Small\n\nOne chunk.\n")
    publish(empty)
    found = work(empty, gate())
    assert found.keys == {"batch-000001"}
    assert generate(empty, gate(waiting="batch-000001")) == {"small.md"}
    assert generate(empty, gate(approved="batch-000001")) == {"small.md", "large.md"}


def test_what_was_approved_in_a_run_has_its_own_counts_and_report(synced: Workplace) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    synced.write("small.md", "# Small\n\nOne chunk.\n")
    publish(synced)
    tasks: dict[str, dict[str, str]] = {
        "commit": {"waiting": "batch-000002"},
        "commit_approved": {"approved": "batch-000002"},
    }
    told, reports = [], set()
    for task, what in tasks.items():
        run = Provenance(run_of_task("generate_embeddings", "manual__1", task))
        told.append(generate_embeddings(synced.settings, synced.lake, run, gate=gate(**what)).event)
        reports.add(report_uri(synced.settings.lake_uri, run.run))
        assert dag_and_run_id(run.run) == ("generate_embeddings", "manual__1")
    assert [event["embeddings_generated"] for event in told] == [1, 6]
    assert len(reports) == 2


def test_many_small_batches_are_no_large_one(empty: Workplace) -> None:
    for number in range(6):
        empty.write(f"{number}.md", f"# Page {number}\n\nText {number}.\n")
        publish(empty)
    assert work(empty, gate()).keys == frozenset()
    assert len(generate(empty, gate())) == 6


def test_the_question_shows_numbers_names_and_what_no_means(synced: Workplace) -> None:
    synced.write("large {{ 7 * 7 }} `x`.md", LARGE)
    publish(synced)
    settings = replace(synced.settings, approval_threshold=4, embedding_price=20.0)
    found = question(work(synced, gate()), settings, synced.lake)
    assert found is not None
    assert found.subject == "Embed 6 chunks of 1 document?"
    for part in (
        "| chunks to embed | 6 |",
        "| documents | 1 |",
        "EMBEDDING_PRICE: 20",
        "| time | about ",
        "**What:** batch-000002 brings 6 new chunks in 1 document",
        "a batch may embed 4 chunks (APPROVAL_THRESHOLD)",
        "| **Approve** | these 6 chunks are embedded",
        "| **Reject** | these documents stay as they are in the index, stale or missing",
        "| none in 24 h | the same as Reject |",
    ):
        assert part in found.body
    assert "`large ·· 7 * 7 ·· ·x·.md`" in found.body
    assert "{{" not in found.body
    assert found.stale == "stays as it is: 1 document of batch-000002"
    assert "waits for a decision: batch-000002" in summary(work(synced, gate()), synced.settings, synced.lake)


def test_nothing_is_asked_when_nothing_is_held(synced: Workplace) -> None:
    assert question(work(synced, gate()), synced.settings, synced.lake) is None


def test_what_waits_for_a_decision_or_was_rejected_is_named_and_not_overdue(synced: Workplace) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    asked = Asked("batch-000002", "batch-000002__2026-11-29T08:00:00", NOON - timedelta(hours=4))
    answers = {
        Reason.EMBEDDING: None,
        Reason.UNDECIDED: asked,
        Reason.DECLINED: replace(asked, answer=REJECTED, answered_by="Ada", answered_at=NOON),
    }
    told = {}
    for reason, held in answers.items():
        (stale,) = stale_documents(
            synced.settings, synced.lake, peek(synced.settings), {asked.key: held} if held else {}
        )
        assert (stale.document, stale.reason, stale.asked) == ("large.md", reason, held)
        told[reason] = stale.detail
    assert told[Reason.UNDECIDED] == "asked, 2026-11-29 08:00 UTC"
    assert told[Reason.DECLINED] == "by Ada, 2026-11-29 12:00 UTC"
    assert not Reason.UNDECIDED.can_be_overdue
    assert not Reason.DECLINED.can_be_overdue


def test_what_was_approved_is_late_from_the_yes_on(synced: Workplace) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    yes = Asked("batch-000002", "run", NOON, answer=APPROVED, answered_by="Ada", answered_at=NOON + timedelta(hours=3))
    (stale,) = stale_documents(synced.settings, synced.lake, peek(synced.settings), {yes.key: yes})
    assert (stale.reason, stale.since) == (Reason.EMBEDDING, yes.answered_at)


def test_nobody_in_time_is_said_as_such(synced: Workplace) -> None:
    synced.write("large.md", LARGE)
    publish(synced)
    silence = Asked("batch-000002", "run", NOON, answer=REJECTED, answered_at=NOON)
    (stale,) = stale_documents(synced.settings, synced.lake, peek(synced.settings), {silence.key: silence})
    assert stale.detail == "nobody answered in time, 2026-11-29 12:00 UTC"


def test_questions_and_answers_are_read_as_they_were_kept() -> None:
    asked = Asked("batch-000002", "run 1", NOON, "scheduled__1")
    kept = {QUESTIONS: {asked.key: asked.stored}, answer_key("run 1"): stored_answer(REJECTED, "Ada", NOON)}
    assert read_asked(kept.get) == {asked.key: replace(asked, answer=REJECTED, answered_by="Ada", answered_at=NOON)}
    del kept[answer_key("run 1")]
    assert read_asked(kept.get) == {asked.key: asked}


@pytest.mark.parametrize("kept", [None, [], "batch-000002", {"batch-000002": "scheduled__1"}, {"batch-000002": None}])
def test_what_was_kept_by_hand_or_long_ago_has_to_be_asked_again(kept: object) -> None:
    assert {question.run for question in read_asked({QUESTIONS: kept}.get).values()} <= {""}
