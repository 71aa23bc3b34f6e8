"""A chat of one's own, and everything that is learned of it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from include.knowledge.questions import Knowledge
from include.knowledge.sync import STEPS
from include.knowledge.tables import knowledge_lake
from include.lake.tables import Lake
from include.provenance import Event, Provenance
from include.settings import Settings

EXPORTED = "2026-09-01T00:00:00Z"
Said = tuple[str, str, str]
"""User, time, text."""


@dataclass
class Chat:
    """An export and the tables behind it."""

    folder: Path
    settings: Settings
    names: dict[str, str] = field(default_factory=lambda: {"u-mira": "Mira Vogt", "u-ben": "Ben Roth"})

    @property
    def lake(self) -> Lake:
        return knowledge_lake(self.settings)

    @property
    def export(self) -> Path:
        return self.folder / "export"

    def thread(
        self, name: str, *said: Said, exported: str = "2026-09-01T00:00:00Z", file: str = "", **more: Any
    ) -> Path:
        """Export a thread; `more` are fields of its messages."""
        messages = [
            {"id": f"m{number}", "user": user, "name": self.names.get(user, user), "time": time, "text": text, **more}
            for number, (user, time, text) in enumerate(said, start=1)
        ]
        return self.put(file or f"{name}.json", {"thread": name, "exported_at": exported, "messages": messages})

    def put(self, file: str, record: Any) -> Path:
        """A file of the export."""
        path = self.export / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(record if isinstance(record, str) else json.dumps(record), "utf-8")
        return path

    def learn(self) -> dict[str, Event]:
        """Run the steps; the events that would have been sent, by asset."""
        done = {asset: step(self.settings, self.lake, Provenance()) for asset, step in STEPS.items()}
        return {asset: report.event for asset, report in done.items() if report.worked}

    @property
    def knowledge(self) -> Knowledge:
        return Knowledge(self.settings, self.lake)

    def facts(self, user: str = "u-mira") -> list[str]:
        """What is believed of a user now."""
        return sorted(row["text"] for row in self.knowledge.rows if row["user"] == user and row["status"] == "current")

    def former(self, user: str = "u-mira") -> list[str]:
        """What was believed and is not any more."""
        return sorted(row["text"] for row in self.knowledge.rows if row["user"] == user and row["status"] != "current")


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    environment = {
        "LAKE_URI": str(tmp_path / "lake"),
        "QDRANT_PATH": str(tmp_path / "qdrant"),
        "CONVERSATIONS_URI": str(tmp_path / "export"),
    }
    (tmp_path / "export").mkdir()
    return Chat(tmp_path, Settings.from_environment(environment))
