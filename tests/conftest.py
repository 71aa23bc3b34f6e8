"""Fixtures: a source of one's own, and the settings for it."""

import os
from pathlib import Path

import pytest

from include.settings import Settings
from include.sync import Result, sync
from include.tables import Lake

RUNTIME = os.environ.get("EMBEDDING_RUNTIME", "")
"""The suite must pass with each."""
PAGES = {
    "handbook/leave.md": "# Leave\n\n## Days\n\nEverybody has 27 days of holiday.\n\n## Asking\n\nEnter dates early.\n",
    "handbook/travel.md": "# Travel\n\nTake the train. The daily allowance is 58 euros.\n",
    "guide.rst": "Guide\n=====\n\nThe service answers within two seconds.\n",
    "notes.txt": "The office has a green door and a bell that nobody hears.\n",
}


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees its own settings only."""
    for name in Settings.__dataclass_fields__:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


class Workplace:
    """A small document source with its own tables and store, all below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents = folder / "documents"
        self.documents.mkdir()
        self.environment = {
            "DOCUMENTS_URI": str(self.documents),
            "LAKE_URI": str(folder / "lake"),
            "QDRANT_PATH": str(folder / "qdrant"),
            "EMBEDDING_RUNTIME": RUNTIME,
        }

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    @property
    def lake(self) -> Lake:
        return Lake(self.settings.lake_uri)

    @property
    def process_environment(self) -> dict[str, str]:
        return os.environ | self.environment

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def sync(self) -> Result:
        return sync(self.settings, lambda _plan: None, lambda _what, _done, _total: None)


@pytest.fixture
def empty(tmp_path: Path) -> Workplace:
    """A source without documents."""
    return Workplace(tmp_path)


@pytest.fixture
def workplace(empty: Workplace) -> Workplace:
    """A source with a few pages, not synchronised yet."""
    for name, text in PAGES.items():
        empty.write(name, text)
    return empty


@pytest.fixture
def synced(workplace: Workplace) -> Workplace:
    """The same, synchronised."""
    workplace.sync()
    return workplace
