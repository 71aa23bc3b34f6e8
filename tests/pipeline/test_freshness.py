"""How long a change took and what has been waiting: what a person who watches would notice."""

import json
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from include.errors import Lasting, Overdue
from include.pipeline.freshness import freshness_report
from include.pipeline.freshness.document_states import document_states
from include.pipeline.freshness.events import AssetEvent
from include.pipeline.freshness.hops import Freshness, freshness, look
from include.pipeline.freshness.reasons import Reason, Stale
from include.pipeline.publish import PublishReport
from include.pipeline.steps import Gate, generate_embeddings, publish_documents, update_vector_store
from include.provenance import Provenance
from include.sources.looks import SourceLooks
from include.sources.observation import Contents, Observation
from include.ui import freshness_answer
from tests.conftest import PAGES, Workplace

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LIMIT = timedelta(minutes=15)


def event(asset: str, minute: float, runs: int = 1, **extra: Any) -> AssetEvent:
    return AssetEvent(asset, NOON + timedelta(minutes=minute), extra, runs)


def stale(document: str, minute: float, reason: Any = Reason.EMBEDDING) -> Stale:
    return Stale(document, reason, NOON + timedelta(minutes=minute))


def seen(*events: AssetEvent, waiting: tuple[Stale, ...] = (), at: float = 10) -> Freshness:
    return freshness(NOON + timedelta(minutes=at), LIMIT, events, waiting)


def now() -> datetime:
    return datetime.now(UTC)


def test_two_batches_that_were_embedded_together_have_hops_of_their_own() -> None:
    report = seen(
        event("documents", 0, batch_id="batch-000001", documents_added=2),
        event("documents", 1, batch_id="batch-000002", documents_changed=1),
        event("embeddings", 2, batch_ids="batch-000001, batch-000002", version=1),
        event("vector_store", 3, version=1),
        event("search_index", 4, version=1),
    )
    newest, oldest = report.batches
    assert (newest.batch_id, newest.documents, newest.seconds) == ("batch-000002", 1, 180)
    assert (oldest.batch_id, oldest.documents, oldest.seconds) == ("batch-000001", 2, 240)
    assert oldest.hops == {
        "documents → embeddings": 120,
        "embeddings → vector_store": 60,
        "vector_store → search_index": 60,
    }


def test_a_store_that_went_on_to_a_later_version_holds_the_batch_and_an_older_one_does_not() -> None:
    chain = [
        event("documents", 0, batch_id="batch-000007"),
        event("embeddings", 1, batch_ids="batch-000007", version=5),
        event("vector_store", 2, version=4),
    ]
    assert set(seen(*chain).batches[0].reached) == {"documents", "embeddings"}
    later = [*chain, event("vector_store", 3, version=6), event("search_index", 4, version=6)]
    assert seen(*later).batches[0].seconds == 240


def test_events_from_before_a_table_was_made_again_are_not_taken_for_the_new_batch() -> None:
    report = seen(
        event("embeddings", -9, batch_ids="batch-000001", version=3),
        event("vector_store", -8, version=3),
        event("documents", 0, batch_id="batch-000001"),
        event("embeddings", 1, batch_ids="batch-000001", version=1),
    )
    assert set(report.batches[0].reached) == {"documents", "embeddings"}


def test_a_batch_number_is_not_found_inside_a_longer_one() -> None:
    report = seen(event("documents", 0, batch_id="batch-1"), event("embeddings", 1, batch_ids="batch-10", version=1))
    assert "embeddings" not in report.batches[0].reached


def test_an_event_made_by_hand_without_metadata_is_no_batch() -> None:
    assert seen(event("documents", 0), event("embeddings", 1), event("vector_store", 2)).batches == ()


DEEP: dict[str, Any] = {}
for _ in range(100):
    DEEP = {"deeper": DEEP}
