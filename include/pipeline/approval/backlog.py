"""All that step 2 has before it: found once, cut once, and given to `work.divide`.

What a person was asked about before is left alone without another look, so a question that is open for days costs
nothing each hour.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from deltalake import DeltaTable

from include.embedding.model import EmbeddingModel, find_model
from include.errors import ModelError
from include.lake.known_documents import known_documents
from include.lake.queries import Row
from include.lake.tables import Lake
from include.pipeline.approval.gate import OPEN, Gate
from include.pipeline.approval.recipe import Recipe, find_recipe
from include.pipeline.due import Due, find_due, is_current
from include.pipeline.publish import batch_name
from include.pipeline.scope import Scope, changed_documents, every_document, published_in, rows_by_document
from include.settings import Settings

DOCUMENT = "document "
"""The key of a document begins so."""
UNKNOWN_BATCH = "batches of long ago"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due, before anybody has said what of it may be done."""

    recipe: Recipe
    model: EmbeddingModel
    """That of the recipe in force; where that is not there any more, the wished one."""
    rows: int
    """How many `chunks` has."""
    due: Due | None
    """What is due with the recipe in force; None where that is not there any more."""
    change: Due | None = None
    """Every document with the wished model and chunker, where somebody has to be asked about them."""
    batches: Mapping[str, str] = field(default_factory=dict)
    """Batch in which each document was changed last; empty where no batch is too large."""
    waiting: frozenset[str] = frozenset()
    """Keys of what somebody was asked about; it is not in `due`."""
    agreed: frozenset[str] = frozenset()
    """Keys of batches and documents that are compared, and that somebody has agreed to."""


def find_backlog(
    settings: Settings,
    lake: Lake,
    gate: Gate,
    table: DeltaTable | None,
    published: DeltaTable | None,
    again: Collection[str] | None = None,
    upcoming: Mapping[str, Row] | None = None,
) -> Backlog:
    """Find what is due and cut it: with the recipe in force, and with the one that has to be asked about.

    Args:
        gate: what waits is not looked at.
        table: the table `chunks`.
        published: the table `documents`.
        again: look at every document, and cut these though they are current.
        upcoming: rows of `documents` as the next batch will leave them; without, they are as they are.
    """
    recipe, rows = find_recipe(settings, table, gate), 0 if table is None else table.count()
    model = recipe.model or recipe.wished or find_model(settings.embedding_model)
    change, waiting = None, frozenset[str]()
    if recipe.pending and recipe.wished:
        if recipe.key in gate.waiting:
            waiting = frozenset({recipe.key})
        else:
            recipe, change = _find_change(settings, lake, recipe, _every_document(table, published, upcoming), table)
    if recipe.model is None:
        return Backlog(recipe, model, rows, None, change, waiting=waiting)
    if again is None and upcoming is None:
        scope = changed_documents(table, published, model)
    else:
        scope = _every_document(table, published, upcoming)
    if recipe.follows:
        gate = OPEN
    batches = batches_of(scope, published, upcoming) if gate.waiting or gate.approved else {}
    asked = _named(gate.waiting - gate.approved, scope, batches, gate, model)
    agreed = _named(gate.approved, scope, batches, OPEN, model)
    due = find_due(settings, lake, model, scope.without(asked), table, again or ())
    if not batches and gate.threshold is not None and len(due.texts) > gate.threshold:
        batches = batches_of(scope, published, upcoming)
    waiting, named = waiting | frozenset(asked.values()), frozenset(agreed.values())
    return Backlog(recipe, model, rows, due, change, batches, waiting, named)


def _find_change(
    settings: Settings, lake: Lake, recipe: Recipe, scope: Scope, table: DeltaTable | None
) -> tuple[Recipe, Due | None]:
    """Every document with the wished model; where nothing can be cut for it, what is in force goes on without it."""
    try:
        return recipe, find_due(settings, lake, recipe.wished, scope, table) if recipe.wished else None
    except ModelError as error:
        if recipe.model is None:
            raise
        return replace(recipe, wished=None, problem=str(error)), None


def document_key(row: Row) -> str:
    """Names a document in an approval, by its content.

    Args:
        row: of the table `documents`.
    """
    return f"{DOCUMENT}{row['sha256'][:16]}"


def agreed_alone(scope: Scope, gate: Gate) -> set[str]:
    """Returns documents that a person has agreed to by themselves."""
    return {id_ for id_, row in scope.documents.items() if document_key(row) in gate.approved}


def batches_of(scope: Scope, published: DeltaTable | None, upcoming: Mapping[str, Row] | None = None) -> dict[str, str]:
    """Returns the batch in which each document of a scope changed last, or will be changed."""
    if not scope.documents:
        return {}
    told = (
        scope.documents.keys() <= scope.versions.keys()
    )  # not of one that can be read again: its content did not change
    versions = dict(scope.versions if told else published_in(published) or {})
    if upcoming is not None:
        known, following = known_documents(published), 1 + (published.version() if published else 0)
        versions |= dict.fromkeys((id_ for id_, row in upcoming.items() if _is_new(known.get(id_), row)), following)
    return {id_: batch_name(versions[id_]) if id_ in versions else UNKNOWN_BATCH for id_ in scope.documents}


def _is_new(known: Row | None, row: Row) -> bool:
    return known is None or known["sha256"] != row["sha256"]


def _every_document(
    table: DeltaTable | None, published: DeltaTable | None, upcoming: Mapping[str, Row] | None
) -> Scope:
    return every_document(known_documents(published) if upcoming is None else upcoming, table)


def _named(
    keys: Collection[str], scope: Scope, batches: Mapping[str, str], gate: Gate, model: EmbeddingModel
) -> dict[str, str]:
    """Documents that keys name, by themselves or with their batch, and the key; none that the gate lets pass alone."""
    if not keys:
        return {}
    decided = agreed_alone(scope, gate)
    named = {id_: batch for id_, batch in batches.items() if batch in keys and id_ not in decided}
    alone = {id_: document_key(row) for id_, row in scope.documents.items() if document_key(row) in keys}
    rows = rows_by_document(scope.chunks.values()) if alone else {}
    return named | {
        id_: key for id_, key in alone.items() if not is_current(rows.get(id_, ()), scope.documents[id_], model)
    }
