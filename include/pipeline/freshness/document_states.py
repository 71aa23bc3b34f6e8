"""Says of every document when it changed, was embedded and could be searched, and what it waits for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from deltalake import DeltaTable

from include.lake.known_documents import known_documents
from include.lake.queries import Row, read_changes, read_publications
from include.lake.tables import Lake
from include.pipeline.freshness.events import AssetEvent, is_by_hand, number
from include.pipeline.freshness.reasons import Stale

HISTORY = 200
"""Versions of a table in which a document's last change is looked for; of what is older nobody asks when."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """One document. Times are in UTC; None: longer ago than the tables or the events remember, or not yet."""

    document: str
    title: str
    changed_at: datetime | None
    """When the change was published."""
    embedded_at: datetime | None
    searchable_at: datetime | None
    stale: Stale | None


@dataclass(frozen=True, slots=True)
class _Change:
    """Last change of a document in a table."""

    version: int
    time: datetime


def document_states(lake: Lake, events: Iterable[AssetEvent], stale: Sequence[Stale]) -> list[DocumentState]:
    """Returns every document that there is or that waits to be gone: stale ones first, then the newest changes.

    Args:
        lake: the tables.
        events: of the asset `search_index`, to know when a version could be searched.
        stale: what the tables say of documents that wait.
    """
    published, chunks = lake.open("documents"), lake.open("chunks")
    known = known_documents(published)
    waits = {item.document: item for item in stale}
    changed, embedded = _last_changes(published, "id", read_publications), _last_changes(chunks, "document")
    searchable = _searchable(events)
    states = [
        DocumentState(
            document=id_,
            title=str(known.get(id_, {}).get("title", "")),
            changed_at=_time(changed.get(id_)),
            embedded_at=_since(embedded.get(id_), changed.get(id_)),
            searchable_at=None if id_ in waits else _reached(embedded.get(id_), searchable),
            stale=waits.get(id_),
        )
        for id_ in {**known, **waits}
    ]
    oldest = datetime.min.replace(tzinfo=UTC)
    states.sort(key=lambda state: state.document)
    return sorted(states, key=lambda state: (state.stale is not None, state.changed_at or oldest), reverse=True)


def _last_changes(
    table: DeltaTable | None, column: str, read: Callable[[DeltaTable, int], Sequence[Row]] = read_changes
) -> Mapping[str, _Change]:
    """Last change of each document in the last `HISTORY` versions; nothing where the feed does not reach back."""
    if table is None:
        return {}
    try:
        feed = read(table, max(table.version() - HISTORY, 0))
    except LookupError:
        return {}
    return {
        row[column]: _Change(int(row["_commit_version"]), row["_commit_timestamp"].replace(tzinfo=UTC)) for row in feed
    }


def _searchable(events: Iterable[AssetEvent]) -> list[AssetEvent]:
    """Events that say which version of `chunks` can be searched, oldest first."""
    told = (event for event in events if event.asset == "search_index" and not is_by_hand(event.extra))
    return sorted(told, key=lambda event: event.time)


def _time(change: _Change | None) -> datetime | None:
    return change.time if change else None


def _since(embedded: _Change | None, changed: _Change | None) -> datetime | None:
    """An embedding from before the change is none of it, unless the change left all chunks as they were."""
    if embedded is None or (changed is not None and embedded.time < changed.time):
        return None
    return embedded.time


def _reached(embedded: _Change | None, searchable: Sequence[AssetEvent]) -> datetime | None:
    """The first time that a version which holds the change could be searched.

    The oldest event that is known tells it of nothing, unless it is the first there ever was: what it holds may have
    been searchable long before.
    """
    if embedded is None:
        return None
    for place, event in enumerate(searchable):
        version = number(event.extra, "version")
        if event.time >= embedded.time and version is not None and version >= embedded.version:
            return event.time if place or event.extra.get("previous_collection") == "" else None
    return None
