"""Which documents are not served as the source has them, and why: what the next run of a step will do by itself.

Asks what the steps ask (the change feeds and what the collection says of itself), so it costs little and finds exactly
the work that simply has not been done yet. A new reason is a `Reason` and a function in `FINDERS`.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from deltalake import DeltaTable

from include.documents import open_source
from include.errors import SourceError, UnreadableDocument
from include.model import find_model
from include.pipeline import publish
from include.pipeline.plan import is_current
from include.pipeline.publications import HISTORY, Times, publications, published_between, waits_since
from include.pipeline.publish import READY, batch_name, known_documents
from include.pipeline.recipe import in_force
from include.pipeline.scope import changed_documents, chunk_rows, complete_until, published_in, rows_by_document
from include.pipeline.store import current_collection
from include.queries import newest_change
from include.settings import Settings
from include.store_state import StoreState
from include.tables import Lake

READ_AT_MOST = 100
"""Documents that are opened to see whether they can be read."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a document is not served as the source has it."""

    words: str
    overdue: bool = True
    """Whether somebody must be told when it takes too long."""


EMBEDDING = Reason("waiting for its embeddings")
STORE = Reason("waiting for the vector store")
INDEX = Reason("waiting for the search index")
UNDECIDED = Reason("waiting for a decision, or rejected", overdue=False)
UNREADABLE = Reason("cannot be read now")
QUARANTINED = Reason("quarantined", overdue=False)


@dataclass(frozen=True, slots=True)
class Stale:
    """A document that is not served as the source has it."""

    document: str
    reason: Reason
    since: datetime | None
    detail: str = ""


def stale_documents(settings: Settings, lake: Lake, state: StoreState, held: Collection[str] = ()) -> list[Stale]:
    """Every such document with the step it waits for first, newest first.

    Args:
        held: batches that a person was asked about.
    """
    found: dict[str, Stale] = {}
    for finder in FINDERS:
        for stale in finder(settings, lake, state):
            found.setdefault(stale.document, stale)
    if held:
        batches = published_in(lake.open("documents")) or {}
        undecided = {id_ for id_, version in batches.items() if batch_name(version) in held}
        found |= {
            id_: replace(found[id_], reason=UNDECIDED)
            for id_ in undecided & found.keys()
            if found[id_].reason == EMBEDDING
        }
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found.values(), key=lambda stale: (stale.since or oldest, stale.document), reverse=True)


def embedding_work(settings: Settings, lake: Lake) -> Times:
    """Documents whose chunks the next run of `generate_embeddings` makes or removes."""
    table, published = lake.open("chunks"), lake.open("documents")
    if published is None:
        return {}
    model = find_model(in_force(settings, table).embedding_model)
    scope = changed_documents(table, published, model)
    chunks = rows_by_document(scope.chunks.values())
    ready = {id_: row for id_, row in scope.documents.items() if row["status"] == READY}
    due = [id_ for id_, row in ready.items() if not is_current(chunks.get(id_, ()), row, model)]
    made = publications(published, complete_until(table, published, model))
    done = int(newest_change(table).get("documents_version", -1))
    embedded = {id_: rows[0]["document_sha256"] for id_, rows in chunks.items()}
    same = {id_ for id_ in due if embedded.get(id_) == ready[id_]["sha256"]}
    # With the same content it is the model or the chunker that changed; the tables do not know when.
    return {
        id_: None if id_ in same else waits_since(made.get(id_, ()), embedded.get(id_, ""), done)
        for id_ in (*due, *(id_ for id_ in chunks if id_ not in ready))
    }


def store_work(lake: Lake, state: StoreState) -> Times:
    """Documents whose points the next run of `update_vector_store` writes or deletes because `chunks` went on."""
    table = lake.open("chunks")
    found = state.collections.get(current_collection(table, state))
    if table is None:
        return {}
    told = found is not None and found.metadata.get("chunks_table") == str(table.metadata().id)
    return _published(lake, table, int(found.metadata["version"]) if told and found else -1, table.version())


def index_work(lake: Lake, state: StoreState) -> Times:
    """Documents whose points are written, and about which the next run of `rebuild_search_index` asks."""
    table = lake.open("chunks")
    collection = current_collection(table, state)
    found = state.collections.get(collection)
    if table is None or found is None:
        return {}
    version = int(found.metadata.get("version", -1))
    indexed = int(found.metadata.get("indexed_version", -1)) if state.served == collection else -1
    return _published(lake, table, indexed, version)


def _published(lake: Lake, table: DeltaTable, since: int, until: int) -> Times:
    """Documents of which `chunks` changed between two versions; of a table of which nothing is there yet, all."""
    if since >= until:
        return {}
    every = {row["document"] for row in chunk_rows(table).values()} if since < 0 else None
    return published_between(lake, table, since, until, every)


def _embedding(settings: Settings, lake: Lake, _state: StoreState) -> Iterable[Stale]:
    due = embedding_work(settings, lake)
    unreadable = _unreadable(settings, lake, list(due)[:READ_AT_MOST])
    for document, since in due.items():
        reason = UNREADABLE if document in unreadable else EMBEDDING
        yield Stale(document, reason, since, unreadable.get(document, ""))


def _unreadable(settings: Settings, lake: Lake, documents: list[str]) -> dict[str, str]:
    """Why documents that wait cannot be read, where that is so."""
    found: dict[str, str] = {}
    if not documents:
        return found
    known = known_documents(lake.open("documents"))
    try:
        source = open_source(settings.documents_uri, settings.max_document_bytes)
        for document in (id_ for id_ in documents if known.get(id_, {}).get("status") == READY):
            try:
                if hashlib.sha256(source.read(document)).hexdigest() != known[document]["sha256"]:
                    found[document] = "it has changed since it was published; the next batch brings it"
            except UnreadableDocument as error:
                found[document] = str(error)
    except SourceError as error:
        return dict.fromkeys(documents, str(error))
    return found


def _store(_settings: Settings, lake: Lake, state: StoreState) -> Iterable[Stale]:
    return [Stale(document, STORE, since) for document, since in store_work(lake, state).items()]


def _index(_settings: Settings, lake: Lake, state: StoreState) -> Iterable[Stale]:
    return [Stale(document, INDEX, since) for document, since in index_work(lake, state).items()]


def _quarantined(_settings: Settings, lake: Lake, _state: StoreState) -> Iterable[Stale]:
    table = lake.open("documents")
    known = known_documents(table, f"status = '{publish.QUARANTINED}'")
    made = publications(table, table.version() - HISTORY) if table and known else {}
    for id_, row in known.items():
        yield Stale(id_, QUARANTINED, max((one.time for one in made.get(id_, ())), default=None), row["reason"])


Finder = Callable[[Settings, Lake, StoreState], Iterable[Stale]]
FINDERS: list[Finder] = [_embedding, _store, _index, _quarantined]
