"""What the Freshness page tells of each document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from include.lake.queries import commits
from include.pipeline.approval.asked import ASKING_DAG, REJECTED, Asked
from include.pipeline.freshness.document_states import DocumentState, document_states
from include.pipeline.freshness.events import AssetEvent
from include.pipeline.freshness.hops import look
from include.pipeline.steps import generate_embeddings, publish_documents
from include.provenance import Provenance
from include.settings import PROJECT
from include.ui.freshness_answer import ASKING_TASK, summary, whole
from tests.conftest import Workplace


def searchable(version: int, **extra: Any) -> AssetEvent:
    return AssetEvent("search_index", datetime.now(UTC), {"version": version, **extra}, 0, "rebuild_search_index run-1")


def states(place: Workplace, *events: AssetEvent) -> dict[str, DocumentState]:
    report = look(place.settings, list(events), datetime.now(UTC))
    return {state.document: state for state in document_states(place.lake, events, report.stale)}


def test_the_times_of_a_document_follow_one_another(workplace: Workplace) -> None:
    workplace.sync()
    first = searchable(1, previous_collection="")
    workplace.write("notes.txt", "Edited.\n")
    workplace.sync()
    second = searchable(2, previous_collection="documents__1")
    seen = states(workplace, first, second)
    edited, old = seen["notes.txt"], seen["guide.rst"]
    assert edited.changed_at
    assert edited.embedded_at
    assert edited.changed_at <= edited.embedded_at <= second.time == edited.searchable_at
    assert old.searchable_at == first.time
    assert old.changed_at
    assert old.changed_at < edited.changed_at
    assert next(iter(seen)) == "notes.txt"  # the newest change


def test_a_time_that_nobody_knows_is_not_made_up(workplace: Workplace) -> None:
    workplace.sync()
    only = searchable(1, previous_collection="documents__1")  # not the first there ever was
    assert states(workplace)["guide.rst"].searchable_at is None
    assert states(workplace, only)["guide.rst"].searchable_at is None
    assert states(workplace, only, searchable(2, previous_collection="documents__1"))["guide.rst"].searchable_at is None


def test_an_edit_that_is_not_embedded_has_neither_time(workplace: Workplace) -> None:
    workplace.sync()
    first = searchable(1, previous_collection="")
    workplace.write("notes.txt", "Edited.\n")
    publish_documents(workplace.settings, workplace.lake, Provenance())
    state = states(workplace, first)["notes.txt"]
    assert (state.embedded_at, state.searchable_at) == (None, None)
    assert state.stale
    assert state.stale.reason.words == "waiting for its embeddings"
    generate_embeddings(workplace.settings, workplace.lake, Provenance())
    state = states(workplace, first)["notes.txt"]
    assert state.embedded_at
    assert state.searchable_at is None


def test_a_removed_document_is_shown_until_it_is_out_of_the_index(workplace: Workplace) -> None:
    workplace.sync()
    (workplace.documents / "notes.txt").unlink()
    publish_documents(workplace.settings, workplace.lake, Provenance())
    assert states(workplace)["notes.txt"].stale
    workplace.sync()
    assert "notes.txt" not in states(workplace)


def test_the_page_counts_what_waits_and_names_why(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"%PDF-1.7 nothing more")
    workplace.sync()
    workplace.write("notes.txt", "Edited.\n")
    publish_documents(workplace.settings, workplace.lake, Provenance())
    now = datetime.now(UTC)
    embedded = {"batch_ids": "batch-000001", "embeddings_generated": 4, "embeddings_reused": 1, "version": 1}
    events = [
        AssetEvent("documents", now - timedelta(seconds=9), {"batch_id": "batch-000001", "documents_added": 5}, 1),
        AssetEvent("embeddings", now - timedelta(seconds=6), embedded, 1, "generate_embeddings run-2"),
        AssetEvent("vector_store", now - timedelta(seconds=4), {"version": 1}, 1),
        AssetEvent("search_index", now - timedelta(seconds=1), {"version": 1, "previous_collection": ""}, 0),
    ]
    report = look(workplace.settings, events, now)
    found = document_states(workplace.lake, events, report.stale)
    card = summary(report, len(found))
    assert (card["documents"], card["waiting"], card["quarantined"], card["median_seconds"]) == (5, 1, 1, 8.0)
    page = whole(report, found, events)
    assert [row["document"] for row in page["document_states"]][:2] == ["notes.txt", "broken.pdf"]
    assert "broken PDF" in page["document_states"][1]["detail"]
    assert page["hops"][0]["hops"]["vector_store → search_index"] == 3.0
    assert page["work"][0]["counts"] == {"reused": 1, "generated": 4, "removed": 0, "failed": 0}
    assert (page["work"][0]["dag"], page["work"][0]["run"]) == ("generate_embeddings", "run-2")


def decided(place: Workplace, question: Asked) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The card, the decision and the document's row, when the batch of an edit was asked about."""
    published = AssetEvent("documents", datetime.now(UTC), {"batch_id": question.key, "documents_changed": 1}, 1)
    report = look(place.settings, [published], datetime.now(UTC), {question.key: question})
    found = document_states(place.lake, [], report.stale)
    page = whole(report, found, [])
    (decision,) = page["decisions"]
    assert [batch["held"] for batch in page["hops"]] == [page["document_states"][0]["why"]]
    return summary(report, len(found)), decision, page["document_states"][0]


