"""How fresh everything is, looked at in the API server; many pages that ask within a few seconds share one look."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from include.freshness import STAGES, WINDOW, AssetEvent, Freshness, look
from include.settings import Settings
from include.source_looks import SourceLooks
from include.tables import Lake
from include.ui import generation_answer
from include.ui.airflow_events import asked, asset_events
from include.ui.document_states import DocumentState, document_states

SHARED_SECONDS = 5.0
"""A look reads the tables and lists the source: 15 ms of CPU for the sample, a request for 1,000 objects on S3."""
_lock = Lock()
_looks = SourceLooks()
_last: "tuple[float, Seen] | None" = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One look."""

    report: Freshness
    states: Sequence[DocumentState]
    events: Sequence[AssetEvent]
    """Of the four assets, oldest first."""
    generation: Mapping[str, Any] | None
    """What is stale there; None where nothing is generated."""


def see(settings: Settings, session: Session) -> Seen:
    """Look, or take the look of somebody who has just looked.

    Raises:
        StoreError: the store does not answer.
        LakeError: the tables cannot be read.
    """
    global _last
    with _lock:
        if _last is None or time.monotonic() - _last[0] > SHARED_SECONDS:
            seen = _look(settings, session)
            _last = (time.monotonic(), seen)
        return _last[1]


def _look(settings: Settings, session: Session) -> Seen:
    now = datetime.now(UTC)
    events = asset_events(session, STAGES, now - 2 * WINDOW)
    report = look(settings, events, now, asked(session, "documents"), _looks.latest(settings))
    states = document_states(Lake(settings.lake_uri), events, report.stale)
    return Seen(report, states, events, generation_answer.section(settings))
