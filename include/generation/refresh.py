"""The cheap tier: brings one table up to what the sources say. No model is called, nothing is ever deleted.

A task that nothing leads to any more is an orphan: it keeps its row and its answers, and is not asked again. When what
led to it comes back, so does the task.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from include.generation.sources import Catalogue, read_catalogue
from include.generation.stages import TASK_TABLES
from include.generation.tables import TABLES
from include.generation.tasks import Combination, GenerationTask, combine, essay_tasks, evaluation_tasks, link_tasks
from include.provenance import Event, Provenance
from include.queries import Row, announced_by, read_rows
from include.settings import Settings
from include.tables import Lake, replan_on_conflict

ACTIVE, ORPHAN = "active", "orphan"


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What became of one table."""

    event: Event
    worked: bool


def refresh(name: str, settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring one table up to the sources as they are now.

    Args:
        name: `content_combinations`, `link_tasks`, `essay_tasks` or `evaluation_tasks`.

    Raises:
        SourceError: the sources cannot be read, or a file of theirs cannot be used.
        LakeError: the table cannot be read or written.
    """
    return bring(name, lambda: expected(name, settings), lake, provenance)


def expected(name: str, settings: Settings) -> list[Row]:
    """Rows that the table should have as active ones, from the sources alone."""
    catalogue = read_catalogue(settings.generation_uri, settings.max_document_bytes)
    found = combine(catalogue.concepts, settings.generation_concepts)
    if name == "content_combinations":
        return [_combination(combination) for combination in found]
    return [_row(task) for task in _tasks(name, found, catalogue)]


def _tasks(name: str, found: list[Combination], catalogue: Catalogue) -> Iterable[GenerationTask]:
    links = link_tasks(found, catalogue)
    if name == TASK_TABLES["link"]:
        return links
    essays = essay_tasks(links, found, catalogue)
    return essays if name == TASK_TABLES["essay"] else evaluation_tasks(essays, found, catalogue)


@replan_on_conflict
def bring(name: str, expect: Callable[[], list[Row]], lake: Lake, provenance: Provenance) -> RefreshReport:
    """Commit exactly the rows by which a table differs from what it should have.

    A row that is not expected any more becomes an orphan where the table has a status, else it is removed.

    Args:
        name: of the table; its key names a row.
        expect: all rows that it should have as active ones. Asked again where another run committed first, so that
            what was read earlier never overwrites what was read later.

    Raises:
        LakeError: the table cannot be read or written.
    """
    table, kind = lake.open_or_create(name), TABLES[name]
    wanted = {row[kind.key]: row for row in expect()}
    known = {row[kind.key]: row for row in read_rows(table, *kind.schema.names)}
    added = [row for key, row in wanted.items() if key not in known]
    changed = [row for key, row in wanted.items() if key in known and row != known[key]]
    gone = {key: row for key, row in known.items() if key not in wanted}
    keeps = "status" in kind.schema.names
    orphans = [row | {"status": ORPHAN} for row in gone.values() if keeps and row["status"] == ACTIVE]
    removed = [] if keeps else list(gone)
    event: Event = {
        "added": len(added),
        "changed": len(changed),
        **({"orphaned": len(orphans)} if keeps else {"removed": len(removed)}),
        "active": len(wanted),
        "version": table.version() + 1,
        "timestamp": provenance.timestamp,
    }
    moved = [*added, *changed, *orphans]
    commit = {"run": provenance.run, "event": json.dumps(event)}
    version = lake.change(table, name, moved, removed, commit)
    if moved or removed:
        return RefreshReport(event, worked=True)
    unsent = announced_by(table, provenance.run)
    return RefreshReport(unsent or event | {"version": version}, worked=bool(unsent))


def _combination(combination: Combination) -> Row:
    return {
        "id": combination.id,
        "concepts": ", ".join(combination.concepts),
        "text": combination.text,
        "fingerprint": combination.fingerprint,
        "status": ACTIVE,
    }


def _row(task: GenerationTask) -> Row:
    return {
        "id": task.id,
        "stage": task.stage,
        "combination": task.combination,
        "parent": task.parent,
        "template": task.template,
        "model": task.model.id,
        "provider": task.model.provider,
        "price": task.model.price,
        "prompt": task.prompt,
        "fingerprint": task.fingerprint,
        "status": ACTIVE,
    }
