"""Step 1: what the source holds now becomes one version of the table `documents`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from deltalake import DeltaTable

from include.bounded_reader import BoundedReader, budget_of
from include.document_names import media_type
from include.documents import DocumentSource, Listed, open_source
from include.errors import UnreadableDocument
from include.observation import content, fingerprint
from include.provenance import Event, Provenance
from include.queries import Row, announced_by, read_rows
from include.settings import Settings
from include.tables import Lake, replan_on_conflict
from include.writer_lock import writer_lock

READY, QUARANTINED = "ready", "quarantined"


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """The difference between the source and the table."""

    rows: tuple[Row, ...]
    """Rows to write, whole."""
    removed: tuple[str, ...]
    """Ids of documents that are gone."""
    documents: Mapping[str, Row]
    """The table as it will be, by document id."""
    added: int
    changed: int
    unchanged: int

    @property
    def quarantined(self) -> int:
        return sum(row["status"] == QUARANTINED for row in self.documents.values())

    @property
    def fingerprint(self) -> str:
        """Of the source as it was read; a watcher that sees the same has nothing to announce."""
        return fingerprint((id_, published_content(row)) for id_, row in self.documents.items())


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What step 1 did."""

    plan: PublishPlan
    version: int
    event: Event
    worked: bool


@replan_on_conflict
def publish_documents(
    settings: Settings, lake: Lake, provenance: Provenance, retry_quarantined: bool = False
) -> PublishReport:
    """Compare the source with the table and commit the difference; nothing is committed when there is none.

    Args:
        retry_quarantined: read quarantined documents again though their content is the same, because a limit was
            raised or a reader mended since.

    Raises:
        SourceError: the source cannot be listed.
        LakeError: the table cannot be written.
    """
    with writer_lock(lake):
        table = lake.open_or_create("documents")
        plan = plan_documents(settings, known_documents(table), retry_quarantined)
        event = _event(plan, table.version() + 1, provenance)
        commit = {"run": provenance.run, "batch_id": str(event["batch_id"]), "event": json.dumps(event)}
        version = lake.change(table, "documents", plan.rows, plan.removed, commit)
    if plan.added or plan.changed or plan.removed:
        return PublishReport(plan, version, event, worked=True)
    unsent = announced_by(table, provenance.run)
    return PublishReport(plan, version, unsent or _event(plan, version, provenance), worked=bool(unsent))


def _event(plan: PublishPlan, version: int, provenance: Provenance) -> Event:
    """Extra of the asset event."""
    return {
        "batch_id": batch_name(version),
        "documents_added": plan.added,
        "documents_changed": plan.changed,
        "documents_removed": len(plan.removed),
        "documents_quarantined": plan.quarantined,
        "documents_total": len(plan.documents),
        "version": version,
        "timestamp": provenance.timestamp,
    }


def published_content(row: Row) -> str:
    """What stands for a document's content in its row; an observation of the source says the same of the same."""
    return content(row["etag"], row["size_bytes"], row["sha256"], row["reason"])


def batch_name(version: int) -> str:
    """Id of the batch that made a version of the table `documents`."""
    return f"batch-{version:06d}"


def known_documents(table: DeltaTable | None, where: str = "") -> dict[str, Row]:
    """Rows of the table `documents` by document id, all or those that meet an SQL condition."""
    columns = ("id", "sha256", "size_bytes", "media_type", "title", "status", "reason", "etag")
    return {row["id"]: row for row in read_rows(table, *columns, where=where)}


def plan_documents(settings: Settings, known: Mapping[str, Row], retry_quarantined: bool = False) -> PublishPlan:
    """Read what may have changed and compare it with the table."""
    source = open_source(settings.documents_uri, settings.max_document_bytes)
    trusted = {id_: row for id_, row in known.items() if not retry_quarantined or row["status"] == READY}
    with BoundedReader(budget_of(settings)) as reader:
        documents = {item.id: _current_row(source, reader, item, trusted.get(item.id)) for item in source.list()}
    added = sum(id_ not in known for id_ in documents)
    changed = sum(id_ in known and _differs(known[id_], row) for id_, row in documents.items())
    return PublishPlan(
        rows=tuple(row for id_, row in documents.items() if known.get(id_) != row),
        removed=tuple(id_ for id_ in known if id_ not in documents),
        documents=documents,
        added=added,
        changed=changed,
        unchanged=len(documents) - added - changed,
    )


def _differs(old: Row, new: Row) -> bool:
    """A new ETag alone is no change of the document."""
    return any(old[name] != new[name] for name in ("sha256", "size_bytes", "status", "reason"))


def _current_row(source: DocumentSource, reader: BoundedReader, item: Listed, known: Row | None) -> Row:
    """The document's row as it should be; what the table knows of the same content is taken from there."""
    if item.problem:
        return _row(item, "", reason=item.problem)
    if known and known["sha256"] and item.etag and (known["etag"], known["size_bytes"]) == (item.etag, item.size_bytes):
        return known
    try:
        data = source.read(item.id)
    except UnreadableDocument as error:
        return _row(item, "", reason=str(error))
    sha256 = hashlib.sha256(data).hexdigest()
    if known and known["sha256"] == sha256:
        return {**known, "etag": item.etag}
    try:
        title = reader.title(data, item.id)
    except UnreadableDocument as error:
        return _row(item, sha256, reason=str(error))
    return _row(item, sha256, title=title)


def _row(item: Listed, sha256: str, title: str = "", reason: str = "") -> Row:
    return {
        "id": item.id,
        "sha256": sha256,
        "size_bytes": item.size_bytes,
        "media_type": media_type(item.id),
        "title": title,
        "status": QUARANTINED if reason else READY,
        "reason": reason,
        "etag": item.etag,
    }
