"""Step 1: what the source holds now becomes one version of the table `documents`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from include.embedding.bounded_reader import BoundedReader, budget_name, budget_of
from include.lake.known_documents import QUARANTINED, is_gone, known_documents
from include.lake.queries import Row, announced_by
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.pipeline.approval.deletions import NOTHING, Consent, plan_deletions, question_about
from include.pipeline.document_rows import SourceReading, current_row, differs, published_content
from include.provenance import Event, Provenance
from include.settings import Settings
from include.sources.documents import open_source
from include.sources.observation import fingerprint
from include.sources.seen_files import SeenFiles, keep_seen, read_seen

__all__ = [
    "PublishPlan",
    "PublishReport",
    "batch_name",
    "decline_deletions",
    "plan_documents",
    "publish_documents",
    "published_content",
    "seen_files",
]


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
    held: Mapping[str, Row] = field(default_factory=dict)
    """Rows of documents that are gone from the source and stay until a person agrees, by id."""
    readable: int = 0
    """Documents that could be served before."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """What the listing passed over, by kind."""

    @property
    def quarantined(self) -> int:
        return sum(row["status"] == QUARANTINED for row in self.documents.values())

    @property
    def kept(self) -> Mapping[str, Row]:
        """Documents that cannot be read now and are served as they were read last, by id."""
        return {id_: row for id_, row in self.documents.items() if row["stale_reason"] and id_ not in self.held}

    @property
    def question(self) -> str:
        """Key of what a person has to decide; empty: nothing, or it was decided."""
        return question_about(self.held)

    @property
    def fingerprint(self) -> str:
        """Stands for the source as it was read; a watcher that sees the same has nothing to announce."""
        listed = ((id_, row) for id_, row in self.documents.items() if id_ not in self.held)
        return fingerprint((id_, published_content(row)) for id_, row in listed)


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What step 1 did."""

    plan: PublishPlan
    version: int
    event: Event
    worked: bool


@replan_on_conflict
def publish_documents(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    retry_quarantined: bool = False,
    consent: Consent = NOTHING,
    ask_again: bool = False,
) -> PublishReport:
    """Compare the source with the table and commit the difference; nothing is committed when there is none.

    Args:
        retry_quarantined: read quarantined documents again though their content is the same, because a limit was
            raised or a reader mended since.
        consent: what a person agreed to delete.
        ask_again: forget that a person wanted to keep what is gone.

    Raises:
        SourceError: the source cannot be listed.
        LakeError: the table cannot be written.
    """
    with writer_lock(lake):
        table = lake.open_or_create("documents")
        known = known_documents(table)
        seen = seen_files(settings)
        plan = plan_documents(settings, known, retry_quarantined, consent, provenance.time, ask_again, seen)
        event = _event(plan, table.version() + 1, provenance)
        commit = {"run": provenance.run, "batch_id": str(event["batch_id"])}
        worked = bool(plan.added or plan.changed or plan.removed)
        # Who only marks rows, or notes an ETag, has nothing to announce.
        version = lake.change(
            table, "documents", plan.rows, plan.removed, commit | ({"event": json.dumps(event)} if worked else {})
        )
    keep_seen(settings.seen_files, settings.documents_uri, seen)
    if worked:
        return PublishReport(plan, version, event, worked=True)
    unsent = announced_by(table, provenance.run)
    return PublishReport(plan, version, unsent or _event(plan, version, provenance), worked=bool(unsent))


def seen_files(settings: Settings) -> SeenFiles:
    """Returns what earlier publications saw of the source's files."""
    return read_seen(settings.seen_files, settings.documents_uri)


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


def batch_name(version: int) -> str:
    """Returns the id of the batch that made a version of the table `documents`."""
    return f"batch-{version:06d}"


def plan_documents(
    settings: Settings,
    known: Mapping[str, Row],
    retry_quarantined: bool = False,
    consent: Consent = NOTHING,
    now: datetime | None = None,
    ask_again: bool = False,
    seen: SeenFiles | None = None,
) -> PublishPlan:
    """Read what may have changed and compare it with the table.

    Args:
        known: rows of the table.
        now: aware, for marks; without: the present.
        seen: files that stay as they were are not read again; without: each is read.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC)
    source = open_source(settings.documents_uri, settings.max_document_bytes)
    with BoundedReader(budget_of(settings)) as reader:
        reading = SourceReading(source, reader, budget_name(settings), now, retry_quarantined, seen or SeenFiles())
        listed = {item.id: current_row(reading, item, known.get(item.id)) for item in source.list()}
    before = {id_: {**row, "deletion_declined": ""} for id_, row in known.items()} if ask_again else known
    deletions = plan_deletions(before, listed, settings.deletion_threshold, consent, now)
    documents = {**listed, **deletions.held}
    added = sum(id_ not in known for id_ in listed)
    changed = sum(id_ in known and differs(known[id_], row) for id_, row in listed.items())
    return PublishPlan(
        rows=tuple(row for id_, row in documents.items() if known.get(id_) != row),
        removed=deletions.removed,
        documents=documents,
        added=added,
        changed=changed,
        unchanged=len(listed) - added - changed,
        held=deletions.held,
        readable=deletions.of,
        left_out=source.left_out,
    )


@replan_on_conflict
def decline_deletions(lake: Lake, provenance: Provenance, until: str, words: str) -> int:
    """Note that a person wants to keep what is gone; nobody is asked about the same documents again.

    Args:
        until: key of the question.
        words: who decided, and when.

    Returns:
        How many documents stay.
    """
    with writer_lock(lake):
        table = lake.open_or_create("documents")
        gone = [row for row in known_documents(table).values() if is_gone(row)]
        rows = [{**row, "deletion_declined": words} for row in gone if row["stale_since"] <= until]
        commit = {"run": provenance.run, "batch_id": batch_name(table.version() + 1)}
        lake.change(table, "documents", rows, (), commit)
    return len(rows)
