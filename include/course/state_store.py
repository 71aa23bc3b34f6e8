"""What a trigger keeps beyond its process, as Airflow's state store of an asset keeps it; here it is a file."""

import json
from pathlib import Path
from typing import Any


class StateStore:
    """The state store of one asset, as a trigger has it; in a file, so that the next process has it, too."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, _asset: Any) -> "StateStore":
        return self

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key."""
        return self._rows().get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value, which JSON knows and which is not None."""
        if value is None:
            raise ValueError("the state store keeps no None")
        self._save(self._rows() | {key: value})

    def delete(self, key: str) -> None:
        """Keep nothing for a key."""
        self._save({name: value for name, value in self._rows().items() if name != key})

    def clear(self) -> None:
        """Keep nothing."""
        self._save({})

    async def aget(self, key: str, default: Any = None) -> Any:
        """As `get`."""
        return self.get(key, default)

    async def aset(self, key: str, value: Any) -> None:
        """As `set`."""
        self.set(key, value)

    async def adelete(self, key: str) -> None:
        """As `delete`."""
        self.delete(key)

    async def aclear(self) -> None:
        """As `clear`."""
        self.clear()

    def _rows(self) -> dict[str, Any]:
        rows: dict[str, Any] = json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}
        return rows

    def _save(self, rows: dict[str, Any]) -> None:
        text = json.dumps(rows)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(text, "utf-8")
