"""What the collection of a candidate says of itself: a model or chunker that somebody agreed to and that is not served.

It stands in the metadata of the collection under `CANDIDATE`, so it lives and goes with it. A candidate that failed the
golden questions is set aside: it keeps the name of the trial that it failed, and is left alone until the trial is
another one, because the questions or the threshold were changed, or until somebody asks.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from include.settings import Settings
from include.vector_store.collection import CollectionState, StoreState

CANDIDATE = "candidate"
"""Name of the entry in the metadata; empty or missing in a collection that was served."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a collection that waits to be served."""

    agreed_at: str = ""
    """When somebody agreed to it, ISO 8601; empty where nobody has."""
    filled_at: str = ""
    """When its points were last brought up to date, ISO 8601."""
    failed: str = ""
    """Name of the trial that it failed, see `trial_name`; empty where it has failed none."""
    failed_at: str = ""
    """When it failed, ISO 8601."""
    said: str = ""
    """Why it failed, for a person."""
    declined_at: str = ""
    """When it was given up by a rollback, ISO 8601; a Yes after that counts, one of before does not."""
    problem: str = ""
    """Why its model could not embed when that was tried last, in one line; empty where it could."""

    @property
    def noted(self) -> dict[str, Any]:
        """Metadata of the collection."""
        return {CANDIDATE: asdict(self)}

    @property
    def touched_at(self) -> str:
        """When anything was done about it last, ISO 8601."""
        return max(self.agreed_at, self.filled_at, self.failed_at, self.declined_at)


UNKNOWN = Candidate()
"""Of a collection that says nothing."""
SERVED: dict[str, Any] = {CANDIDATE: {}}
"""Metadata of a collection that is no candidate any more."""


def candidate_of(collection: CollectionState | None) -> Candidate:
    """Returns what a collection says; of one that says nothing, or that is not there, an empty record."""
    told = collection.notes.candidate if collection else {}
    known = Candidate.__dataclass_fields__
    return Candidate(**{name: str(value) for name, value in told.items() if name in known})


def trial_name(settings: Settings) -> str:
    """Names the golden questions and the threshold: a candidate that failed them is tried again when this is another.

    A file that cannot be read is named as one that is not there; whoever asks the questions says what is wrong with it.
    """
    try:
        questions = Path(settings.golden_questions).read_bytes()
    except OSError:
        questions = b""
    return f"{hashlib.sha256(questions).hexdigest()[:16]} {settings.golden_recall_minimum:g}"


def set_aside(settings: Settings, state: StoreState) -> dict[str, str]:
    """Returns the collections that failed a trial and are kept, each with what there is to say, for a person."""
    return {
        name: words
        for name, found in sorted(state.collections.items())
        if name != state.served and (words := _words(settings, found, candidate_of(found)))
    }


def _words(settings: Settings, found: CollectionState, candidate: Candidate) -> str:
    if not candidate.failed:
        return ""
    model = found.notes.embedding_model or "an unknown model"
    return (
        f"set aside since {candidate.failed_at[:16].replace('T', ' ')} UTC, not served: {model} {candidate.said}; "
        "it is tried again when GOLDEN_QUESTIONS or GOLDEN_RECALL_MINIMUM change, or on sync --retry or Ask again, and "
        f"dropped {settings.collection_grace_days} days after"
    )


def waiting_candidates(state: StoreState) -> Iterator[str]:
    """Returns names of the collections that somebody agreed to and that are not served."""
    for name, found in state.collections.items():
        if name != state.served and candidate_of(found).agreed_at:
            yield name
