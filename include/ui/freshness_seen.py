"""How fresh everything is, looked at in the API server; many pages that ask within a few seconds share one look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from airflow.utils.session import create_session

from include.airflow_io.events import asked, asset_events
from include.lake.tables import Lake
from include.pipeline.freshness.document_states import DocumentState, document_states
from include.pipeline.freshness.events import AssetEvent
from include.pipeline.freshness.hops import STAGES, WINDOW, Freshness, look
from include.renewed import Renewed
from include.settings import Settings
from include.sources.looks import SourceLooks
from include.ui import generation_answer

SHARED_SECONDS = 5.0
"""A look reads the tables and lists the source: 15 ms of CPU for the sample, a request for 1,000 objects on S3."""
FORMER_SECONDS = 60.0
"""While somebody looks, the others are shown a look that is not older than this; the page says of when it is."""
_looks = SourceLooks()


@dataclass(frozen=True, slots=True)
class Seen:
    """One look."""

    report: Freshness
    states: Sequence[DocumentState]
    events: Sequence[AssetEvent]
    """Events of the chain's assets, oldest first."""
    generation: Mapping[str, Any] | None
    """What is stale there; None where nothing is generated."""


_shared: Renewed[Seen] = Renewed(SHARED_SECONDS, FORMER_SECONDS)


def see(settings: Settings) -> Seen:
    """Look, or take the look of somebody who has just looked.

    Raises:
        StoreError: the store does not answer.
        LakeError: the tables cannot be read.
    """
    return _shared.get(lambda: _look(settings), settings)


def _look(settings: Settings) -> Seen:
    now = datetime.now(UTC)
    with create_session(scoped=False) as session:  # it ends before the tables, the store and the source are read
        events = asset_events(session, STAGES, now - 2 * WINDOW)
        questions = asked(session, "documents")
    report = look(settings, events, now, questions, _looks.latest(settings))
    states = document_states(Lake(settings.lake_uri), events, report.stale)
    return Seen(report, states, events, generation_answer.section(settings))
