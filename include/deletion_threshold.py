"""Says how much of a source may be deleted without a person's decision."""

import re
from dataclasses import dataclass

from include.errors import SettingsError

_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*%(?:\s*/\s*(\d+))?")


@dataclass(frozen=True, slots=True)
class DeletionThreshold:
    """More than a share of a source that is not small; and always all of it, whatever its size."""

    percent: float = 20.0
    """Share of the documents, 0 to 100."""
    documents: int = 10
    """A source with fewer is small: there a share says little."""

    @classmethod
    def read(cls, name: str, text: str) -> "DeletionThreshold":
        """Reads what a person wrote: `20%/10`, or `20%` with the usual number; empty: the default.

        Raises:
            SettingsError: it is written otherwise; the line names the variable.
        """
        if not text.strip():
            return cls()
        found = _WRITTEN.fullmatch(text.strip())
        if not found or float(found[1]) > 100:
            raise SettingsError(
                f"{name} is {text.strip()!r}; write a share from 0 to 100 and a number of documents, such as 20%/10"
            )
        return cls(float(found[1]), int(found[2]) if found[2] else cls().documents)

    def is_exceeded(self, gone: int, documents: int) -> bool:
        """Says whether a person must agree.

        Args:
            gone: documents that would be deleted.
            documents: of which there were so many.
        """
        if gone <= 0:
            return False
        return gone >= documents or (documents >= self.documents and gone * 100 > self.percent * documents)

    def __str__(self) -> str:
        return f"{self.percent:g}%/{self.documents}"
