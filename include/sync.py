"""The four steps in one process, without Airflow: `python -m include.sync`."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from include import command_line
from include.errors import ApprovalNeeded
from include.model import find_model
from include.pipeline import (
    EmbeddingPlan,
    Progress,
    Provenance,
    Work,
    generate_embeddings,
    maintain_tables,
    publish_documents,
    rebuild_search_index,
    require_place,
    update_vector_store,
)
from include.pipeline.compare import PointChanges, compare
from include.pipeline.decision_text import first_lines, long_line
from include.pipeline.plan import plan_embeddings
from include.pipeline.publish import PublishPlan, known_documents, plan_documents
from include.pipeline.recipe import Gate, find_recipe
from include.pipeline.scope import chunk_rows, every_document
from include.pipeline.store import is_synced
from include.pipeline.work import Held, new_chunks
from include.settings import Settings
from include.store_state import peek
from include.sync_result import Result, show_result
from include.tables import Lake
from include.vector_store import open_store, opened_once

MANY_TEXTS = 1000
"""After embedding more than this the tables are compacted at once; Airflow does it once a day."""
Approve = Callable[[Work], None]
AgreeTo = Callable[[Held], bool]
"""Whether a long document may be embedded."""


def _any(_held: Held) -> bool:
    return True


def sync(settings: Settings, approve: Approve, progress: Progress, agree_to: AgreeTo = _any) -> Result:
    """Bring tables, vectors and index up to the source; returns what `--json` prints.

    Args:
        agree_to: is shown each document of more than MAX_CHUNKS_PER_DOCUMENT chunks, after the others are embedded.
    """
    lake, provenance = Lake(settings.lake_uri), Provenance()
    seconds = _Seconds()
    documents = publish_documents(settings, lake, provenance)
    seconds.lap("documents")

    def agree(work: Work) -> None:
        require_place(settings, work.plan.model)
        approve(work)

    gate = Gate(document_chunks=settings.max_chunks_per_document)
    report = generate_embeddings(settings, lake, provenance, progress, agree, gate)
    chunks, long = report.plan, report.work.held
    if agreed := {held.key for held in long if agree_to(held)}:
        gate = replace(gate, approved=frozenset(agreed))
        chunks = _both(chunks, generate_embeddings(settings, lake, provenance, progress, agree, gate).plan)
    seconds.lap("chunks")
    with opened_once():
        vectors = update_vector_store(settings, lake, provenance, progress=progress)
        seconds.lap("vectors")
        rebuild_search_index(settings, lake, provenance)
        seconds.lap("index")
    if chunks.embedded > MANY_TEXTS:
        maintain_tables(lake)
        seconds.lap("maintenance")
    return _result(documents.plan, chunks, vectors.changes, vectors.total, seconds)


def _both(first: EmbeddingPlan, second: EmbeddingPlan) -> EmbeddingPlan:
    """What was done in two parts, for its numbers."""
    many = first.chunks_of_documents + second.chunks_of_documents
    return replace(second, texts={**first.texts, **second.texts}, chunks_of_documents=many)


def plan(settings: Settings) -> Result:
    """What `sync` would do, in the same shape; writes nothing."""
    lake, seconds = Lake(settings.lake_uri), _Seconds()
    documents = plan_documents(settings, known_documents(lake.open("documents")))
    seconds.lap("documents")
    table = lake.open("chunks")
    model = find_recipe(settings, table).model or find_model(settings.embedding_model)
    scope = every_document(documents.documents, table)
    chunks = plan_embeddings(settings, lake, model, scope, table)
    seconds.lap("chunks")
    require_place(settings, chunks.model)
    state = peek(settings)
    collection = state.name_for(chunks.model.fingerprint, chunks.model.chunker_fingerprint)
    found = state.collections.get(collection)
    if found is None or table is None:
        points: dict[str, Any] = {}
    elif is_synced(found, table):
        points = chunk_rows(table)
    else:
        with open_store(settings) as store:
            points = store.payloads(collection)
    changes = compare(chunks.rows, points)
    seconds.lap("vectors")
    limit = settings.max_chunks_per_document
    long = {id_: count for id_, count in new_chunks(chunks, scope).items() if count > limit}
    return _result(documents, chunks, changes, len(chunks.rows), seconds) | ({"long_documents": long} if long else {})


class _Seconds:
    """A stopwatch with laps."""

    def __init__(self) -> None:
        self._begun = self._last = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round(now - self._last, 3)
        self.laps["total"] = round(now - self._begun, 3)
        self._last = now


def _result(
    documents: PublishPlan, chunks: EmbeddingPlan, vectors: PointChanges, points: int, seconds: _Seconds
) -> Result:
    return {
        "documents": {
            "added": documents.added,
            "changed": documents.changed,
            "removed": len(documents.removed),
            "unchanged": documents.unchanged,
            "quarantined": documents.quarantined,
            "total": len(documents.documents),
        },
        "chunks": {"total": chunks.total, "embedded": chunks.embedded, "reused": chunks.reused},
        "vectors": {
            "upserted": len(vectors.upserts),
            "updated_payload": len(vectors.payloads),
            "deleted": len(vectors.deletes),
            "total": points,
        },
        "seconds": seconds.laps,
    }


def _approval(settings: Settings, yes: bool, ask: bool) -> Approve:
    def approve(work: Work) -> None:
        plan, replaced = work.plan, work.recipe.replaced
        if yes or (plan.embedded <= settings.approval_threshold and not replaced):
            return
        question = f"{plan.embedded:,} chunks of {plan.documents:,} documents would be embedded"
        if replaced:
            reason = f"{plan.model.name} with the present chunker would replace {replaced}"
        else:
            reason = f"APPROVAL_THRESHOLD is {settings.approval_threshold:,}"
        if ask:
            from rich.prompt import Confirm

            if Confirm.ask(f"{question} ({reason}). Go on?", default=False):
                return
        raise ApprovalNeeded(f"{question}; {reason}. Nothing was embedded; approve with --yes")

    return approve


@dataclass
class _LongDocuments:
    """Asks on a terminal whether a long document may be embedded; else remembers what has to be said at the end."""

    settings: Settings
    yes: bool
    ask: bool
    undecided: list[str] = field(default_factory=list)

    def __call__(self, held: Held) -> bool:
        if self.yes:
            return True
        line = long_line(held.documents[0], len(held.plan.changed), self.settings)
        if self.ask:
            from rich.prompt import Confirm

            print(f"{line}. It begins:", *first_lines(held), sep="\n", file=sys.stderr)
            if Confirm.ask("Embed it?", default=False):
                return True
        self.undecided.append(line)
        return False

    def require(self) -> None:
        """Raise when somebody has to decide.

        Raises:
            ApprovalNeeded: everything else is done.
        """
        if self.undecided:
            raise ApprovalNeeded(f"{'; '.join(self.undecided)}. Not embedded, all else is done; approve with --yes")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m include.sync", description="Bring tables, vectors and index up to the source."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done; write nothing")
    parser.add_argument("--yes", action="store_true", help="approve any number of chunks, also of one document")
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    if arguments.dry_run:
        result = plan(settings)
        for document, chunks in () if arguments.yes else result.get("long_documents", {}).items():
            print(f"would be asked: {long_line(document, chunks, settings)}", file=sys.stderr)
    else:
        ask = sys.stdin.isatty() and sys.stderr.isatty() and not arguments.json
        long = _LongDocuments(settings, arguments.yes, ask)
        with command_line.progress_bar() as progress:
            result = sync(settings, _approval(settings, arguments.yes, ask), progress, long)
    if arguments.json:
        print(json.dumps(result))
    else:
        show_result(result, arguments.dry_run)
    if not arguments.dry_run:
        long.require()
    return 0


if __name__ == "__main__":
    command_line.run(main)
