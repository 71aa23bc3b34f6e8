"""The trigger that watches a source, on a real folder and a real S3; only the state store is a dictionary."""

import asyncio
import contextlib
import logging
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from include.airflow_io.source_trigger import ANNOUNCED, COMPLETED, Mark, SourceTrigger, is_news
from include.sources.observation import Look, Observation
from include.sources.observer import Observer
from tests.airflow_io.watched_source import (
    QUIET_SECONDS,
    WAIT_SECONDS,
    Store,
    complete,
    quicken,
    seen,
    trigger_for,
    watching,
)
from tests.conftest import Workplace


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quicken(monkeypatch)


def test_one_event_for_what_is_there_and_one_for_each_change(workplace: Workplace) -> None:
    async def story() -> None:
        async with watching(Store(), trigger_for(workplace)) as watched:
            where = {"source": str(workplace.documents)}
            assert await watched.event() == {"files": 4, **where, "fingerprint": seen(workplace), "number": 1}
            await watched.none()
            workplace.write("notes.txt", "edited")
            told = {"files": 4, "changed": "notes.txt", **where, "fingerprint": seen(workplace), "number": 2}
            assert await watched.event() == told
            (workplace.documents / "guide.rst").unlink()
            assert (await watched.event()).items() >= {"files": 3, "removed": "guide.rst"}.items()
            workplace.write("new/folder/page.md", "# New")
            assert (await watched.event()).items() >= {"files": 4, "added": "new/folder/page.md"}.items()
            workplace.write("new/folder/page.md", "# New, edited")
            assert (await watched.event())["number"] == 5
            await watched.none()

    asyncio.run(story())


def test_a_touch_and_a_hidden_file_are_no_change(workplace: Workplace) -> None:
    async def story() -> None:
        async with watching(Store(), trigger_for(workplace)) as watched:
            await watched.event()
            os.utime(workplace.documents / "notes.txt", (1, 1))
            workplace.write(".notes.txt.swp", "an editor's")
            workplace.write("picture.png", "png")
            await watched.none()

    asyncio.run(story())


def test_what_was_announced_is_not_announced_again_after_a_restart(workplace: Workplace) -> None:
    async def story() -> None:
        store = Store()
        async with watching(store, trigger_for(workplace)) as watched:
            await watched.event()
        async with watching(store, trigger_for(workplace)) as watched:
            await watched.none()  # though its publication has not ended, or has failed
            workplace.write("notes.txt", "edited")
            await watched.event()

    asyncio.run(story())


def test_a_change_that_came_while_nobody_watched_is_announced_once(workplace: Workplace) -> None:
    async def story() -> None:
        store = Store()
        async with watching(store, trigger_for(workplace)) as watched:
            await watched.event()
        complete(store, workplace, 1)
        workplace.write("notes.txt", "edited meanwhile")
        async with watching(store, trigger_for(workplace)) as watched:
            event = await watched.event()
            assert event["number"] == 2
            assert not event.keys() & {"added", "changed", "removed"}  # what was there before is not known
            await watched.none()
            workplace.write("more.md", "# More")
            assert (await watched.event())["added"] == "more.md"

    asyncio.run(story())


