"""When a document's text was published, so that it is known since when the document waits.

Each document waits since a publication of its own. A batch beside it, or one before that was taken back or has long
been searchable, says nothing about it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from deltalake import DeltaTable

from include.lake.known_documents import READY
from include.lake.queries import Row, commits, read_changes, read_publications
from include.lake.tables import Lake

HISTORY = 200
"""Commits of a table among which the times are looked up."""

Times = dict[str, datetime | None]
"""Since when a document waits, by its id; None where nobody can tell."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A change of a document's row in `documents`."""

    version: int
    """Version of `documents`."""
    time: datetime
    sha256: str
    """Hash of the content that can be embedded since; empty where there is none."""


def publications(published: DeltaTable, since: int) -> Mapping[str, Sequence[Publication]]:
    """Returns each document's changes after a version of `documents`, oldest first; empty where nobody can tell."""
    found: dict[str, dict[int, Publication]] = {}
    for row in _feed(published, since, read_publications):
        gone = row["_change_type"] == "delete" or row["status"] != READY
        one = Publication(int(row["_commit_version"]), _committed_at(row), "" if gone else row["sha256"])
        found.setdefault(row["id"], {})[one.version] = one
    return {id_: tuple(by_version.values()) for id_, by_version in found.items()}


def waits_since(made: Sequence[Publication], embedded: str, looked_at: int) -> datetime | None:
    """Returns the first publication that was not looked at yet; of those that were and could not be read, the last.

    Args:
        made: of one document, oldest first.
        embedded: sha256 of what its chunks were made of; empty where it has none. What was changed and changed back
            to that waited for nothing: only what came later counts.
        looked_at: version of `documents` at which a run looked last.
    """
    same = [number for number, one in enumerate(made, start=1) if one.sha256 == embedded]
    waiting = made[same[-1] :] if same else made
    later = [one.time for one in waiting if one.version > looked_at]
    return min(later) if later else max((one.time for one in waiting), default=None)


def published_between(
    lake: Lake, table: DeltaTable, since: int, until: int, only: Iterable[str] | None = None
) -> Times:
    """Returns documents of which `chunks` changed between two versions, and when what it has of them was published.

    Args:
        lake: the tables.
        table: the table `chunks`.
        since: version of it.
        until: version of it.
        only: name these, and no other, whatever the feed tells of them.
    """
    made = _commits(lake, table, since)
    brought = {version for commit in made.values() for version in commit.brought}
    published = lake.open("documents") if brought else None
    known = publications(published, min(brought) - 1) if published else {}
    found: dict[str, set[datetime]] = defaultdict(set)
    for row in _feed(table, since):
        version, document = int(row["_commit_version"]), row["document"]
        if version <= until:
            commits_of = [made[version]] if version in made else []
            found[document].update(commit.publication(known.get(document, ())) for commit in commits_of)
    return {document: min(found.get(document, ()), default=None) for document in (found if only is None else only)}


@dataclass(frozen=True, slots=True)
class _Commit:
    """A commit to `chunks`."""

    time: datetime
    brought: frozenset[int]
    """Versions of `documents` that it brought by itself. What waited for a person's Yes waits since the commit."""

    def publication(self, made: Iterable[Publication]) -> datetime:
        """Says when what the commit has of a document was published."""
        return max((one.time for one in made if one.version in self.brought), default=self.time)


def _commits(lake: Lake, table: DeltaTable, since: int) -> Mapping[int, _Commit]:
    batches = {
        commit["batch_id"]: int(commit["version"])
        for commit in commits(lake.open("documents"), HISTORY)
        if "batch_id" in commit
    }
    found: dict[int, _Commit] = {}
    for commit in commits(table, HISTORY):
        if commit["version"] > since:
            alone = _listed(commit, "batch_ids") - _listed(commit, "approved")
            brought = frozenset(batches[batch] for batch in alone & batches.keys())
            found[int(commit["version"])] = _Commit(datetime.fromtimestamp(commit["timestamp"] / 1000, UTC), brought)
    return found


def _listed(commit: Row, name: str) -> set[str]:
    return set(commit.get(name, "").split(", "))


def _feed(
    table: DeltaTable, since: int, read: Callable[[DeltaTable, int], Sequence[Row]] = read_changes
) -> Sequence[Row]:
    try:
        return read(table, max(since, 0))
    except LookupError:
        return ()


def _committed_at(row: Row) -> datetime:
    committed_at: datetime = row["_commit_timestamp"]
    return committed_at.replace(tzinfo=UTC)
