"""First step: the export as a table, a row a thread, as it was exported last."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from include.errors import UnreadableDocument
from include.knowledge.conversations import EXPORTED, Message, Thread, moment, newest, pack, read_thread, unpack
from include.knowledge.forgotten import Forgotten
from include.knowledge.slack.archive import is_archive
from include.knowledge.slack.export import SlackExport, read_slack_export, threads_of
from include.lake.queries import Row
from include.lake.refresh import Difference, RefreshReport, bring
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.settings import Settings
from include.sources.documents import open_source
from include.sources.listing import Listed
from include.sources.observation import wanted_files

log = logging.getLogger(__name__)

READY, OUTDATED, QUARANTINED = "ready", "outdated", "quarantined"
"""A thread that was read; one whose newest file cannot be read, so its former content stays; a file of no thread."""
GONE = "it is gone from the export"
"""Why a thread stays as it was whose deletion waits for a person."""
NAMED_IN_EVENT = 20
WRITER = "knowledge"
"""Name of the lock: one step at a time writes these tables, so that nothing comes back while a user is forgotten."""


@dataclass
class Export:
    """What the files of an export hold."""

    threads: dict[str, list[tuple[str, Thread]]] = field(default_factory=lambda: defaultdict(list))
    """By id, each with its file."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why, by file."""
    archives: dict[str, SlackExport] = field(default_factory=dict)
    """Those of Slack, by file; their threads are among the others."""

    @property
    def users(self) -> dict[str, str]:
        """Names of those who wrote something, or are members of a workspace, by id."""
        members = {id_: name for archive in self.archives.values() for id_, name in archive.users.items()}
        written = [thread for found in self.threads.values() for _, thread in found]
        return members | {one.user: one.name for thread in written for one in thread.messages}


def collect(settings: Settings, lake: Lake, provenance: Provenance, *, delete: bool = False) -> RefreshReport:
    """Bring the table `conversations` to the export as it is now.

    A file that cannot be read stops no other, and takes nothing away: the thread stays as it was read last. An export
    that lost more threads than `DELETION_THRESHOLD` takes none away either, until a person agrees.

    Args:
        delete: a person agreed to lose whatever is gone.

    Raises:
        SourceError: the export cannot be listed.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake, WRITER):
        return bring_conversations(settings, lake, provenance, delete=delete)


def bring_conversations(
    settings: Settings, lake: Lake, provenance: Provenance, *, delete: bool = False
) -> RefreshReport:
    """`collect`, for whoever has the lock."""
    held: list[str] = []

    def expect() -> list[Row]:
        rows = list(_rows(settings, lake))
        kept = [] if delete else _held(rows, settings, lake)
        held[:] = [row["thread"] for row in kept]
        return [*rows, *kept]

    report = bring(
        "conversations", expect, lake, provenance, tell=lambda difference: _told(difference) | _waiting(held)
    )
    if held:
        log.warning("%s", held_line(len(held)))
    return report


def _waiting(held: Sequence[str]) -> Event:
    return {"threads_held": len(held)} if held else {}


def held_line(threads: int) -> str:
    """Returns what a person has to decide, in one line."""
    return (
        f"{threads:,} threads are gone from the export and stay as they were; if they are to be deleted, run "
        "`python -m include.knowledge sync --yes`, else bring the export back"
    )


def _held(rows: Iterable[Row], settings: Settings, lake: Lake) -> list[Row]:
    """Threads that are no longer exported and stay: too many at once, or missed before. What was forgotten does not."""
    there, forgotten = {row["thread"] for row in rows}, Forgotten.of(lake)
    known = [row for row in lake.rows("conversations") if row["status"] != QUARANTINED]
    gone = [row | left for row in known if row["thread"] not in there and (left := _left(row, forgotten))]
    if not settings.deletion_threshold.is_exceeded(len(gone), len(known)):
        gone = [row for row in gone if row["reason"] == GONE]
    return [row | {"status": OUTDATED, "reason": GONE} for row in gone]


def _left(row: Row, forgotten: Forgotten) -> Row:
    """What of a thread is not to be forgotten; empty where that is nothing."""
    spoken = forgotten.spare(unpack(row["content"]))
    return _said(spoken) if spoken else {}


def read_export(settings: Settings) -> Export:
    """Returns every file of the export.

    Raises:
        SourceError: it cannot be listed.
    """
    source = open_source(settings.conversations_uri, settings.max_document_bytes, wanted_files(EXPORTED))
    export = Export()
    for item in source.list():
        try:
            _check(item)
            _read(item.id, source.read(item.id), export)
        except UnreadableDocument as error:
            export.unreadable[item.id] = str(error)
    for file, thread in threads_of(export.archives):
        export.threads[thread.thread].append((file, thread))
    return export


def _read(file: str, data: bytes, export: Export) -> None:
    if is_archive(file):
        export.archives[file] = read_slack_export(data)
        return
    thread = read_thread(data)
    export.threads[thread.thread].append((file, thread))


def _check(item: Listed) -> None:
    if item.problem:
        raise UnreadableDocument(item.problem)


def _rows(settings: Settings, lake: Lake) -> Iterator[Row]:
    forgotten, export = Forgotten.of(lake), read_export(settings)
    for found in export.threads.values():
        thread = newest(thread for _, thread in found)
        if row := _row(next(file for file, one in found if one is thread), thread, forgotten):
            yield row
    known = [row for row in lake.rows("conversations") if row["status"] != QUARANTINED]
    for file, reason in export.unreadable.items():
        before = [row for row in known if row["file"] == file and row["thread"] not in export.threads]
        if before:
            yield from (row | {"status": OUTDATED, "reason": reason} for row in before)
        else:
            yield _quarantined(file, reason)


def _row(file: str, thread: Thread, forgotten: Forgotten) -> Row | None:
    """None where nothing of it is left."""
    spoken = forgotten.spare(thread.spoken)
    if not spoken:
        return None
    named = {"thread": thread.thread, "file": file, "channel": thread.channel, "status": READY, "reason": ""}
    return named | _said(spoken)


def _said(spoken: Sequence[Message]) -> Row:
    return {
        "users": ", ".join(sorted({message.user for message in spoken if not message.bot})),
        "first_at": moment(spoken[0].time),
        "last_at": moment(spoken[-1].time),
        "messages": len(spoken),
        "content": pack(spoken),
    }


def _quarantined(file: str, reason: str) -> Row:
    empty = dict.fromkeys(("channel", "users", "first_at", "last_at", "content"), "")
    return {"thread": f"file {file}", "file": file, "messages": 0, "status": QUARANTINED, "reason": reason} | empty


def _told(difference: Difference) -> Event:
    moved = [*difference.added, *difference.changed, *difference.gone]
    return {
        "threads_added": len(difference.added),
        "threads_changed": len(difference.changed),
        "threads_removed": len(difference.gone),
        "threads_total": difference.total,
        "threads": name_some(row["thread"] for row in moved),
    }


def name_some(names: Iterable[str]) -> str:
    """Returns the first names of many, for an event; what happened to the others the table says."""
    all_names = sorted(set(names))
    more = len(all_names) - NAMED_IN_EVENT
    return ", ".join(all_names[:NAMED_IN_EVENT]) + (f" and {more} more" if more > 0 else "")
