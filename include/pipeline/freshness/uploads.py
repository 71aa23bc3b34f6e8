"""When the documents of a batch were uploaded, as far as the source knows."""

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from include.lake.queries import read_changes
from include.lake.tables import Lake
from include.pipeline.freshness.events import is_by_hand, number, text
from include.sources.listing import Listed

if TYPE_CHECKING:
    from include.pipeline.freshness.events import AssetEvent


def upload_times(lake: Lake, listed: Iterable[Listed], events: "Iterable[AssetEvent]") -> dict[str, datetime]:
    """Says when the newest document of a batch was stored in the source, by batch id, where the source still knows.

    A file that was copied with its old time, or has been edited again since, says nothing about the upload: its time
    must lie between the batch before and this batch.
    """
    modified = {item.id: item.modified for item in listed if item.modified}
    published = sorted(filter(_is_publication, events), key=lambda event: event.time)
    table = lake.open("documents")
    found: dict[str, datetime] = {}
    if table is None or not published:
        return found
    first = min(number(event.extra, "version") or 1 for event in published)
    try:
        changes = read_changes(table, first - 1)
    except LookupError:
        return found
    for before, event in itertools.pairwise(published):
        ids = {row["id"] for row in changes if row["_commit_version"] == number(event.extra, "version")}
        times = [modified[id_] for id_ in ids if id_ in modified and before.time < modified[id_] <= event.time]
        if times:
            found[text(event.extra, "batch_id")] = max(times).astimezone(UTC)
    return found


def _is_publication(event: "AssetEvent") -> bool:
    """Whether a run of ours sent it, with the version that it committed."""
    version = number(event.extra, "version")
    return event.asset == "documents" and not is_by_hand(event.extra) and version is not None and version > 0