ODD: list[dict[str, Any]] = [
    {"batch_id": None, "batch_ids": None, "version": None, "documents_added": None},
    {
        "batch_id": ["x"],
        "batch_ids": {"a": 1},
        "version": [1],
        "documents_added": "lots",
        "embeddings_generated": "many",
    },
    {"batch_id": 5, "version": 1e300, "documents_added": float("nan"), "embeddings_generated": float("inf")},
    {"batch_id": "batch-999999", "version": -99, "documents_added": -5},
    {"batch_id": "", "version": 2**63, "documents_added": True},
    {"batch_id": "<script>alert(1)</script>", "version": True, "deep": DEEP},
    {"batch_id": "x" * 1_000_000, "batch_ids": "y" * 1_000_000, "version": "9" * 5000},
]


@pytest.mark.parametrize("extra", ODD, ids=range(len(ODD)))
def test_whatever_an_event_carries_the_reports_and_the_page_are_made(synced: Workplace, extra: dict[str, Any]) -> None:
    events = [AssetEvent(asset, now(), extra) for asset in ("documents", "embeddings", "vector_store", "search_index")]
    report = look(synced.settings, events, now())
    assert freshness_report.lines(report)
    assert freshness_report.markdown(report)
    page = freshness_answer.whole(report, document_states(synced.lake, events, report.stale), events)
    told = len(json.dumps(page)) + len(freshness_report.as_json(report))
    assert told < 100_000


def test_numbers_written_as_texts_count() -> None:
    report = seen(
        event("documents", 0, batch_id="batch-000001", documents_added="2", version="1"),
        event("embeddings", 1, batch_ids="batch-000001", version="3"),
        event("vector_store", 2, version=3.0),
        event("search_index", 3, version=" 3"),
    )
    assert (report.batches[0].documents, report.batches[0].seconds) == (2, 180)


def test_an_event_made_by_hand_measures_nothing_whatever_it_claims() -> None:
    claims = {"batch_id": "batch-000001", "batch_ids": "batch-000001", "version": 99, "from_rest_api": True}
    real = event("documents", 0, batch_id="batch-000001", documents_added=1)
    by_hand = [event(asset, 1, **claims) for asset in ("documents", "embeddings", "vector_store", "search_index")]
    (batch,) = seen(real, *by_hand).batches
    assert set(batch.reached) == {"documents"}


def test_batches_of_the_day_before_are_not_reported() -> None:
    assert seen(event("documents", -24 * 60, batch_id="batch-000001"), at=1).batches == ()


def test_an_event_is_stranded_when_it_started_nothing_though_its_work_waits() -> None:
    quiet = event("documents", 0, runs=0, batch_id="batch-000001")
    waits = (stale("a.md", 0),)
    assert seen(quiet, waiting=waits).stranded == (quiet,)
    assert seen(quiet, waiting=waits, at=1).stranded == ()
    assert seen(quiet, waiting=(stale("a.md", 0, Reason.STORE),)).stranded == ()
    assert seen(event("documents", 0, batch_id="batch-000001"), waiting=waits).stranded == ()
    assert "hourly sweep" in "\n".join(freshness_report.lines(seen(quiet, waiting=waits)))


def test_what_waits_too_long_fails_with_one_line_and_a_quarantined_document_alone_does_not() -> None:
    seen(waiting=(stale("bad.pdf", -600, Reason.QUARANTINED), stale("new.md", 0)), at=15).require()
    with pytest.raises(Overdue, match=r"1 documents are .* 15 minutes; old.md has been waiting for its") as caught:
        seen(waiting=(stale("new.md", 0), stale("old.md", -6))).require()
    assert isinstance(caught.value, Lasting)
    assert "\n" not in str(caught.value)


def published(place: Workplace) -> PublishReport:
    return publish_documents(place.settings, place.lake, Provenance())


def reasons(place: Workplace) -> dict[str, str]:
    return {item.document: item.reason.words for item in look(place.settings, [], now()).stale}