def test_killed_before_the_event_was_surely_stored_it_announces_again(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        store = Store()
        monkeypatch.setattr("include.airflow_io.source_trigger.SETTLE_SECONDS", 3600)
        async with watching(store, trigger_for(workplace)) as watched:
            async with asyncio.timeout(WAIT_SECONDS):
                while not watched.events:
                    await asyncio.sleep(0.01)
        monkeypatch.setattr("include.airflow_io.source_trigger.SETTLE_SECONDS", 0.05)
        async with watching(store, trigger_for(workplace)) as watched:
            assert (await watched.event())["number"] == 1
        complete(store, workplace, 1)
        store.values.pop(ANNOUNCED)
        async with watching(store, trigger_for(workplace)) as watched:
            await watched.none()  # the event had been stored after all, and is answered

    asyncio.run(story())


def test_what_was_published_without_an_announcement_is_not_announced(workplace: Workplace) -> None:
    async def story() -> None:
        store = Store()
        complete(store, workplace, 0)
        async with watching(store, trigger_for(workplace)) as watched:
            await watched.none()
            workplace.write("notes.txt", "edited")
            await watched.event()

    asyncio.run(story())


def test_a_publication_that_reads_something_else_makes_no_loop(workplace: Workplace) -> None:
    async def story() -> None:
        store = Store()
        async with watching(store, trigger_for(workplace)) as watched:
            await watched.event()
            store.values[COMPLETED] = {"fingerprint": "of another machine", "number": 1}
            os.utime(workplace.documents / "notes.txt", (1, 1))
            await watched.none()

    asyncio.run(story())


def test_a_missing_folder_is_said_once_and_found_when_it_comes(
    empty: Workplace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.sources.observer.Observer._next_scan", lambda _: 0.05)
    empty.documents.rmdir()

    async def story() -> None:
        with caplog.at_level(logging.INFO, "include"):
            async with watching(Store(), trigger_for(empty)) as watched:
                await watched.none()
                assert [record.levelname for record in caplog.records] == ["WARNING"]
                assert "is not a folder; set DOCUMENTS_URI" in caplog.text
                empty.documents.mkdir()
                empty.write("a.md", "# A")
                await watched.event()
                assert "can be read again" in caplog.text

    asyncio.run(story())


def test_a_folder_that_is_replaced_is_watched_on(workplace: Workplace) -> None:
    async def story() -> None:
        async with watching(Store(), trigger_for(workplace)) as watched:
            await watched.event()
            shutil.copytree(workplace.documents, workplace.folder / "next")
            workplace.documents.rename(workplace.folder / "old")
            (workplace.folder / "next").rename(workplace.documents)
            await watched.none()
            workplace.write("notes.txt", "edited in the new folder")
            await watched.event()

    asyncio.run(story())


def test_a_link_that_leads_to_another_folder_is_a_change(workplace: Workplace) -> None:
    shutil.copytree(workplace.documents, workplace.folder / "release 2")
    (workplace.folder / "release 2" / "notes.txt").write_text("second release")
    workplace.documents.rename(workplace.folder / "release 1")
    workplace.documents.symlink_to("release 1")

    async def story() -> None:
        async with watching(Store(), trigger_for(workplace)) as watched:
            await watched.event()
            (workplace.folder / "link").symlink_to("release 2")
            (workplace.folder / "link").rename(workplace.documents)
            await watched.event()

    asyncio.run(story())


def test_a_change_without_a_notice_is_found_by_the_scan(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As on a network mount: the file lies behind a link, where nobody watches."""
    monkeypatch.setattr("include.sources.observer.Observer._next_scan", lambda _: 0.2)
    elsewhere = workplace.documents / ".store"  # hidden: its notices do not count
    elsewhere.mkdir()
    (elsewhere / "page").write_text("first")
    (workplace.documents / "page.md").symlink_to(".store/page")

    async def story() -> None:
        async with watching(Store(), trigger_for(workplace)) as watched:
            await watched.event()
            (elsewhere / "page").write_text("second")
            await watched.event()

    asyncio.run(story())


class Costly(Observation):
    """Each look takes a hundred seconds of a core."""

    def look(self) -> Look:
        return Look("as before", 0, cpu_seconds=100.0)


def test_a_costly_look_makes_the_next_one_late_but_not_the_first_which_reads_everything() -> None:
    async def story() -> list[Look]:
        looks: list[Look] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET_SECONDS):
                async for look in Observer("s3://docs", Costly("s3://docs", 1), 0.05).looks():
                    looks.append(look)
        return looks

    assert len(asyncio.run(story())) == 2


def test_more_folders_than_may_be_watched_are_looked_at_all_the_same(
    workplace: Workplace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.main.RustNotify", refuse)
    monkeypatch.setattr("include.sources.observer.Observer._next_scan", lambda _: 0.05)

    async def story() -> None:
        async with watching(Store(), trigger_for(workplace)) as watched:
            await watched.event()
            workplace.write("notes.txt", "edited")
            await watched.event()

    asyncio.run(story())
    assert caplog.text.count("watch limit reached") == 1


def test_patterns_make_a_source_of_its_own(workplace: Workplace) -> None:
    async def story() -> None:
        async with watching(Store(), trigger_for(workplace, "concepts/*.md", "*.csv")) as watched:
            assert (await watched.event())["files"] == 0
            workplace.write("notes.txt", "not observed")
            await watched.none()
            workplace.write("table.csv", "a,b")
            told = {"patterns": "concepts/*.md, *.csv", "fingerprint": seen(workplace, "concepts/*.md", "*.csv")}
            assert (await watched.event()).items() >= told.items()

    asyncio.run(story())


def test_without_a_uri_the_setting_of_the_running_process_counts(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger = SourceTrigger()
    monkeypatch.setenv("DOCUMENTS_URI", str(workplace.documents))

    async def story() -> None:
        async with watching(Store(), trigger) as watched:
            assert (await watched.event())["files"] == 4

    asyncio.run(story())


def test_wrong_settings_are_said_and_do_not_raise(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DOCUMENTS_URI", "ftp://somewhere")

    async def story() -> None:
        async with watching(Store(), SourceTrigger()) as watched:
            await watched.none()

    asyncio.run(story())
    assert caplog.text.count("DOCUMENTS_URI is 'ftp://somewhere'") == 1


def test_the_triggerer_can_make_it_again_from_what_is_stored() -> None:
    from importlib import import_module

    path, arguments = SourceTrigger("s3://docs/team", ("*.csv",), "some_dag").serialize()
    module, _, name = path.rpartition(".")
    again = getattr(import_module(module), name)(**arguments)
    assert again.serialize() == (path, {"uri": "s3://docs/team", "include": ["*.csv"], "wakes": "some_dag"})


@pytest.mark.parametrize(
    ("announced", "completed", "news"),
    [
        (Mark(), Mark(), True),
        (Mark("old", 1), Mark("old", 1), True),
        (Mark("seen", 2), Mark("old", 1), False),  # its publication runs, or failed
        (Mark("old", 1), Mark("seen", 1), False),  # published unannounced
        (Mark("other", 2), Mark("seen", 1), True),  # reverted while the publication of the other may be running
        (Mark("old", 3), Mark("other", 1), True),
    ],
)
def test_news(announced: Mark, completed: Mark, news: bool) -> None:
    assert is_news("seen", announced, completed) is news


def test_what_the_store_holds_by_hand_is_no_mark() -> None:
    assert {Mark.of(stored) for stored in (None, "x", [], {"fingerprint": 3, "number": 1}, {})} == {Mark()}


def test_no_file_is_left_open_and_no_thread_after_a_cancellation(workplace: Workplace) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc on this system")

    def left() -> list[str]:
        links = [path.readlink().name for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
        return [link for link in links if "inotify" in link] + [
            thread.name for thread in threading.enumerate() if "AnyIO" in thread.name
        ]

    def gone() -> bool:
        deadline = time.monotonic() + WAIT_SECONDS
        while left() and time.monotonic() < deadline:
            time.sleep(0.01)  # The thread sees the end at its next step.
        return not left()

    assert gone(), "of an earlier test"

    async def story() -> None:
        for _ in range(3):
            async with watching(Store(), trigger_for(workplace)) as watched:
                await watched.event()
                assert left()

    asyncio.run(story())
    assert gone(), left()
