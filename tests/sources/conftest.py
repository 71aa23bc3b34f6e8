"""What tests of sources share."""

import pytest

from include.sources.folder import FolderSource


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Documents that were read from the disk."""
    seen: list[str] = []
    original = FolderSource.read

    def reading(self: FolderSource, document: str) -> bytes:
        seen.append(document)
        return original(self, document)

    monkeypatch.setattr(FolderSource, "read", reading)
    return seen