def test_each_document_names_the_step_it_waits_for(workplace: Workplace) -> None:
    settings, lake = workplace.settings, workplace.lake
    assert reasons(workplace) == {}
    published(workplace)
    assert set(reasons(workplace).values()) == {"waiting for its embeddings"}
    generate_embeddings(settings, lake, Provenance())
    assert set(reasons(workplace).values()) == {"waiting for the vector store"}
    update_vector_store(settings, lake, Provenance())
    assert set(reasons(workplace).values()) == {"waiting for the search index"}
    workplace.sync()
    assert reasons(workplace) == {}
    (workplace.documents / "guide.rst").unlink()
    published(workplace)
    assert reasons(workplace) == {"guide.rst": "waiting for its embeddings"}
    generate_embeddings(settings, lake, Provenance())
    assert reasons(workplace) == {"guide.rst": "waiting for the vector store"}


def test_waiting_counts_from_the_publication_also_at_the_vector_store(synced: Workplace) -> None:
    before = now()
    synced.write("new.md", "# New\n\nA page.\n")
    published(synced)
    between = now()
    generate_embeddings(synced.settings, synced.lake, Provenance())
    (item,) = look(synced.settings, [], now()).stale
    assert item.reason is Reason.STORE
    assert item.since
    assert before - timedelta(seconds=1) <= item.since <= between


def edited_and_changed_back(place: Workplace) -> None:
    """Two batches with nothing to do in the end, so no commit to `chunks` says that they are done."""
    for text in ("Another text.\n", PAGES["notes.txt"]):
        place.write("notes.txt", text)
        published(place)
    assert not generate_embeddings(place.settings, place.lake, Provenance()).worked


def test_a_batch_that_had_long_been_done_makes_no_later_document_overdue(synced: Workplace) -> None:
    edited_and_changed_back(synced)
    before = now()
    synced.write("new.md", "# New\n\nA page.\n")
    published(synced)
    generate_embeddings(synced.settings, synced.lake, Provenance())
    (item,) = look(synced.settings, [], now()).stale
    assert (item.document, item.reason) == ("new.md", Reason.STORE)
    assert item.since
    assert item.since >= before - timedelta(milliseconds=1)


def test_what_was_changed_and_changed_back_waits_from_its_next_change_on(synced: Workplace) -> None:
    edited_and_changed_back(synced)
    before = now()
    synced.write("notes.txt", "Yet another text.\n")
    published(synced)
    (item,) = look(synced.settings, [], now()).stale
    assert item.reason is Reason.EMBEDDING
    assert item.since
    assert item.since >= before - timedelta(milliseconds=1)


def test_hours_until_a_person_said_yes_do_not_count(synced: Workplace) -> None:
    synced.write("large.md", "# Large\n\nA page that somebody was asked about.\n")
    batch = str(published(synced).event["batch_id"])
    before = now()
    generate_embeddings(synced.settings, synced.lake, Provenance(), gate=Gate(approved=frozenset({batch})))
    (item,) = look(synced.settings, [], now()).stale
    assert (item.document, item.reason) == ("large.md", Reason.STORE)
    assert item.since
    assert item.since >= before - timedelta(milliseconds=1)


def test_a_document_that_cannot_be_read_now_says_why_and_keeps_its_time(synced: Workplace) -> None:
    synced.write("notes.txt", "Edited once.\n")
    published(synced)
    synced.write("notes.txt", "Edited twice.\n")
    generate_embeddings(synced.settings, synced.lake, Provenance())
    (item,) = look(synced.settings, [], now()).stale
    assert (item.document, item.reason) == ("notes.txt", Reason.UNREADABLE)
    assert "changed since it was published" in item.detail
    (late,) = look(synced.settings, [], now() + timedelta(hours=1)).overdue
    assert late == item


def test_quarantined_documents_are_listed_with_reason_and_newest_first(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"%PDF-1.7 nothing more")
    workplace.sync()
    workplace.write("new.md", "# New\n\nA page.\n")
    published(workplace)
    report = look(workplace.settings, [], now())
    assert [(item.document, item.reason) for item in report.stale] == [
        ("new.md", Reason.EMBEDDING),
        ("broken.pdf", Reason.QUARANTINED),
    ]
    assert any("broken.pdf" in line and "it is a broken PDF" in line for line in freshness_report.lines(report))


