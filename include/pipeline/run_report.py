"""What one run did, as a small HTML page that needs nothing else: no script, no font, no image, no other file.

Names of documents and reasons are escaped; no text of a document is in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from include.lake import report_page
from include.lake.queries import Row, commits
from include.lake.tables import Lake
from include.pipeline.approval.price import price
from include.provenance import Provenance
from include.settings import Settings

if TYPE_CHECKING:
    from include.pipeline.embed import EmbedReport
    from include.pipeline.store import StoreReport

HISTORY = 400
"""Commits of `embeddings` among which those of the run are looked for."""

LONGEST_PLACES = 120
"""Characters in which a report says where the rows of one document stand."""


def embedding_report(
    report: "EmbedReport", settings: Settings, lake: Lake, provenance: Provenance, seconds: float
) -> str:
    """Returns what a run of `generate_embeddings` changed, reused, embedded and could not do, and what that took.

    Args:
        report: of the step.
        settings: for the price.
        lake: the tables, whose commits say how long encoding took.
        provenance: of the run.
        seconds: of the whole step.
    """
    event, plan = report.event, report.plan
    counts = {
        "reused": int(event["embeddings_reused"]),
        "embedded": int(event["embeddings_generated"]),
        "deleted": int(event["embeddings_removed"]),
        "failed": int(event["embeddings_failed"]),
    }
    made = [commit for commit in commits(lake.open("embeddings"), HISTORY) if commit.get("run") == provenance.run]
    encoding = sum(float(commit.get("seconds", 0)) for commit in made)
    tokens = sum(int(commit.get("tokens", 0)) for commit in made)
    facts = {
        "batches": str(event["batch_ids"]) or "none; the model, the chunker or a repair",
        "model": f"{plan.model.name} ({plan.model.fingerprint}), {event['dimension']} dimensions",
        "version of chunks": str(event["version"]),
        "encoding, all processes": f"{encoding:.1f} s",
        "the committing task": f"{seconds:.1f} s",
        "tokens embedded, as the model counts them": f"{tokens:,}",
        "price": price(tokens, plan.model, settings),
    }
    return report_page.page(
        "Generate embeddings",
        provenance,
        report_page.bar(counts, "chunks"),
        _facts(facts),
        _rows_of_documents("Documents with new or changed chunks", plan.changed),
        report_page.table("Documents that could not be read", ("document", "why"), sorted(plan.failed.items())),
    )


def store_report(report: "StoreReport", provenance: Provenance, seconds: float) -> str:
    """Returns what a run of `update_vector_store` wrote, moved and deleted.

    Args:
        report: of the step.
        provenance: of the run.
        seconds: of the whole step.
    """
    changes, event = report.changes, report.event
    counts = {
        "written": int(event["vectors_upserted"]),
        "moved": int(event["vectors_updated_payload"]),
        "deleted": int(event["vectors_deleted"]),
    }
    facts = {
        "collection": str(event["collection"]),
        "version of chunks": str(event["version"]),
        "points now": f"{report.total:,}",
        "the step": f"{seconds:.1f} s",
    }
    return report_page.page(
        "Update the vector store",
        provenance,
        report_page.bar(counts, "points"),
        _facts(facts),
        _rows_of_documents("Points written", changes.upserts),
        _documents(
            "Points that only changed place or title", Counter(str(row["document"]) for row in changes.payloads)
        ),
        _documents("Points deleted", Counter(changes.deletes.values())),
    )


def _facts(facts: Mapping[str, str]) -> Markup:
    return report_page.table("Numbers", ("", ""), list(facts.items()))


def _documents(title: str, counts: Mapping[str, int]) -> Markup:
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return report_page.table(title, ("document", "number"), [(name, f"{count:,}") for name, count in rows])


def _rows_of_documents(title: str, rows: Iterable[Row]) -> Markup:
    """Of each document how many rows there are, and where they stand in it."""
    places: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: int(row["ordinal"])):
        places.setdefault(str(row["document"]), []).append(str(row["place"] or ""))
    told = sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    return report_page.table(
        title,
        ("document", "number", "place"),
        [(name, f"{len(found):,}", _in_few_words(found)) for name, found in told],
    )


def _in_few_words(places: Sequence[str]) -> str:
    return report_page.shortened(", ".join(dict.fromkeys(filter(None, places))), LONGEST_PLACES)
