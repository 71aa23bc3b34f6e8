"""What is deleted at once, what waits for a person, and what becomes of the answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from include.deletion_threshold import DeletionThreshold
from include.errors import ApprovalNeeded, SettingsError
from include.lake.known_documents import GONE, READY
from include.lake.queries import Row
from include.pipeline.approval.deletion_text import deletion_line, deletion_question
from include.pipeline.approval.deletions import NOTHING, Consent, plan_deletions, question_about
from include.pipeline.document_rows import FRESH
from include.pipeline.freshness.reasons import Reason
from include.pipeline.freshness.waiting import stale_documents
from include.pipeline.publish import PublishPlan, decline_deletions
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.settings import Settings
from include.sync.questions import DeletionPrompt
from include.sync.run import plan
from include.vector_store.state import peek
from include.verify.verification import verify
from tests.conftest import Workplace

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
TWENTY = DeletionThreshold()


def rows(*names: str, status: str = READY) -> dict[str, Row]:
    return {name: {"id": name, "sha256": f"sha of {name}", "status": status, "etag": "", **FRESH} for name in names}


def some(count: int, first: int = 0) -> list[str]:
    return [f"{number}.md" for number in range(first, first + count)]


@pytest.mark.parametrize(
    ("before", "gone", "waits"),
    [(20, 4, False), (20, 5, True), (10, 2, False), (10, 3, True), (9, 8, False), (9, 9, True), (1, 1, True)],
)
def test_a_share_of_a_source_that_is_not_small_waits_and_always_all_of_it(before: int, gone: int, waits: bool) -> None:
    known = rows(*some(before))
    found = plan_deletions(known, rows(*some(before - gone, gone)), TWENTY, NOTHING, NOON)
    assert (len(found.held), len(found.removed)) == ((gone, 0) if waits else (0, gone))
    assert bool(question_about(found.held)) == waits


def test_content_that_is_there_under_another_name_is_not_lost() -> None:
    known = rows(*some(12))
    renamed = {f"folder/{id_}": {**row, "id": f"folder/{id_}"} for id_, row in known.items()}
    assert plan_deletions(known, renamed, TWENTY, NOTHING, NOON).held == {}
    del renamed["folder/0.md"]
    assert plan_deletions(known, renamed, TWENTY, NOTHING, NOON).removed == tuple(known)
    unreadable = {id_: {**row, "stale_reason": "it cannot be read"} for id_, row in renamed.items()}
    assert len(plan_deletions(known, unreadable, TWENTY, NOTHING, NOON).held) == 12


def test_what_never_could_be_read_or_was_removed_by_name_is_not_asked_about() -> None:
    known = rows("a.md") | rows("b.md", status="quarantined")
    assert plan_deletions(known, rows("a.md"), TWENTY, NOTHING, NOON).removed == ("b.md",)
    typed = Consent(documents=frozenset({"a.md"}))
    assert plan_deletions(rows("a.md"), {}, TWENTY, typed, NOON).removed == ("a.md",)
    assert plan_deletions(rows("a.md", "b.md"), {}, TWENTY, typed, NOON).removed == ("a.md",)


def test_a_yes_deletes_what_was_asked_about_and_is_still_gone() -> None:
    known = rows(*some(12))
    first = plan_deletions(known, {}, TWENTY, NOTHING, NOON)
    until = question_about(first.held)
    later = plan_deletions({**known, **first.held}, rows("0.md"), TWENTY, NOTHING, NOON + timedelta(hours=1))
    assert question_about(later.held) == until  # from a set that became smaller nothing new is asked
    known = {**first.held, **rows("0.md", "new.md")}  # it came back, and another came
    found = plan_deletions(known, {}, TWENTY, Consent(until=until), NOON + timedelta(hours=2))
    assert sorted(found.removed) == sorted(some(11, 1))
    assert question_about(found.held) > until


def test_what_waits_goes_on_waiting_when_a_small_part_of_it_is_left_or_much_was_added() -> None:
    held = plan_deletions(rows(*some(12)), {}, TWENTY, NOTHING, NOON).held
    other = rows(*some(500, 100))
    found = plan_deletions({**held, **other}, other, TWENTY, NOTHING, NOON + timedelta(hours=1))
    assert (found.removed, dict(found.held)) == ((), dict(held))
    back = rows(*some(11)) | other
    assert list(plan_deletions({**held, **other}, back, TWENTY, NOTHING, NOON).held) == ["11.md"]
    one_more = plan_deletions({**held, **other}, rows(*some(499, 100)), TWENTY, NOTHING, NOON)
    assert one_more.removed == ("599.md",)


def test_a_no_stands_for_the_same_documents_and_a_larger_set_is_asked_about() -> None:
    known = rows(*some(30))
    held = plan_deletions(known, rows(*some(20, 10)), TWENTY, NOTHING, NOON).held
    known |= {id_: {**row, "deletion_declined": "by Ada"} for id_, row in held.items()}
    same = plan_deletions(known, rows(*some(20, 10)), TWENTY, NOTHING, NOON)
    assert (same.removed, question_about(same.held)) == ((), "")
    fewer = plan_deletions(known, rows(*some(28, 2)), TWENTY, NOTHING, NOON)
    assert (sorted(fewer.held), question_about(fewer.held)) == (["0.md", "1.md"], "")
    more = plan_deletions(known, rows(*some(19, 11)), TWENTY, NOTHING, NOON + timedelta(hours=1))
    assert len(more.held) == 11
    assert question_about(more.held) > question_about(held)


@pytest.mark.parametrize(
    ("text", "percent", "documents"),
    [("", 20, 10), ("20%/10", 20, 10), (" 5 % / 100 ", 5, 100), ("0%/1", 0, 1), ("12.5%", 12.5, 10)],
)
def test_a_threshold_is_a_share_and_a_number(text: str, percent: float, documents: int) -> None:
    settings = Settings.from_environment({"DELETION_THRESHOLD": text})
    assert settings.deletion_threshold == DeletionThreshold(percent, documents)
    assert DeletionThreshold.read("X", str(settings.deletion_threshold)) == settings.deletion_threshold


@pytest.mark.parametrize("text", ["20", "20/10", "120%", "-1%", "20%/ten", "20%/10/3", "%"])
def test_a_threshold_that_is_written_otherwise_is_one_line(text: str) -> None:
    with pytest.raises(SettingsError, match=r"DELETION_THRESHOLD.*20%/10"):
        Settings.from_environment({"DELETION_THRESHOLD": text})


@pytest.fixture
def away(synced: Workplace) -> Callable[[], None]:
    """The source is empty, as a mount is that is away; called, it is back."""
    synced.documents.rename(synced.folder / "away")
    synced.documents.mkdir()

    def back() -> None:
        synced.documents.rmdir()
        (synced.folder / "away").rename(synced.documents)

    return back


def asked(place: Workplace) -> list[PublishPlan]:
    """What a sync would ask."""
    found: list[PublishPlan] = []
    place.sync(decide=found.append)  # type: ignore[arg-type]
    return found


def test_a_source_that_is_away_takes_nothing_away_and_when_it_is_back_nobody_is_asked(
    synced: Workplace, away: Callable[[], None]
) -> None:
    (question,) = asked(synced)
    assert deletion_line(question, synced.settings).startswith("4 of 4 documents are gone from ")
    assert "(. 2, handbook 2); that is all of them" in deletion_line(question, synced.settings)
    version = synced.lake.version("documents")
    assert len(asked(synced)) == 1  # until somebody decides
    assert synced.lake.version("documents") == version
    found = verify(synced.settings, synced.lake)
    assert (found.clean, len(found.kept), found.points) == (True, 4, 4)
    assert "waits for a decision" in found.kept["notes.txt"]
    (stale, *_) = stale_documents(synced.settings, synced.lake, peek(synced.settings))
    assert (stale.reason, stale.detail) == (Reason.UNDECIDED, GONE)
    away()
    result = synced.sync()
    assert (result["documents"]["unchanged"], result["kept"]["gone"]) == (4, 0)
    assert (result["chunks"]["embedded"], result["vectors"]["upserted"]) == (0, 0)
    assert verify(synced.settings, synced.lake).kept == {}


def test_what_is_added_beside_a_question_is_searchable_at_once(synced: Workplace, away: Callable[[], None]) -> None:
    synced.write("new.md", "# New\n\nA page.\n")
    result = synced.sync()
    assert (result["documents"]["added"], result["kept"]["gone"], result["vectors"]["total"]) == (1, 4, 5)


def test_a_yes_on_the_terminal_deletes(synced: Workplace, away: Callable[[], None]) -> None:
    result = synced.sync(decide=lambda _plan: True)
    assert (result["documents"]["removed"], result["vectors"]["deleted"], result["vectors"]["total"]) == (4, 4, 0)
    assert verify(synced.settings, synced.lake).clean


def test_a_no_on_the_terminal_is_remembered_and_can_be_taken_back(synced: Workplace, away: Callable[[], None]) -> None:
    assert synced.sync(decide=lambda _plan: False)["vectors"]["total"] == 4
    assert asked(synced) == []
    stale = stale_documents(synced.settings, synced.lake, peek(synced.settings))
    assert {item.reason for item in stale} == {Reason.DECLINED}
    assert "at a terminal" in stale[0].detail
    again = publish_documents(synced.settings, synced.lake, Provenance(), ask_again=True)
    assert again.plan.question
    assert synced.sync(Consent(everything=True))["vectors"]["total"] == 0


def test_an_answer_that_comes_when_the_documents_are_back_does_nothing(
    synced: Workplace, away: Callable[[], None]
) -> None:
    (question,) = asked(synced)
    away()
    synced.sync()
    for _ in range(2):
        report = publish_documents(synced.settings, synced.lake, Provenance(), consent=Consent(until=question.question))
        assert not report.worked
    assert decline_deletions(synced.lake, Provenance(), question.question, "by Ada") == 0


def test_without_a_terminal_the_rest_is_done_and_a_line_says_what_waits(
    synced: Workplace, away: Callable[[], None]
) -> None:
    deletions = DeletionPrompt(synced.settings, ask=False)
    plan(synced.settings, decide=deletions)
    assert deletions.undecided
    deletions.undecided = ""
    synced.sync(decide=deletions)
    with pytest.raises(ApprovalNeeded, match=r"4 of 4 documents are gone .* --yes") as caught:
        deletions.require()
    assert "\n" not in str(caught.value)


def test_the_question_says_how_many_which_folders_and_what_follows(synced: Workplace, away: Callable[[], None]) -> None:
    (planned,) = asked(synced)
    found = deletion_question(planned, replace(synced.settings, approval_hours=3), planned.question)
    assert found.subject == "Delete 4 of 4 documents?"
    for part in (
        "| `handbook` | 2 |",
        "`handbook/leave.md`",
        "| **Approve** | those of these 4 documents",
        "| **Reject** | they stay in the index",
        "| none in 3 h |",
    ):
        assert part in found.body


def test_a_folder_that_is_renamed_asks_nobody(empty: Workplace) -> None:
    for number in range(12):
        empty.write(f"old/{number}.md", f"# Page {number}\n\nText {number}.\n")
    empty.sync()
    (empty.documents / "old").rename(empty.documents / "new")
    result = empty.sync(decide=lambda _plan: pytest.fail("asked"))
    assert (result["documents"]["added"], result["documents"]["removed"], result["chunks"]["embedded"]) == (12, 12, 0)
