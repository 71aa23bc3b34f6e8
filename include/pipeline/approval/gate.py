"""What a run may do without asking, by the settings and by what a person has agreed to."""

from collections.abc import Iterable
from dataclasses import dataclass

from include.settings import Settings


@dataclass(frozen=True, slots=True)
class Gate:
    """What a run may do without asking."""

    threshold: int | None = None
    """Texts that one batch may embed; None: any number."""
    recipe: bool = True
    """Whether the model and the chunker of the settings may become a candidate."""
    approved: frozenset[str] = frozenset()
    """Keys of batches, documents and recipes that a person has agreed to."""
    waiting: frozenset[str] = frozenset()
    """Keys that a person was asked about before; they are left alone without another look."""
    document_chunks: int | None = None
    """Chunks that one document may bring; None: any number."""
    declines: str = ""
    """Key of a recipe that is given up for the one in force from now on."""


OPEN = Gate()
"""Everything is allowed."""


def gate_of(settings: Settings, approved: Iterable[str] = (), waiting: Iterable[str] = ()) -> Gate:
    """Returns what may be done by the settings and by what somebody agreed to; the same for DAGs and commands."""
    limits = settings.approval_threshold, settings.max_chunks_per_document
    return Gate(limits[0], False, frozenset(approved), frozenset(waiting), limits[1])
