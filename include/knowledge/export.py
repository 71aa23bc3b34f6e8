"""Everything about one user, as one file: what they wrote, what was read out of it, what is and was believed."""

import json
from typing import Any

from include.knowledge.conversations import unpack
from include.knowledge.forgotten import user_hash
from include.knowledge.profiles import read_profile
from include.knowledge.relations import TABLE as RELATIONS
from include.lake.queries import Row, read_rows
from include.lake.refresh import RefreshReport
from include.lake.reports import write_report
from include.lake.tables import Lake
from include.provenance import Event, Provenance

FOLDER = "exports"


def export_uri(lake: Lake, user: str) -> str:
    """Says where the export of a user lies; the name tells who it is about to those who know the id."""
    return f"{lake.uri}/{FOLDER}/{user_hash(user)[:16]}.json"


def export_user(lake: Lake, user: str, provenance: Provenance) -> RefreshReport:
    """Write everything about a user beside the tables.

    Raises:
        LakeError: the tables cannot be read, or the file cannot be written.
    """
    record = gather(lake, user) | {"exported_at": provenance.timestamp}
    write_report(export_uri(lake, user), json.dumps(record, ensure_ascii=False, indent=2))
    counts = {name: len(found) for name, found in record.items() if isinstance(found, list)}
    event: Event = {**counts, "user_hash": user_hash(user)[:12], "timestamp": provenance.timestamp}
    return RefreshReport(event, worked=True)


def gather(lake: Lake, user: str) -> dict[str, Any]:
    """Returns what the tables hold of a user; of threads with others only the user's own words."""
    threads = read_rows(lake.open("conversations"), "thread", "content")
    messages = [
        {"thread": row["thread"], "message": one.id, "time": one.time.isoformat(), "text": one.text}
        for row in threads
        for one in (unpack(row["content"]) if row["content"] else ())
        if one.user == user
    ]
    return {
        "user": user,
        "messages": messages,
        "statements": _statements(lake, user),
        "profile": read_profile(lake, user),
        "relations": _of_user(lake, RELATIONS, user),
        "facts": [_opened(row) for row in _of_user(lake, "user_facts", user)],
        "answers": _of_user(lake, "answers", user, "asked_by"),
    }


def _statements(lake: Lake, user: str) -> list[Row]:
    rows = read_rows(lake.open("thread_summaries"), "thread", "statements")
    return [
        {"thread": row["thread"], **statement}
        for row in rows
        for statement in json.loads(row["statements"])
        if statement["user"] == user
    ]


def _of_user(lake: Lake, name: str, user: str, column: str = "user") -> list[Row]:
    if name not in lake.names:
        return []
    quoted = user.replace("'", "''")
    return lake.rows(name, f"\"{column}\" = '{quoted}'")


def _opened(row: Row) -> Row:
    return row | {"sources": json.loads(row["sources"])}
