"""The fingerprint of a source: what changes it and what does not."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from include.errors import SourceError
from include.pipeline.freshness.waiting import unpublished
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.sources.changes import changes
from include.sources.observation import Observation, content, fingerprint
from tests.conftest import Workplace

LARGEST = 1000


def observed(place: Workplace, *include: str) -> Observation:
    return Observation(str(place.documents), LARGEST, include)


def age(place: Workplace, seconds: float = 100.0) -> None:
    """Make every file look as if it had been written some time ago; its change time is as it is."""
    for path in place.documents.rglob("*"):
        os.utime(path, (time.time() - seconds,) * 2)


def test_an_edit_an_addition_a_removal_and_a_rename_change_it(workplace: Workplace) -> None:
    observation = observed(workplace)
    seen = [observation.look().fingerprint]
    workplace.write("notes.txt", "The office has a blue door and a bell that nobody hears.\n")
    seen.append(observation.look().fingerprint)
    path = workplace.write("new.md", "# New\n")
    seen.append(observation.look().fingerprint)
    path.rename(path.with_name("renamed.md"))
    seen.append(observation.look().fingerprint)
    (workplace.documents / "guide.rst").unlink()
    seen.append(observation.look().fingerprint)
    assert len(set(seen)) == 5


def test_an_edit_that_keeps_size_and_time_changes_it(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("include.sources.seen_files.YOUNG_NS", 0)
    observation = observed(workplace)
    before, path = observation.look().fingerprint, workplace.documents / "notes.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"green", b"brown"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert observation.look().fingerprint != before


def test_a_touch_and_a_rewrite_of_the_same_text_do_not_change_it(workplace: Workplace) -> None:
    observation = observed(workplace)
    before = observation.look().fingerprint
    age(workplace)
    text = (workplace.documents / "notes.txt").read_bytes()
    workplace.write("notes.txt", text)
    (workplace.documents / "empty folder").mkdir()
    workplace.write(".hidden.md", "hidden")
    workplace.write("picture.png", b"png")
    assert observation.look().fingerprint == before


def test_a_file_that_stays_as_it_was_is_read_once(
    workplace: Workplace, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.sources.seen_files.YOUNG_NS", 0)
    observation = observed(workplace)
    observation.look()
    assert len(reads) == 4
    workplace.write("notes.txt", "other")
    reads.clear()
    observation.look()
    observation.look()
    assert reads == ["notes.txt"]


def test_a_file_written_just_now_is_read_again_because_a_clock_has_ticks(
    workplace: Workplace, reads: list[str]
) -> None:
    observation = observed(workplace)
    observation.look()
    observation.look()
    assert len(reads) == 8


def test_what_differs_is_named_as_far_as_a_line_has_room() -> None:
    before = {"a.md": "1", "b.md": "1", "c.md": "1"}
    assert changes(before, {"a.md": "1", "b.md": "2", "d.md": "1"}) == {
        "added": "d.md", "changed": "b.md", "removed": "c.md"}  # fmt: skip
    assert changes(before, before) == changes(None, before) == {}
    many = {f"folder/{number:04}.md": "" for number in range(1000)}
    named = changes({}, many)["added"]
    assert named.startswith("folder/0000.md, folder/0001.md, ")
    assert int(named.split(" and ")[1].split(" ")[0]) + named.count(".md") == 1000
    longest = changes({}, {"x" * 500: "", "y" * 500: ""})["added"]
    assert max(len(named), len(longest)) < 200
    assert longest.endswith(" and 1 more")


def test_a_folder_in_place_of_a_file_changes_it(workplace: Workplace) -> None:
    observation = observed(workplace)
    before = observation.look()
    (workplace.documents / "notes.txt").unlink()
    (workplace.documents / "notes.txt").mkdir()
    after = observation.look()
    assert after.fingerprint != before.fingerprint
    assert after.files == before.files - 1


def test_a_document_that_becomes_too_large_or_a_bad_link_changes_it(workplace: Workplace) -> None:
    observation = observed(workplace)
    seen = [observation.look().fingerprint]
    path = workplace.write("notes.txt", b"x" * (LARGEST + 1))
    seen.append(observation.look().fingerprint)
    path.unlink()
    path.symlink_to("nowhere.txt")
    seen.append(observation.look().fingerprint)
    assert len(set(seen)) == 3


@pytest.mark.skipif(os.getuid() == 0, reason="root can read everything")
def test_a_document_that_can_no_longer_be_read_changes_it_though_its_time_stays(workplace: Workplace) -> None:
    observation = observed(workplace)
    before = observation.look().fingerprint
    (workplace.documents / "notes.txt").chmod(0)
    unreadable = observation.look().fingerprint
    (workplace.documents / "notes.txt").chmod(0o600)
    assert before == observation.look().fingerprint != unreadable


def test_patterns_choose_files_of_any_type(workplace: Workplace) -> None:
    for name in (
        "concepts/a.md",
        "concepts/deep/b.md",
        "other/concepts/c.md",
        "data.csv",
        "deep/er/data.csv",
        ".x.csv",
    ):
        workplace.write(name, name)
    assert observed(workplace, "concepts/*.md").look().files == 1
    assert observed(workplace, "concepts/**/*.md").look().files == 2
    assert observed(workplace, "*.csv").look().files == 2
    assert observed(workplace, "*.csv", "*.txt", "!deep/**").look().files == 2
    assert observed(workplace).look().files == 4 + 5
    observation = observed(workplace, "*.csv")
    before = observation.look().fingerprint
    workplace.write("notes.txt", "not observed")
    assert observation.look().fingerprint == before
    workplace.write("deep/er/data.csv", "observed")
    assert observation.look().fingerprint != before


def test_a_source_that_is_gone_is_an_error_and_can_come_back(workplace: Workplace) -> None:
    observation = observed(workplace)
    before = observation.look().fingerprint
    away = workplace.documents.rename(workplace.folder / "away")
    with pytest.raises(SourceError, match="is not a folder"):
        observation.look()
    away.rename(workplace.documents)
    assert observation.look().fingerprint == before


def test_pairs_in_any_order_are_the_same_and_their_borders_count() -> None:
    assert fingerprint([("a", "1"), ("b", "2")]) == fingerprint([("b", "2"), ("a", "1")])
    assert fingerprint([("a", "12")]) != fingerprint([("a1", "2")])
    assert fingerprint([]) != fingerprint([("", "")])


def test_an_etag_stands_for_the_content_where_there_is_one() -> None:
    assert content("e", 5, "sha", "") == content("e", 5, "", "it cannot be read") != content("e", 6, "sha", "")
    assert content("", 5, "sha", "it has no text") == "sha"
    assert content("", 5, "", "it cannot be read") == "it cannot be read"


def test_what_was_published_has_the_fingerprint_of_what_is_seen(workplace: Workplace) -> None:
    workplace.write("broken.pdf", b"no pdf")
    workplace.write("large.txt", b"x" * (21 * 1024 * 1024))
    (workplace.documents / "link.md").symlink_to("nowhere.md")
    for _ in range(2):
        report = publish_documents(workplace.settings, workplace.lake, Provenance())
        seen = Observation(str(workplace.documents), workplace.settings.max_document_bytes).look()
        assert report.plan.fingerprint == seen.fingerprint
        assert seen.files == 7
        workplace.write("notes.txt", "second round")


def test_what_is_kept_or_waits_for_a_decision_has_the_fingerprint_of_what_is_seen(workplace: Workplace) -> None:
    publish_documents(workplace.settings, workplace.lake, Provenance())
    workplace.write("notes.txt", b"\xff")
    (workplace.documents / "guide.rst").unlink()
    (workplace.documents / "guide.rst").symlink_to("nowhere.rst")
    for emptied in (False, True):
        if emptied:
            shutil.rmtree(workplace.documents)
            workplace.documents.mkdir()
        plan = publish_documents(workplace.settings, workplace.lake, Provenance()).plan
        assert (len(plan.kept), len(plan.held)) == ((0, 4) if emptied else (2, 0))
        seen = Observation(str(workplace.documents), workplace.settings.max_document_bytes)
        assert plan.fingerprint == seen.look().fingerprint
        assert unpublished(workplace.lake, seen.contents()) == []


def test_a_failed_look_forgets_nothing(workplace: Workplace, reads: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("include.sources.seen_files.YOUNG_NS", 0)
    observation = observed(workplace)
    observation.look()
    reads.clear()
    away = workplace.documents.rename(workplace.folder / "away")
    with pytest.raises(SourceError):
        observation.look()
    Path(away).rename(workplace.documents)
    observation.look()
    assert reads == []
