"""Second step: each thread read once. A thread that grew is read again, one that did not, is not."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256

from include.knowledge.claims import Claim, Source, SourcedClaim
from include.knowledge.collect import OUTDATED, READY, WRITER, name_some
from include.knowledge.conversations import Message, moment, pack, unpack
from include.knowledge.forgotten import Forgotten
from include.knowledge.model_reading import open_reader
from include.knowledge.reading import Reader, ThreadReading
from include.lake.queries import Row, among, read_rows
from include.lake.refresh import Difference, RefreshReport, bring
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.settings import Settings


def summarise(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring the table `thread_summaries` to the conversations.

    Raises:
        ModelCallError: the model did not answer; the threads that it has read are kept.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake, WRITER):
        return bring_summaries(settings, lake, provenance)


def bring_summaries(settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """`summarise`, for whoever has the lock."""
    reader = open_reader(settings, lake, provenance)
    return bring("thread_summaries", lambda: list(_rows(reader, lake, provenance)), lake, provenance, tell=_told)


def _rows(reader: Reader, lake: Lake, provenance: Provenance) -> Iterator[Row]:
    forgotten = Forgotten.of(lake)
    known = {row["thread"]: row for row in lake.rows("thread_summaries")}
    for thread in read_rows(lake.open("conversations"), "thread", "content", where=among("status", (READY, OUTDATED))):
        messages = forgotten.spare(unpack(thread["content"]))
        fingerprint = sha256(f"{reader.method}\x1f{pack(messages)}".encode()).hexdigest()
        before = known.get(thread["thread"])
        if before and before["fingerprint"] == fingerprint:
            yield before
        elif messages:
            yield _row(thread["thread"], messages, fingerprint, reader, provenance)


def _row(thread: str, messages: list[Message], fingerprint: str, reader: Reader, provenance: Provenance) -> Row:
    reading = reader.read(messages)
    return {
        "thread": thread,
        "fingerprint": fingerprint,
        "title": reading.title,
        "summary": reading.summary,
        "topics": ", ".join(reading.topics),
        "users": ", ".join(sorted({message.user for message in messages if not message.bot})),
        "statements": json.dumps(list(_packed(reading)), ensure_ascii=False, sort_keys=True),
        "first_at": moment(messages[0].time),
        "last_at": moment(messages[-1].time),
        "method": reader.method,
        "run": provenance.run,
        "made_at": provenance.timestamp,
    }


def _packed(reading: ThreadReading) -> Iterator[Row]:
    for statement in reading.statements:
        message = statement.message
        yield {
            "user": message.user,
            "name": message.name,
            "message": message.id,
            "time": moment(message.time),
            "quote": statement.quote,
            "claims": [asdict(claim) for claim in statement.claims],
        }


def evidence(lake: Lake) -> dict[str, list[SourcedClaim]]:
    """Returns what every user said of themselves, by user, from the summaries alone."""
    forgotten, found = Forgotten.of(lake), dict[str, list[SourcedClaim]]()
    for row in read_rows(lake.open("thread_summaries"), "thread", "statements"):
        for place, statement in enumerate(json.loads(row["statements"])):
            source = Source(statement["time"], row["thread"], statement["message"], statement["quote"])
            for number, claim in enumerate(statement["claims"]):
                one = SourcedClaim(statement["user"], statement["name"], Claim(**claim), source, place * 100 + number)
                if one.user not in forgotten:
                    found.setdefault(one.user, []).append(one)
    return found


def _told(difference: Difference) -> Event:
    moved = [*difference.added, *difference.changed, *difference.gone]
    return {
        "summaries_made": len(difference.added) + len(difference.changed),
        "summaries_removed": len(difference.gone),
        "summaries_total": difference.total,
        "threads": name_some(row["thread"] for row in moved),
    }
