"""The golden questions as an observed source: a file that somebody edits, and the evaluation follows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from airflow.sdk import Asset, AssetWatcher

from include.airflow_io.source_trigger import SourceTrigger
from include.airflow_io.tasks import log_events, note_completed, note_heard
from include.settings import Settings, is_knowledge_enabled
from include.sources.observation import Observation

WOKEN = "evaluate_answers"
_SIGNS = re.compile(r"([\\*?\[\]!# ])")
"""Those that mean something in a pattern."""


def _place(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """The folder, and the pattern of the one file in it."""
    path = Path(settings.golden_questions)
    return str(path.parent), ("/" + _SIGNS.sub(r"\\\1", path.name),)


def watchers() -> list[AssetWatcher]:
    """Returns what watches the file; nothing where no answers are made."""
    if not is_knowledge_enabled():
        return []
    folder, pattern = _place(Settings.from_environment())
    return [AssetWatcher(name="file", trigger=SourceTrigger(folder, pattern, wakes=WOKEN))]


GOLDEN_QUESTIONS = Asset(
    name="golden_questions", uri="x-source://golden_questions", group="9-answers", watchers=watchers()
)


@contextmanager
def noted(settings: Settings) -> Iterator[None]:
    """Tell the watcher of the questions which of its events are known, and, when it is done, what was asked."""
    log_events(GOLDEN_QUESTIONS)
    announcement = note_heard(GOLDEN_QUESTIONS)
    folder, pattern = _place(settings)
    # Looked at first: whatever is edited meanwhile is announced again. Without a file there are no questions to ask.
    there = Path(folder).is_dir()
    look = Observation(folder, settings.max_document_bytes, pattern).look() if there else None
    yield
    if look:
        note_completed(GOLDEN_QUESTIONS, look.fingerprint, announcement)