def looked(place: Workplace, events: list[AssetEvent]) -> Freshness:
    return look(place.settings, events, now(), {}, SourceLooks().latest(place.settings))


def announced(report: PublishReport) -> AssetEvent:
    return AssetEvent("documents", now(), report.event, 1)


def test_the_upload_is_known_from_the_file_and_never_invented(workplace: Workplace) -> None:
    events = [announced(published(workplace))]
    path = workplace.write("new.md", "# New\n\nA page.\n")
    while (modified := path.stat().st_mtime) <= events[0].time.timestamp():
        path.touch()  # the clock of files moves on a hundred times a second only
    events.append(announced(published(workplace)))
    copied = workplace.write("copied.md", "# Copied\n\nWith its old time.\n")
    os.utime(copied, (0, 0))
    events.append(announced(published(workplace)))
    last, middle, first = looked(workplace, events).batches
    assert middle.reached["uploaded"].timestamp() == pytest.approx(modified, abs=0.001)
    assert "uploaded → documents" in middle.hops
    assert "uploaded" not in first.reached
    assert "uploaded" not in last.reached


def test_the_report_is_written_beside_the_tables_as_markdown_and_json(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"%PDF-1.7 nothing more")
    events = [announced(published(workplace))]
    report = looked(workplace, events)
    folder = freshness_report.store(report, workplace.settings.lake_uri)
    told = json.loads((workplace.folder / "lake/reports/freshness.json").read_text("utf-8"))
    assert {item["document"]: item["reason"] for item in told["stale"]}["broken.pdf"] == "quarantined"
    assert told["batches"][0]["batch_id"] == "batch-000001"
    page = (workplace.folder / "lake/reports/freshness.md").read_text("utf-8")
    assert "| batch-000001 | 5 | waiting for its embeddings |" in page
    assert folder.endswith("lake/reports")
    assert workplace.sync()["documents"]["total"] == 5  # the folder is no table and in nobody's way


def test_what_the_source_has_otherwise_than_the_tables_is_named(synced: Workplace) -> None:
    assert looked(synced, []).stale == ()
    synced.write("new.md", "# New\n\nA page.\n")
    synced.write("notes.txt", "The office has a blue door and a bell that nobody hears.\n")
    (synced.documents / "guide.rst").unlink()
    os.utime(synced.documents / "handbook/leave.md")  # a touch is no change
    report = looked(synced, [])
    assert {stale.document for stale in report.stale} == {"new.md", "notes.txt", "guide.rst"}
    assert {stale.reason for stale in report.stale} == {Reason.PUBLISHING}
    assert not report.overdue
    published(synced)
    assert all(stale.reason != Reason.PUBLISHING for stale in looked(synced, []).stale)


def test_a_copy_that_kept_its_old_time_waits_since_it_was_put_there(synced: Workplace) -> None:
    before = now()
    os.utime(synced.write("old.md", "# Old\n\nA page.\n"), (0, 0))
    (stale,) = looked(synced, []).stale
    assert stale.since is not None
    assert stale.since > before - timedelta(seconds=1)


def test_a_source_that_cannot_be_read_does_not_look_as_if_all_were_published(synced: Workplace) -> None:
    synced.documents.rename(synced.folder / "away")
    report = looked(synced, [])
    assert report.source is not None
    assert report.source.contents is None
    assert "is not a folder" in report.source.problem


def test_a_source_that_takes_long_to_list_is_looked_at_rarely(
    synced: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("include.sources.looks.time.monotonic", lambda: clock[0])
    whole = Observation.contents

    def slow(observation: Observation) -> Contents:
        clock[0] += 10
        return whole(observation)

    monkeypatch.setattr(Observation, "contents", slow)
    looks = SourceLooks()
    first = looks.latest(synced.settings)
    clock[0] += 199
    assert looks.latest(synced.settings) is first
    clock[0] += 2
    assert looks.latest(synced.settings) is not first
