"""Bring a table to the rows that it should have: one commit with exactly what differs, none where nothing does."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from include.lake.queries import Row, announced_by
from include.lake.tables import Lake, replan_on_conflict
from include.provenance import Event, Provenance

ACTIVE, ORPHAN = "active", "orphan"


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What became of one table."""

    event: Event
    worked: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes a table differ from what it should have."""

    added: Sequence[Row]
    changed: Sequence[Row]
    """Rows as they will be."""
    gone: Sequence[Row]
    """Rows as they were; they become orphans where these are kept, else they are removed."""
    total: int
    """Rows that it should have."""


def count(difference: Difference) -> Event:
    """Returns what an event says when nobody wants it to say more."""
    return {
        "added": len(difference.added),
        "changed": len(difference.changed),
        "removed": len(difference.gone),
        "total": difference.total,
    }


@replan_on_conflict
def bring(
    name: str,
    expect: Callable[[], list[Row]],
    lake: Lake,
    provenance: Provenance,
    *,
    within: str = "",
    tell: Callable[[Difference], Event] = count,
    keeps_orphans: bool = False,
) -> RefreshReport:
    """Commit exactly the rows by which a table differs from what it should have.

    Args:
        name: of the table; its key names a row.
        expect: all rows that it should have. Asked again where another run committed first, so that what was read
            earlier never overwrites what was read later.
        within: SQL condition; rows that do not meet it are left alone. Empty: all rows count.
        tell: what the event says, before the version and the time.
        keeps_orphans: a row that is not expected any more stays with the status `ORPHAN`.

    Raises:
        LakeError: the table cannot be read or written.
    """
    table, kind = lake.open_or_create(name), lake.kind(name)
    wanted = {row[kind.key]: row for row in expect()}
    known = {row[kind.key]: row for row in kind.rows(table, within)}
    difference = Difference(
        added=[row for key, row in wanted.items() if key not in known],
        changed=[row for key, row in wanted.items() if key in known and row != known[key]],
        gone=[row for key, row in known.items() if key not in wanted and _is_there(row, keeps_orphans)],
        total=len(wanted),
    )
    orphans = [row | {"status": ORPHAN} for row in difference.gone] if keeps_orphans else []
    removed = [] if keeps_orphans else [row[kind.key] for row in difference.gone]
    event = tell(difference) | {"version": table.version() + 1, "timestamp": provenance.timestamp}
    moved = [*difference.added, *difference.changed, *orphans]
    former = {row[kind.belongs_to] for row in difference.gone}
    commit = {"run": provenance.run, "event": json.dumps(event)}
    version = lake.change(table, name, moved, removed, commit, former)
    if moved or removed:
        return RefreshReport(event, worked=True)
    unsent = announced_by(table, provenance.run)
    return RefreshReport(unsent or event | {"version": version}, worked=bool(unsent))


def _is_there(row: Row, keeps_orphans: bool) -> bool:
    return not keeps_orphans or row["status"] == ACTIVE
