"""What a run of step 2 does by itself, and what it leaves for a person to decide.

Work is judged batch by batch, as it was published: a batch that would embed more texts than `APPROVAL_THRESHOLD` is
held back, the small batches before and after it are not. A document that changes again moves to its new batch.

A document that would bring more than `MAX_CHUNKS_PER_DOCUMENT` chunks is judged by itself, and the rest of its batch
without it. It is known by its content: a Yes holds for a copy of it and under another name, and not for another text.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from deltalake import DeltaTable

from include.embedding.model import EmbeddingModel, find_model
from include.lake.known_documents import known_documents
from include.lake.queries import Row
from include.lake.tables import Lake
from include.pipeline.approval.recipe import Gate, Recipe, find_recipe
from include.pipeline.plan import EmbeddingPlan, is_current, no_plan, plan_embeddings
from include.pipeline.publish import batch_name
from include.pipeline.scope import Scope, changed_documents, every_document, published_in, rows_by_document
from include.settings import Settings

DOCUMENT = "document "
"""The key of a document begins so."""
UNKNOWN_BATCH = "batches of long ago"


@dataclass(frozen=True, slots=True)
class Held:
    """Work that a person has to decide on."""

    key: str
    plan: EmbeddingPlan
    """What would be done."""
    documents: tuple[str, ...]
    """Ids of the documents that stay as they are until then."""
    long: bool = False
    """Whether it is a document that brings too many chunks by itself."""
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
    candidate: EmbeddingPlan | None = None
    """All that another model or chunker would have, where somebody agreed to it and it is not served yet."""

    @property
    def keys(self) -> frozenset[str]:
        """Keys of all that is held back."""
        return self.waiting | {item.key for item in self.held}

    @property
    def costliest(self) -> EmbeddingPlan:
        """The plan that embeds most, of what is in force and of the candidate."""
        return max((plan for plan in (self.plan, self.candidate) if plan), key=lambda plan: plan.embedded)

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
    """Returns everything that is due, divided by the gate; writes nothing.

    Args:
        gate: what needs no decision.
        table: the table `chunks`.
        published: the table `documents`.
        again: look at every document, and cut these though they are current.
    """
    recipe = find_recipe(settings, table, gate)
    held, waiting = _judge_recipe(settings, lake, recipe, gate, table, published)
    if recipe.model is None:
        return Work(no_plan(recipe.wished or find_model(settings.embedding_model), table), recipe, held, waiting)
    scope = (
        changed_documents(table, published, recipe.model)
        if again is None
        else every_document(known_documents(published), table)
    )
    if recipe.follows or (gate.threshold is None and gate.document_chunks is None):
        return Work(plan_embeddings(settings, lake, recipe.model, scope, table, again or ()), recipe, held, waiting)
    batches = _batches(scope, published) if gate.waiting and scope.documents else {}
    asked = _asked(scope, batches, gate, recipe.model)
    waiting |= frozenset(asked.values())
    scope = scope.without(asked)
    plan = plan_embeddings(settings, lake, recipe.model, scope, table, again or ())
    long = _long(plan, scope, gate)
    large: dict[str, set[str]] = {}
    if gate.threshold is not None and plan.embedded > gate.threshold:
        large = _large(
            plan, batches or _batches(scope, published), gate, _decided(scope, gate) | set().union(*long.values())
        )
    for key, ids in (*sorted(long.items()), *sorted(large.items())):
        held += (Held(key, _part(plan, ids), tuple(sorted(ids)), key in long),)
    if long or large:
        scope = scope.without({id_ for ids in (*long.values(), *large.values()) for id_ in ids})
        plan = plan_embeddings(settings, lake, recipe.model, scope, table, again or ())
    return Work(plan, recipe, held, waiting)


def document_key(row: Row) -> str:
    """Names a document in an approval, by its content.

    Args:
        row: of the table `documents`.
    """
    return f"{DOCUMENT}{row['sha256'][:16]}"


def new_chunks(plan: EmbeddingPlan, scope: Scope) -> dict[str, int]:
    """Says how many points each document brings that it did not have."""
    return Counter(row["document"] for row in plan.changed if row["point_id"] not in scope.chunks)


def _decided(scope: Scope, gate: Gate) -> set[str]:
    """Documents that a person has agreed to by themselves."""
    return {id_ for id_, row in scope.documents.items() if document_key(row) in gate.approved}


def _asked(scope: Scope, batches: Mapping[str, str], gate: Gate, model: EmbeddingModel) -> dict[str, str]:
    """Documents that somebody was asked about, by themselves or with their batch, and the key of the question."""
    open_keys, decided = gate.waiting - gate.approved, _decided(scope, gate)
    asked = {id_: batch for id_, batch in batches.items() if batch in open_keys and id_ not in decided}
    alone = {id_: document_key(row) for id_, row in scope.documents.items() if document_key(row) in open_keys}
    rows = rows_by_document(scope.chunks.values()) if alone else {}
    return asked | {
        id_: key for id_, key in alone.items() if not is_current(rows.get(id_, ()), scope.documents[id_], model)
    }


def _long(plan: EmbeddingPlan, scope: Scope, gate: Gate) -> dict[str, set[str]]:
    """Documents that bring too many chunks by themselves, by their key."""
    long: dict[str, set[str]] = defaultdict(set)
    for id_, chunks in new_chunks(plan, scope).items():
        key = document_key(scope.documents[id_])
        if gate.document_chunks is not None and chunks > gate.document_chunks and key not in gate.approved:
            long[key].add(id_)
    return long


def _judge_recipe(
    settings: Settings,
    lake: Lake,
    recipe: Recipe,
    gate: Gate,
    table: DeltaTable | None,
    published: DeltaTable | None,
) -> tuple[tuple[Held, ...], frozenset[str]]:
    """A change of model or chunker that has to wait: with its plan where nobody was asked, else by its key alone."""
    if not recipe.pending or recipe.wished is None:
        return (), frozenset()
    if recipe.key in gate.waiting:
        return (), frozenset({recipe.key})
    scope = every_document(known_documents(published), table)
    plan = plan_embeddings(settings, lake, recipe.wished, scope, table)
    replaces = recipe.model.name if recipe.model else "the model in force, which is not there any more"
    return (Held(recipe.key, plan, tuple(sorted(scope.documents)), replaces=replaces),), frozenset()


def _batches(scope: Scope, published: DeltaTable | None) -> dict[str, str]:
    """Batch in which each document of a scope changed last."""
    versions = scope.versions or published_in(published) or {}
    return {id_: batch_name(versions[id_]) if id_ in versions else UNKNOWN_BATCH for id_ in scope.documents}


def _large(plan: EmbeddingPlan, batches: Mapping[str, str], gate: Gate, judged: Collection[str]) -> dict[str, set[str]]:
    """Batches that would embed too much, with those of their documents that need an embedding at all.

    Args:
        judged: documents that are judged by themselves.
    """
    texts: dict[str, set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    for row in plan.changed:
        if row["chunk_hash"] in plan.texts and row["document"] not in judged:
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
