"""Measures how long a change takes from its upload until it can be found, and finds what waits for too long.

Reads what the asset events carry and what the tables say; knows nothing of Airflow. The events tell when something was
done (a hop is the time between two of them), the tables tell what still waits.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from include.errors import Overdue
from include.lake.tables import Lake
from include.pipeline.approval.asked import Asked
from include.pipeline.approval.recipe import not_served
from include.pipeline.freshness.events import AssetEvent, is_by_hand, number, text
from include.pipeline.freshness.reasons import Reason, Stale
from include.pipeline.freshness.uploads import upload_times
from include.pipeline.freshness.waiting import stale_documents
from include.settings import Settings
from include.sources.looks import SourceLook
from include.vector_store.state import peek

WINDOW = timedelta(days=1)
"""Batches are reported as far back as this."""
STRANDED_AFTER = timedelta(minutes=5)
"""An event that has started no run after so long will start none before the next event or the hourly sweep."""
STAGES = ("uploaded", "documents", "embeddings", "vector_store", "search_index")
NEXT_REASON: Mapping[str, Reason] = {
    "documents": Reason.EMBEDDING,
    "embeddings": Reason.STORE,
    "vector_store": Reason.INDEX,
}
"""What a document waits for after an asset was updated."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of documents and when it reached each stage; what it has not reached, or nobody knows, is absent."""

    batch_id: str
    documents: int
    """Added, changed and removed."""
    reached: Mapping[str, datetime]

    @property
    def hops(self) -> dict[str, float]:
        """Seconds from each stage to the next."""
        known = [stage for stage in STAGES if stage in self.reached]
        return {
            f"{before} → {after}": (self.reached[after] - self.reached[before]).total_seconds()
            for before, after in itertools.pairwise(known)
        }

    @property
    def seconds(self) -> float | None:
        """From being published to being searchable."""
        if "search_index" not in self.reached:
            return None
        return (self.reached["search_index"] - self.reached["documents"]).total_seconds()


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh what is served is, at one moment. Everything newest first."""

    time: datetime
    limit: timedelta
    """A document that waits longer is overdue."""
    batches: tuple[Batch, ...]
    stranded: tuple[AssetEvent, ...]
    """Events after which nothing was done though work waits; the hourly sweep does it."""
    stale: tuple[Stale, ...]
    source: SourceLook | None = None
    """When the source was looked at, or why it could not be; None where nobody did. Only where it could be read, a
    document that is not stale is as the source has it."""
    candidates: tuple[str, ...] = ()
    """Models that are not served though the settings ask or asked for them, each with the reason, for a person."""

    @property
    def overdue(self) -> tuple[Stale, ...]:
        """Documents that have been waiting for too long."""
        return tuple(
            stale
            for stale in self.stale
            if stale.reason.can_be_overdue and stale.since is not None and self.time - stale.since > self.limit
        )

    def require(self) -> None:
        """Raise when something has been waiting for too long.

        Raises:
            Overdue: what, for how long and why, in one line.
        """
        if not self.overdue:
            return
        first = min(self.overdue, key=lambda stale: stale.since or self.time)
        minutes = (self.time - (first.since or self.time)).total_seconds() / 60
        raise Overdue(
            f"{len(self.overdue):,} documents are not searchable after {self.limit.total_seconds() / 60:.0f} minutes; "
            f"{first.document} has been {first.reason.words} for {minutes:.0f} minutes; see reports/freshness.md"
        )


def freshness(
    now: datetime,
    limit: timedelta,
    events: Iterable[AssetEvent],
    stale: Sequence[Stale],
    uploaded: Mapping[str, datetime] | None = None,
) -> Freshness:
    """Put events and tables together.

    Args:
        now: aware, UTC.
        limit: how long a document may wait.
        events: of the chain's assets, at least of the last `WINDOW`.
        stale: what the tables say.
        uploaded: by batch id, where it is known.
    """
    ordered = sorted(events, key=lambda event: event.time)
    made = [event for event in ordered if not is_by_hand(event.extra)]  # what a person typed measures nothing
    by_asset = {stage: [event for event in made if event.asset == stage] for stage in STAGES}
    batches = [
        _batch(event, by_asset, uploaded or {})
        for event in by_asset["documents"]
        if text(event.extra, "batch_id") and now - event.time <= WINDOW
    ]
    stranded = [event for event in ordered if _is_stranded(event, now, stale)]
    return Freshness(now, limit, tuple(reversed(batches)), tuple(reversed(stranded)), tuple(stale))


def _batch(
    published: AssetEvent, events: Mapping[str, Sequence[AssetEvent]], uploaded: Mapping[str, datetime]
) -> Batch:
    batch_id = text(published.extra, "batch_id")
    reached = {"documents": published.time}
    if batch_id in uploaded:
        reached = {"uploaded": uploaded[batch_id], **reached}
    embedded = next((event for event in events["embeddings"] if _embeds(event, batch_id, published.time)), None)
    if embedded is not None:
        reached["embeddings"] = embedded.time
        version = number(embedded.extra, "version") or 0
        for stage in ("vector_store", "search_index"):
            since = max(reached.values())
            done = (event for event in events[stage] if _holds(event, version, since))
            if (event := next(done, None)) is None:
                break
            reached[stage] = event.time
    changed = (number(published.extra, f"documents_{what}") or 0 for what in ("added", "changed", "removed"))
    return Batch(batch_id, sum(changed), reached)


def _embeds(event: AssetEvent, batch_id: str, since: datetime) -> bool:
    return event.time >= since and batch_id in text(event.extra, "batch_ids").split(", ")


def _holds(event: AssetEvent, version: int, since: datetime) -> bool:
    """Later only: the versions of a table that was made again begin anew."""
    told = number(event.extra, "version")
    return event.time >= since and told is not None and told >= version


def _is_stranded(event: AssetEvent, now: datetime, stale: Iterable[Stale]) -> bool:
    reason = NEXT_REASON.get(event.asset)
    if event.runs or reason is None or not STRANDED_AFTER < now - event.time <= WINDOW:
        return False
    return any(item.reason == reason for item in stale)


def look(
    settings: Settings,
    events: Sequence[AssetEvent],
    now: datetime,
    asked: Mapping[str, Asked] = MappingProxyType({}),
    source: SourceLook | None = None,
) -> Freshness:
    """Ask the tables and the store; the source was looked at before.

    Args:
        settings: where they are.
        events: of the chain's assets.
        now: aware, UTC.
        asked: what a person was asked, by batch.
        source: without, or where it could not be read, the report does not tell what is not published yet.

    Raises:
        StoreError: the store does not answer.
        LakeError: the tables cannot be read.
    """
    lake = Lake(settings.lake_uri)
    contents = source.contents if source else None
    state = peek(settings)
    stale = stale_documents(settings, lake, state, asked, contents)
    candidates = tuple(f"{name}: {words}" for name, words in not_served(settings, state).items())
    uploaded = upload_times(lake, contents.listed if contents else (), events)
    limit = timedelta(minutes=settings.searchable_minutes)
    return replace(freshness(now, limit, events, stale, uploaded), source=source, candidates=candidates)
