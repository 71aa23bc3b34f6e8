"""The cheap tier: brings one table up to what the sources say. No model is called, nothing is ever deleted.

A task that nothing leads to any more is an orphan: it keeps its row and its answers, and is not asked again. When what
led to it comes back, so does the task.
"""

from collections.abc import Iterable

from include.generation.combinations_csv import TABLE as COMBINATIONS
from include.generation.combinations_csv import write_combinations
from include.generation.sources import Catalogue, read_catalogue
from include.generation.stages import TASK_TABLES
from include.generation.tasks import Combination, GenerationTask, combine, essay_tasks, evaluation_tasks, link_tasks
from include.lake.queries import Row
from include.lake.refresh import ACTIVE, Difference, RefreshReport, bring
from include.lake.tables import Lake
from include.provenance import Event, Provenance
from include.settings import Settings


def refresh(name: str, settings: Settings, lake: Lake, provenance: Provenance) -> RefreshReport:
    """Bring one table up to the sources as they are now.

    Args:
        name: `content_combinations`, `link_tasks`, `essay_tasks` or `evaluation_tasks`.

    Raises:
        SourceError: the sources cannot be read, or a file of theirs cannot be used.
        LakeError: the table cannot be read or written.
    """
    report = bring(name, lambda: expected(name, settings), lake, provenance, tell=_told, keeps_orphans=True)
    if name == COMBINATIONS:
        write_combinations(lake)
    return report


def expected(name: str, settings: Settings) -> list[Row]:
    """Returns rows that the table should have as active ones, from the sources alone."""
    catalogue = read_catalogue(settings.generation_uri, settings.max_document_bytes)
    found = combine(catalogue.concepts, settings.generation_concepts)
    if name == COMBINATIONS:
        return [_combination(combination) for combination in found]
    return [_row(task) for task in _tasks(name, found, catalogue)]


def _tasks(name: str, found: list[Combination], catalogue: Catalogue) -> Iterable[GenerationTask]:
    links = link_tasks(found, catalogue)
    if name == TASK_TABLES["link"]:
        return links
    essays = essay_tasks(links, found, catalogue)
    return essays if name == TASK_TABLES["essay"] else evaluation_tasks(essays, found, catalogue)


def _told(difference: Difference) -> Event:
    return {
        "added": len(difference.added),
        "changed": len(difference.changed),
        "orphaned": len(difference.gone),
        "active": difference.total,
    }


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
