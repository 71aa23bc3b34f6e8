"""Finds the documents that step 2 compares with their chunks: those that the change feed names, or all.

Each commit to `chunks` says up to which version of `documents` it is complete, and for which model and chunker. What
came after it is in the change feed of `documents`, so one changed document costs the same in a small and a large table.
Where that chain is broken, all are compared: the feed was cleaned up, the model changed, a table was made again,
somebody else wrote to `chunks`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from deltalake import DeltaTable

from include.embedding.model import EmbeddingModel
from include.lake.known_documents import known_documents
from include.lake.queries import (
    LARGEST_CONDITION,
    Row,
    among,
    newest_change,
    publications,
    read_changes,
    readable_again,
)
from include.lake.schemas import CHUNKS
from include.sources.reading import REVISION


@dataclass(frozen=True, slots=True)
class Scope:
    """Documents to compare, with all that the tables know of them."""

    documents: Mapping[str, Row]
    """Rows of `documents` by id, as they are or as they would be; one that is gone has none."""
    chunks: Mapping[str, Row]
    """Rows of `chunks` of these documents and of those that are gone, by point id."""
    rest: int = 0
    """Rows of `chunks` of other documents; they stay as they are."""
    versions: Mapping[str, int] = field(default_factory=dict)
    """Version of `documents` in which each changed last, where the change feed named them."""

    def without(self, ids: Collection[str]) -> "Scope":
        """Returns the same but for some documents, which stay as they are."""
        if not ids:
            return self
        documents = {id_: row for id_, row in self.documents.items() if id_ not in ids}
        chunks = {id_: row for id_, row in self.chunks.items() if row["document"] not in ids}
        return Scope(documents, chunks, self.rest + len(self.chunks) - len(chunks), self.versions)


def every_document(documents: Mapping[str, Row], table: DeltaTable | None) -> Scope:
    """Returns all documents, and all rows of `chunks`."""
    return Scope(documents, chunk_rows(table))


def changed_documents(table: DeltaTable | None, published: DeltaTable | None, model: EmbeddingModel) -> Scope:
    """Returns what changed in `documents` since `chunks` was complete; all documents where the feed cannot tell.

    Args:
        table: the table `chunks`.
        published: the table `documents`.
    """
    since = complete_until(table, published, model)
    feed = _feed(published, since) if since >= 0 else None
    if feed is None or table is None:
        return every_document(known_documents(published), table)
    versions = _versions(publications(feed))
    ids = versions.keys() | readable_again(feed)
    if len(ids) > LARGEST_CONDITION:
        return every_document(known_documents(published), table)
    rows = chunk_rows(table, among("document", ids)) if ids else {}
    documents = known_documents(published, among("id", ids)) if ids else {}
    return Scope(documents, rows, table.count() - len(rows), versions)


def published_in(published: DeltaTable | None, since: int = -1) -> dict[str, int] | None:
    """Returns the version in which each document changed last, after version `since`; None where nobody can tell."""
    feed = _feed(published, since)
    return None if feed is None else _versions(publications(feed))


def _feed(published: DeltaTable | None, since: int) -> list[Row] | None:
    """The change feed of `documents`; None where it does not reach back that far."""
    if published is None:
        return None
    try:
        return read_changes(published, since)
    except LookupError:
        return None


def _versions(changed: Iterable[Row]) -> dict[str, int]:
    return {row["id"]: int(row["_commit_version"]) for row in changed}


def complete_until(table: DeltaTable | None, published: DeltaTable | None, model: EmbeddingModel) -> int:
    """Returns the version of `documents` up to which `chunks` says it is complete; -1 where nobody can tell."""
    newest = newest_change(table)
    known = published is not None and newest.get("complete_for") == complete_for(published, model)
    return int(newest["complete_until"]) if known else -1


def complete_for(published: DeltaTable | None, model: EmbeddingModel) -> str:
    """Names the table `documents`, the model and the chunker for which `chunks` is complete.

    With the table go the columns that `chunks` got later, and how documents are read: where one is new, all documents
    are compared.
    """
    table = "+".join([str(published.metadata().id) if published else "", *CHUNKS.late, str(REVISION)])
    return f"{table} {model.fingerprint} {model.chunker_fingerprint}"


def chunk_rows(table: DeltaTable | None, where: str = "") -> dict[str, Row]:
    """Returns rows of `chunks` by point id, all or those that meet an SQL condition."""
    return {row["point_id"]: row for row in CHUNKS.rows(table, where)}


def rows_by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Returns rows of `chunks` by document id."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["document"]].append(row)
    return dict(grouped)
