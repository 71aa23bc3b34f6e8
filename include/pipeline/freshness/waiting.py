"""Finds documents that are not served as the source has them, and why: what the next run will do by itself.

Asks what the steps ask (the change feeds and what the collection says of itself), so it costs little and finds exactly
the work that simply has not been done yet. A new reason is a code in `reasons` and a function in `FINDERS`.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from deltalake import DeltaTable

from include.embedding.model import find_model
from include.errors import SourceError, UnreadableDocument
from include.lake.known_documents import QUARANTINED, READY, is_gone, known_documents, stale_rows
from include.lake.queries import Row, among, newest_change
from include.lake.tables import Lake
from include.pipeline.approval.asked import APPROVED, REJECTED, Asked
from include.pipeline.approval.backlog import DOCUMENT, document_key
from include.pipeline.approval.recipe import in_force
from include.pipeline.document_rows import published_content
from include.pipeline.due import is_current, unembedded_documents
from include.pipeline.freshness.publications import HISTORY, Times, publications, published_between, waits_since
from include.pipeline.freshness.reasons import Reason, Stale
from include.pipeline.publish import batch_name
from include.pipeline.scope import changed_documents, chunk_rows, complete_until, published_in, rows_by_document
from include.pipeline.store import current_collection
from include.settings import Settings
from include.sources.documents import open_source
from include.sources.observation import Contents
from include.vector_store.collection import StoreState

READ_AT_MOST = 100
"""Documents that are opened to see whether they can be read."""


def stale_documents(
    settings: Settings,
    lake: Lake,
    state: StoreState,
    asked: Mapping[str, Asked] = MappingProxyType({}),
    source: Contents | None = None,
) -> list[Stale]:
    """Returns every such document with the step it waits for first, newest first.

    Args:
        asked: what a person was asked, by batch.
        source: what the source holds now; without, nobody tells what is not published yet.
    """
    found = {stale.document: stale for stale in unpublished(lake, source)} if source else {}
    for finder in FINDERS:
        for stale in finder(settings, lake, state):
            found.setdefault(stale.document, stale)
    if asked:
        published = lake.open("documents")
        batches = published_in(published) or {}
        rows = known_documents(published) if any(key.startswith(DOCUMENT) for key in asked) else {}
        alone = {id_: asked[key] for id_, row in rows.items() if (key := document_key(row)) in asked}
        for id_, version in batches.items():
            question = alone.get(id_) or asked.get(batch_name(version))
            if question and id_ in found and found[id_].reason == Reason.EMBEDDING:
                found[id_] = _undecided(found[id_], question)
        found |= {id_: _asked_about(stale, asked) for id_, stale in found.items() if stale.is_gone}
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found.values(), key=lambda stale: (stale.since or oldest, stale.document), reverse=True)


def unpublished(lake: Lake, source: Contents) -> list[Stale]:
    """Returns documents that the source has otherwise than the table `documents`, or not any more, or only it has.

    Since when: a file's change of content, name or rights; an object's upload. Of what is gone nobody knows.
    """
    known = known_documents(lake.open("documents"))
    missed = {id_ for id_, row in known.items() if is_gone(row)}
    differ = {id_ for id_, content in source.by_id.items() if _differs(known.get(id_), content)}
    changed = [Stale(item.id, Reason.PUBLISHING, item.placed) for item in source.listed if item.id in differ]
    gone = [Stale(id_, Reason.PUBLISHING, None, is_gone=True) for id_ in known.keys() - source.by_id.keys() - missed]
    return changed + gone


def _differs(row: Row | None, content: str) -> bool:
    return row is None or is_gone(row) or published_content(row) != content


def _undecided(stale: Stale, question: Asked) -> Stale:
    """What was approved waits for its embeddings since the Yes."""
    if question.answer == APPROVED:
        return replace(stale, since=question.answered_at or stale.since)
    if question.answer == REJECTED:
        return replace(stale, reason=Reason.DECLINED, said="", asked=question)
    return replace(stale, reason=Reason.UNDECIDED, said="", asked=question)


def _asked_about(stale: Stale, asked: Mapping[str, Asked]) -> Stale:
    """The deletion that a person was asked about, where it is known in which run."""
    question = next((item for item in asked.values() if item.is_deletion and not item.answer), None)
    if question is None or stale.reason != Reason.UNDECIDED:
        return stale
    return replace(stale, asked=question)


def embedding_work(settings: Settings, lake: Lake) -> Times:
    """Returns documents whose chunks the next run of `generate_embeddings` makes or removes."""
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
    """Returns documents whose points `update_vector_store` writes or deletes next because `chunks` went on."""
    table = lake.open("chunks")
    found = state.collections.get(current_collection(table, state))
    if table is None:
        return {}
    told = found is not None and found.notes.chunks_table == str(table.metadata().id)
    return _published(lake, table, found.notes.version if told and found else -1, table.version())


def index_work(lake: Lake, state: StoreState) -> Times:
    """Returns documents whose points are written, and about which the next run of `rebuild_search_index` asks."""
    table = lake.open("chunks")
    collection = current_collection(table, state)
    found = state.collections.get(collection)
    if table is None or found is None:
        return {}
    version = found.notes.version
    indexed = found.notes.indexed_version if state.served == collection else -1
    return _published(lake, table, indexed, version)


def _published(lake: Lake, table: DeltaTable, since: int, until: int) -> Times:
    """Documents of which `chunks` changed between two versions; of a table of which nothing is there yet, all."""
    if since >= until:
        return {}
    every = {row["document"] for row in chunk_rows(table).values()} if since < 0 else None
    return published_between(lake, table, since, until, every)


def _lost(_settings: Settings, lake: Lake, state: StoreState) -> Iterable[Stale]:
    """What step 3 had to leave, and leaves again: it cannot be written before its embeddings are there."""
    table = lake.open("chunks")
    found = state.collections.get(current_collection(table, state))
    if found and found.notes.unfinished:
        for document in unembedded_documents(lake, chunk_rows(table)):
            yield Stale(document, Reason.STORE, None, "an embedding of it is lost; run verify --repair")


def _kept(_settings: Settings, lake: Lake, _state: StoreState) -> Iterable[Stale]:
    """Early: what is kept is not late, whatever else is to be done about it."""
    stale = stale_rows(lake.open("documents"))
    rows = chunk_rows(lake.open("chunks"), among("document", stale)).values() if stale else ()
    served = {row["document"] for row in rows}
    for id_, row in stale.items():
        since = datetime.fromisoformat(row["stale_since"])
        if not is_gone(row):
            reason = Reason.KEPT if id_ in served else Reason.UNREADABLE
            yield Stale(id_, reason, since, row["stale_reason"])
        elif row["deletion_declined"]:
            yield Stale(id_, Reason.DECLINED, since, row["deletion_declined"], is_gone=True)
        else:
            yield Stale(id_, Reason.UNDECIDED, since, is_gone=True)


def _embedding(settings: Settings, lake: Lake, _state: StoreState) -> Iterable[Stale]:
    due = embedding_work(settings, lake)
    unreadable = _unreadable(settings, lake, list(due)[:READ_AT_MOST])
    for document, since in due.items():
        reason = Reason.UNREADABLE if document in unreadable else Reason.EMBEDDING
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
    return [Stale(document, Reason.STORE, since) for document, since in store_work(lake, state).items()]


def _index(_settings: Settings, lake: Lake, state: StoreState) -> Iterable[Stale]:
    return [Stale(document, Reason.INDEX, since) for document, since in index_work(lake, state).items()]


def _quarantined(_settings: Settings, lake: Lake, _state: StoreState) -> Iterable[Stale]:
    table = lake.open("documents")
    known = known_documents(table, f"status = '{QUARANTINED}'")
    made = publications(table, table.version() - HISTORY) if table and known else {}
    for id_, row in known.items():
        since = max((one.time for one in made.get(id_, ())), default=None)
        yield Stale(id_, Reason.QUARANTINED, since, row["reason"])


Finder = Callable[[Settings, Lake, StoreState], Iterable[Stale]]
FINDERS: list[Finder] = [_lost, _kept, _embedding, _store, _index, _quarantined]