def test_what_waits_for_a_decision_or_was_rejected_is_not_on_the_way(workplace: Workplace) -> None:
    workplace.sync()
    workplace.write("notes.txt", "Edited.\n")
    publish_documents(workplace.settings, workplace.lake, Provenance())
    since = datetime.now(UTC)
    question = Asked("batch-000002", "run of the question +1", since, "run-that-asked")
    card, decision, row = decided(workplace, question)
    assert (card["waiting"], card["undecided"], card["rejected"]) == (0, 1, 0)
    assert (decision["names"], decision["documents"], decision["asked_by"]) == (["notes.txt"], 1, "run-that-asked")
    assert (decision["asked_at"], decision["answer"]) == (since.isoformat(), "")
    assert decision["at"] == row["decision"]
    assert row["decision"] == (
        "/dags/approve_embeddings/runs/run%20of%20the%20question%20%2B1/tasks/approve/required_actions"
    )
    no = replace(question, answer=REJECTED, answered_by="Mira", answered_at=since + timedelta(hours=1))
    card, decision, row = decided(workplace, no)
    assert (card["waiting"], card["undecided"], card["rejected"]) == (0, 0, 1)
    assert (decision["answered_by"], decision["answered_at"]) == ("Mira", (since + timedelta(hours=1)).isoformat())
    assert (row["document"], row["code"], row["why"]) == ("notes.txt", "declined", "rejected")


def test_open_questions_come_before_answered_ones(workplace: Workplace) -> None:
    workplace.sync()
    questions: dict[str, Asked] = {}
    for number, answer in enumerate((REJECTED, "", REJECTED), start=2):
        workplace.write(f"new{number}.md", f"# New {number}\n\nText.\n")
        publish_documents(workplace.settings, workplace.lake, Provenance())
        at = datetime.now(UTC) if answer else None
        questions[f"batch-{number:06}"] = Asked(f"batch-{number:06}", "run", datetime.now(UTC), "", answer, "", at)
    report = look(workplace.settings, [], datetime.now(UTC), questions)
    told = [decision["key"] for decision in whole(report, [], [])["decisions"]]
    assert told == ["batch-000003", "batch-000004", "batch-000002"]


def test_the_task_that_the_page_leads_to_is_there() -> None:
    from airflow.dag_processing.dagbag import DagBag

    (dag,) = DagBag(str(PROJECT / "dags" / "embeddings" / f"{ASKING_DAG}.py")).dags.values()
    assert (dag.dag_id, dag.has_task(ASKING_TASK)) == (ASKING_DAG, True)


def test_what_was_committed_is_what_the_page_dates(workplace: Workplace) -> None:
    workplace.sync()
    committed = commits(workplace.lake.open("documents"))[0]["timestamp"] / 1000
    changed = states(workplace)["guide.rst"].changed_at
    assert changed
    assert abs(changed.timestamp() - committed) < 1
