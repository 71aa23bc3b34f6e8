"""The golden questions are a source: who edits their file has the evaluation run, and nobody else is woken."""

import asyncio
from pathlib import Path

import pytest

from include.airflow_io.golden import watchers
from include.settings import SAMPLE_CONVERSATIONS
from tests.airflow_io.watched_source import Store, watching


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of questions whose name has signs of a pattern."""
    path = tmp_path / "our [best] questions.json"
    path.write_text("[]")
    monkeypatch.setenv("GOLDEN_QUESTIONS", str(path))
    monkeypatch.setenv("CONVERSATIONS_URI", str(SAMPLE_CONVERSATIONS))
    monkeypatch.setattr("include.airflow_io.source_trigger.SETTLE_SECONDS", 0.05)
    return path


def test_an_edit_of_the_questions_is_told_to_the_evaluation_and_a_file_beside_them_is_not(golden: Path) -> None:
    (watcher,) = watchers()
    assert watcher.trigger.serialize()[1]["wakes"] == "evaluate_answers"

    async def story() -> None:
        async with watching(Store(), watcher.trigger) as watched:
            assert (await watched.event())["files"] == 1
            golden.with_name("our b questions.json").write_text("[]")
            await watched.none()
            golden.write_text('[{"question": "Who?", "document": "people.md"}]')
            event = await watched.event()
            assert (event["files"], event["changed"]) == (1, golden.name)

    asyncio.run(story())


def test_without_answers_nothing_is_watched(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert golden.is_file()
    monkeypatch.delenv("CONVERSATIONS_URI")
    assert watchers() == []
