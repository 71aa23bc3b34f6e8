"""What a run of step 2 does by itself, and what it leaves for a person to decide.

Work is judged batch by batch, as it was published: a batch that would embed more texts than `APPROVAL_THRESHOLD` is
held back, the small batches before and after it are not. A document that changes again moves to its new batch.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.pipeline.plan import EmbeddingPlan, no_plan, plan_embeddings
from include.pipeline.publish import batch_name, known_documents
from include.pipeline.recipe import Gate, Recipe, find_recipe
from include.pipeline.scope import Scope, changed_documents, every_document, published_in
from include.settings import Settings
from include.tables import Lake

UNKNOWN_BATCH = "batches of long ago"


@dataclass(frozen=True, slots=True)
class Held:
    """Work that a person has to decide on."""

    key: str
    plan: EmbeddingPlan
    """What would be done."""
    documents: tuple[str, ...]
    """Ids of the documents that stay as they are until then."""
    replaces: str = ""
    """Model in force, where the work is to replace it or its chunker."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that waits, in two parts."""

    plan: EmbeddingPlan
    """What may be done now."""
    recipe: Recipe
    held: tuple[Held, ...]
    """What nobody was asked about yet."""
    waiting: frozenset[str]
    """Keys of what somebody was asked about."""

    @property
    def keys(self) -> frozenset[str]:
        """Keys of all that is held back."""
        return self.waiting | {item.key for item in self.held}

    @property
    def batches(self) -> frozenset[str]:
        """Batches that are held back."""
        return self.keys - {self.recipe.key}


def plan_work(
    settings: Settings,
    lake: Lake,
    gate: Gate,
    table: DeltaTable | None,
    published: DeltaTable | None,
    again: Collection[str] | None = None,
) -> Work:
    """Everything that is due, divided by the gate; writes nothing.

    Args:
        gate: what needs no decision.
        table: the table `chunks`.
        published: the table `documents`.
        again: look at every document, and cut these though they are current.
    """
    recipe = find_recipe(settings, table, gate)
    held, waiting = _judge_recipe(settings, lake, recipe, gate, table, published)
    if recipe.model is None:
        return Work(no_plan(recipe.wished, table), recipe, held, waiting)
    scope = (
        changed_documents(table, published, recipe.model)
        if again is None
        else every_document(known_documents(published), table)
    )
    if gate.threshold is None or recipe.replaced:
        return Work(plan_embeddings(settings, lake, recipe.model, scope, table, again or ()), recipe, held, waiting)
    batches = _batches(scope, published) if gate.waiting and scope.documents else {}
    asked = {id_ for id_, batch in batches.items() if batch in gate.waiting - gate.approved}
    waiting |= {batches[id_] for id_ in asked}
    scope = scope.without(asked)
    plan = plan_embeddings(settings, lake, recipe.model, scope, table, again or ())
    if plan.embedded > gate.threshold:
        large = _large(plan, batches or _batches(scope, published), gate)
        held += tuple(Held(batch, _part(plan, ids), tuple(sorted(ids))) for batch, ids in sorted(large.items()))
        if large:
            scope = scope.without({id_ for ids in large.values() for id_ in ids})
            plan = plan_embeddings(settings, lake, recipe.model, scope, table, again or ())
    return Work(plan, recipe, held, waiting)


def _judge_recipe(
    settings: Settings,
    lake: Lake,
    recipe: Recipe,
    gate: Gate,
    table: DeltaTable | None,
    published: DeltaTable | None,
) -> tuple[tuple[Held, ...], frozenset[str]]:
    """A change of model or chunker that has to wait: with its plan where nobody was asked, else by its key alone."""
    if not recipe.pending or recipe.declined:
        return (), frozenset()
    if recipe.key in gate.waiting:
        return (), frozenset({recipe.key})
    scope = every_document(known_documents(published), table)
    plan = plan_embeddings(settings, lake, recipe.wished, scope, table)
    replaces = recipe.model.name if recipe.model else "the model in force, which is not there any more"
    return (Held(recipe.key, plan, tuple(sorted(scope.documents)), replaces),), frozenset()


def _batches(scope: Scope, published: DeltaTable | None) -> dict[str, str]:
    """Batch in which each document of a scope changed last."""
    versions = scope.versions or published_in(published) or {}
    return {id_: batch_name(versions[id_]) if id_ in versions else UNKNOWN_BATCH for id_ in scope.documents}


def _large(plan: EmbeddingPlan, batches: Mapping[str, str], gate: Gate) -> dict[str, set[str]]:
    """Batches that would embed too much, with those of their documents that need an embedding at all."""
    texts: dict[str, set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    for row in plan.changed:
        if row["chunk_hash"] in plan.texts:
            batch = batches[row["document"]]
            texts[batch].add(row["chunk_hash"])
            documents[batch].add(row["document"])
    limit = gate.threshold or 0
    return {batch: documents[batch] for batch, new in texts.items() if len(new) > limit and batch not in gate.approved}


def _part(plan: EmbeddingPlan, documents: Collection[str]) -> EmbeddingPlan:
    """The plan of some of its documents, for its numbers."""
    changed = tuple(row for row in plan.changed if row["document"] in documents)
    rows = {id_: row for id_, row in plan.rows.items() if row["document"] in documents}
    hashes = {row["chunk_hash"] for row in changed}
    texts = {hash_: text for hash_, text in plan.texts.items() if hash_ in hashes}
    return replace(
        plan, changed=changed, rows=rows, texts=texts, documents=len(documents), chunks_of_documents=len(rows)
    )
