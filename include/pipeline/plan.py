"""What step 2 would do with what is due: the rows of `chunks` to write and remove, and the texts to embed.

Nothing is read here (`due` has read it), so the plan of some of the documents costs no more than their names.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from include.embedding.model import EmbeddingModel
from include.lake.known_documents import READY
from include.lake.queries import Row
from include.pipeline.due import Due, has_recipe, renamed
from include.pipeline.point_ids import rows_of_document
from include.pipeline.scope import Scope, rows_by_document


@dataclass(frozen=True, slots=True)
class EmbeddingPlan:
    """What a run would do."""

    model: EmbeddingModel
    changed: tuple[Row, ...]
    """Rows of `chunks` to write, whole."""
    removed: tuple[str, ...]
    """Point ids of rows to remove."""
    former: frozenset[str]
    """Documents that have the rows to write or remove now."""
    rows: Mapping[str, Row]
    """Rows of the compared documents as they will be, by point id."""
    total: int
    """Rows of the whole table as it will be."""
    texts: Mapping[str, str]
    """Texts without an embedding, by chunk hash."""
    documents: int
    """Documents whose chunks are made again."""
    chunks_of_documents: int
    failed: Mapping[str, str]
    """Documents that could not be read now, with the reason; their chunks stay as they are."""

    @property
    def embedded(self) -> int:
        return len(self.texts)

    @property
    def reused(self) -> int:
        """Chunks of changed documents whose text was known."""
        return self.chunks_of_documents - self.embedded


def no_plan(model: EmbeddingModel, rows: int) -> EmbeddingPlan:
    """Returns the plan that leaves a table of so many rows as it is."""
    return EmbeddingPlan(model, (), (), frozenset(), {}, rows, {}, 0, 0, {})


def plan_embeddings(due: Due, without: Collection[str] = ()) -> EmbeddingPlan:
    """Returns what would be done about everything that is due, or about some of it.

    Args:
        without: ids of documents that stay as they are.
    """
    model, scope = due.model, due.scope.without(without)
    before = scope.chunks
    documents = {id_: row for id_, row in due.documents.items() if id_ not in without}
    failed = {id_: reason for id_, reason in due.failed.items() if id_ not in without}
    after = _rows(due, scope, documents)
    wanted = {row["point_id"]: row for rows in after.values() for row in rows}
    changed = {id_: row for id_, row in wanted.items() if before.get(id_) != row}
    removed = before.keys() - wanted.keys()
    hashes = {row["chunk_hash"] for id_ in documents for row in after.get(id_, ())}
    return EmbeddingPlan(
        model=model,
        changed=tuple(changed.values()),
        removed=tuple(removed),
        former=frozenset(before[id_]["document"] for id_ in removed | (changed.keys() & before.keys())),
        rows=wanted,
        total=len(wanted) + scope.rest,
        texts={hash_: text for hash_, text in due.texts.items() if hash_ in hashes},
        documents=len(documents) - len(failed),
        chunks_of_documents=sum(len(after.get(id_, ())) for id_ in documents if id_ not in failed),
        failed=failed,
    )


def _rows(due: Due, scope: Scope, documents: Mapping[str, Row]) -> dict[str, Sequence[Row]]:
    """Rows of the compared documents as they will be, by document."""
    chunks = rows_by_document(scope.chunks.values())
    ready = {id_: row for id_, row in scope.documents.items() if row["status"] == READY}
    after: dict[str, Sequence[Row]] = {
        id_: rows for id_, rows in chunks.items() if id_ in ready and has_recipe(rows, due.model)
    }
    moved = renamed(documents, chunks, ready, due.model)
    for id_, rows in moved.items():
        after[id_] = [{**row, "document": id_, "title": documents[id_]["title"]} for row in rows]
    for id_, row in documents.items():
        if id_ in due.cut and id_ not in moved:
            after[id_] = rows_of_document(row, due.cut[id_], chunks.get(id_, ()), due.taken, due.model)
    return after | {id_: rows for id_, rows in due.kept.items() if id_ in documents}
