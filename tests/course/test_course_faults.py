"""Faults that exercises make: they pass or they last, and any process meets them."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from include.course.faults import (
    BrokenEncoderError,
    KeyRefusedError,
    PageRefusedError,
    ServiceAwayError,
    StoreAwayError,
)
from include.course.workshop import Workshop

PAGE = "page.md"


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return Workshop("exercise_5_5")


def outcome(workshop: Workshop, page: str = PAGE) -> str:
    """What a call of the model ends in."""
    try:
        return f"{len(workshop.embed(page, 'A sentence.'))} piece"
    except BrokenEncoderError as error:
        return type(error).__name__


def test_a_passing_fault_is_over_after_its_calls(workshop: Workshop) -> None:
    with workshop.broken_at(PAGE, ServiceAwayError, calls=2):
        assert [outcome(workshop) for _ in range(3)] == ["ServiceAwayError", "ServiceAwayError", "1 piece"]


def test_a_lasting_fault_stays_until_it_is_mended_and_is_one_page_s_alone(workshop: Workshop) -> None:
    with workshop.broken_at(PAGE, PageRefusedError), workshop.broken_at("other.md", KeyRefusedError):
        told = [outcome(workshop, name) for name in (PAGE, PAGE, PAGE, "other.md", "third.md")]
    assert told == ["PageRefusedError"] * 3 + ["KeyRefusedError", "1 piece"]
    assert outcome(workshop) == "1 piece"


def test_a_fault_that_somebody_writes_by_hand_is_met(workshop: Workshop) -> None:
    (workshop.folder / "faults").mkdir(parents=True)
    (workshop.folder / "faults" / "about.json").write_text('{"document": "page.md", "error": "PageRefusedError"}')
    assert outcome(workshop) == "PageRefusedError"


def test_the_journal_tells_each_failure(workshop: Workshop) -> None:
    with workshop.broken_at(PAGE, KeyRefusedError):
        outcome(workshop)
    assert workshop.journal() == [{"did": "fail", "document": PAGE, "error": "KeyRefusedError"}]


def test_a_store_that_is_away_takes_nothing_and_takes_all_of_it_afterwards(workshop: Workshop) -> None:
    point = {"id": "6f1b7c1e-2d58-4a53-9a2b-64b9d0a3c011", "vector": [1.0, 0.0], "payload": {"document": PAGE}}
    with workshop.store_broken(), workshop.collection() as collection, pytest.raises(StoreAwayError):
        collection.upsert([point])
    assert [line["did"] for line in workshop.journal()] == ["unwritten"]
    with workshop.collection() as collection:
        collection.upsert([point])
        assert collection.count() == 1


def test_a_store_that_fails_half_way_has_what_was_written_and_what_was_to_go(workshop: Workshop) -> None:
    old, new = "6f1b7c1e-2d58-4a53-9a2b-64b9d0a3c011", "6f1b7c1e-2d58-4a53-9a2b-64b9d0a3c012"
    with workshop.collection() as collection:
        collection.upsert([{"id": old, "vector": [1.0, 0.0], "payload": {"document": PAGE}}])
    with workshop.store_broken("delete"), workshop.collection() as collection:
        collection.upsert([{"id": new, "vector": [1.0, 0.0], "payload": {"document": PAGE}}])
        with pytest.raises(StoreAwayError):
            collection.delete([old])
    with workshop.collection() as collection:
        assert collection.points().keys() == {old, new}
        collection.delete([old])
        assert collection.points().keys() == {new}


def test_whoever_waits_for_a_busy_model_is_seen_at_work(workshop: Workshop) -> None:
    with workshop.busy(), ThreadPoolExecutor(1) as beside:
        made = beside.submit(outcome, workshop)
        while not (there := workshop.journal()) and not made.done():
            time.sleep(0.01)
        assert [line["did"] for line in there] == ["wait"]
        (workshop.folder / "busy").unlink()
    assert made.result() == "1 piece"
