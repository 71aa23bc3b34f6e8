"""What a run of step 2 does by itself, and what it leaves for a person to decide: the one rule, for every caller.

Work is judged batch by batch, as it was published: a batch that would embed more texts than `APPROVAL_THRESHOLD` is
held back, the small batches before and after it are not. A document that changes again moves to its new batch.

A document that would bring more than `MAX_CHUNKS_PER_DOCUMENT` chunks is judged by itself, and the rest of its batch
without it. It is known by its content: a Yes holds for a copy of it and under another name, and not for another text.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from include.pipeline.approval.backlog import Backlog, agreed_alone, document_key
from include.pipeline.approval.gate import Gate
from include.pipeline.approval.recipe import Recipe
from include.pipeline.due import Due
from include.pipeline.plan import EmbeddingPlan, no_plan, plan_embeddings
from include.pipeline.scope import Scope


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

    @property
    def stands_apart(self) -> bool:
        """Whether a person at a terminal may say No to it, and all else goes on: a long document, or another model."""
        return self.long or bool(self.replaces)


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
    agreed: frozenset[str] = frozenset()
    """Keys of what somebody has agreed to, as far as it is not noted anywhere else that this was done."""
    candidate: EmbeddingPlan | None = None
    """All that another model or chunker would have, where somebody agreed to it and it is not served yet."""

    @property
    def keys(self) -> frozenset[str]:
        """Keys of all that is held back."""
        return self.waiting | {item.key for item in self.held}

    @property
    def plans(self) -> tuple[EmbeddingPlan, ...]:
        """What is done with the recipe in force, and then with that of the candidate."""
        return (self.plan, self.candidate) if self.candidate else (self.plan,)

    @property
    def costliest(self) -> EmbeddingPlan:
        """The plan that embeds most."""
        return max(self.plans, key=lambda plan: plan.embedded)

    @property
    def batches(self) -> frozenset[str]:
        """Batches that are held back."""
        return self.keys - {self.recipe.key}


def divide(backlog: Backlog, gate: Gate) -> Work:
    """Divide what is due by a gate: what may be done, what must be asked, what waits for an answer; reads nothing.

    Args:
        gate: at least as wide as the one with which the backlog was found; it may have more that is approved.
    """
    change = backlog.change
    recipe = backlog.recipe.under(gate) if change else backlog.recipe
    held: tuple[Held, ...] = (_held_change(change, recipe),) if change and recipe.pending else ()
    candidate = plan_embeddings(change) if change and recipe.is_candidate else None
    agreed = backlog.agreed | _agreed_now(recipe, gate)
    if backlog.due is None:
        return Work(no_plan(backlog.model, backlog.rows), recipe, held, backlog.waiting, agreed, candidate)
    plan = plan_embeddings(backlog.due)
    if recipe.follows:
        return Work(plan, recipe, held, backlog.waiting, agreed, candidate)
    long = _long(plan, backlog.due.scope, gate)
    large = _large(plan, backlog, gate, set().union(*long.values()))
    for key, ids in (*sorted(long.items()), *sorted(large.items())):
        held += (Held(key, _part(plan, ids), tuple(sorted(ids)), key in long),)
    if long or large:
        plan = plan_embeddings(backlog.due, {id_ for ids in (*long.values(), *large.values()) for id_ in ids})
    return Work(plan, recipe, held, backlog.waiting, agreed, candidate)


def _agreed_now(recipe: Recipe, gate: Gate) -> frozenset[str]:
    """Key of the wish where this gate agrees to it, and its collection does not say so yet."""
    now = recipe.differs and recipe.agreed and not recipe.candidate.agreed_at
    return gate.approved & {recipe.key} if now else frozenset()


def _held_change(change: Due, recipe: Recipe) -> Held:
    replaces = recipe.model.name if recipe.model else "the model in force, which is not there any more"
    return Held(recipe.key, plan_embeddings(change), tuple(sorted(change.scope.documents)), replaces=replaces)


def _new_chunks(plan: EmbeddingPlan, scope: Scope) -> dict[str, int]:
    """How many points each document brings that it did not have."""
    return Counter(row["document"] for row in plan.changed if row["point_id"] not in scope.chunks)


def _long(plan: EmbeddingPlan, scope: Scope, gate: Gate) -> dict[str, set[str]]:
    """Documents that bring too many chunks by themselves, by their key."""
    long: dict[str, set[str]] = defaultdict(set)
    for id_, chunks in _new_chunks(plan, scope).items():
        key = document_key(scope.documents[id_])
        if gate.document_chunks is not None and chunks > gate.document_chunks and key not in gate.approved:
            long[key].add(id_)
    return long


def _large(plan: EmbeddingPlan, backlog: Backlog, gate: Gate, long: Collection[str]) -> dict[str, set[str]]:
    """Batches that would embed too much, with those of their documents that need an embedding at all.

    Args:
        long: documents that are judged by themselves.
    """
    if gate.threshold is None or plan.embedded <= gate.threshold or backlog.due is None:
        return {}
    judged = backlog.due.documents.keys() - agreed_alone(backlog.due.scope, gate) - set(long)
    texts: dict[str, set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    for row in plan.rows.values():  # also rows that stay, whose embedding is gone
        if row["chunk_hash"] in plan.texts and row["document"] in judged:
            batch = backlog.batches[row["document"]]
            texts[batch].add(row["chunk_hash"])
            documents[batch].add(row["document"])
    limit = gate.threshold
    return {batch: documents[batch] for batch, new in texts.items() if len(new) > limit and batch not in gate.approved}


def _part(plan: EmbeddingPlan, documents: Collection[str]) -> EmbeddingPlan:
    """The plan of some of its documents, for its numbers."""
    changed = tuple(row for row in plan.changed if row["document"] in documents)
    rows = {id_: row for id_, row in plan.rows.items() if row["document"] in documents}
    hashes = {row["chunk_hash"] for row in rows.values()}
    texts = {hash_: text for hash_, text in plan.texts.items() if hash_ in hashes}
    return replace(
        plan, changed=changed, rows=rows, texts=texts, documents=len(documents), chunks_of_documents=len(rows)
    )
