"""What one run did, as a small HTML page that needs nothing else: no script, no font, no image, no other file.

Names of documents and reasons are escaped; no text of a document is in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from include.pipeline.decision import price
from include.pipeline.embed import EmbedReport
from include.pipeline.store import StoreReport
from include.provenance import Provenance
from include.queries import commits
from include.settings import Settings
from include.tables import Lake

SHOWN = 100
"""Documents that are named."""
HISTORY = 400
"""Commits of `embeddings` among which those of the run are looked for."""
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --line: #8884; --muted: #7a8190; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: 0 } h2 { font-size: 1.05rem; margin-top: 2rem }
.note, th, .legend { color: var(--muted); font-size: .85rem }
.bar { display: flex; height: 1.1rem; border-radius: 4px; overflow: hidden; margin: .8rem 0 .4rem; background: #8882 }
.bar i { flex-basis: 0; min-width: 2px } .legend b { color: CanvasText }
.reused { background: #3b82f6 } .embedded, .written { background: #16a34a } .deleted { background: #ea580c }
.failed { background: #dc2626 } .moved { background: #8b5cf6 }
.legend span { margin-right: 1.2rem } .dot { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .3rem .6rem .3rem 0;
border-bottom: 1px solid var(--line); overflow-wrap: anywhere; vertical-align: top } td.n, th.n { text-align: right }
"""


def embedding_report(
    report: EmbedReport, settings: Settings, lake: Lake, provenance: Provenance, seconds: float
) -> str:
    """What a run of `generate_embeddings` changed, reused, embedded and could not do, and what that took.

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
        "price": price(tokens, settings),
    }
    return _page(
        "Generate embeddings",
        provenance,
        _bar(counts, "chunks"),
        _facts(facts),
        _documents("Documents with new or changed chunks", Counter(str(row["document"]) for row in plan.changed)),
        _table("Documents that could not be read", ("document", "why"), sorted(plan.failed.items())),
    )


def store_report(report: StoreReport, provenance: Provenance, seconds: float) -> str:
    """What a run of `update_vector_store` wrote, moved and deleted.

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
    return _page(
        "Update the vector store",
        provenance,
        _bar(counts, "points"),
        _facts(facts),
        _documents("Points written", Counter(str(row["document"]) for row in changes.upserts)),
        _documents(
            "Points that only changed place or title", Counter(str(row["document"]) for row in changes.payloads)
        ),
        _documents("Points deleted", Counter(changes.deletes.values())),
    )


def _page(title: str, provenance: Provenance, *parts: str) -> str:
    when = f"{provenance.time:%Y-%m-%d %H:%M:%S} UTC"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f'<p class="note">{escape(provenance.run)}, {when}</p>{"".join(parts)}</html>\n'
    )


def _bar(counts: Mapping[str, int], what: str) -> str:
    segments = "".join(f'<i class="{name}" style="flex-grow:{count}"></i>' for name, count in counts.items() if count)
    words = "".join(
        f'<span><i class="dot {name}"></i> {name} <b>{count:,}</b></span>' for name, count in counts.items()
    )
    return f'<div class="bar">{segments}</div><div class="legend">{words} {what}</div>'


def _facts(facts: Mapping[str, str]) -> str:
    return _table("Numbers", ("", ""), list(facts.items()))


def _documents(title: str, counts: Mapping[str, int]) -> str:
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _table(title, ("document", "number"), [(name, f"{count:,}") for name, count in rows])


def _table(title: str, names: Sequence[str], rows: Iterable[tuple[str, str]]) -> str:
    shown = list(rows)
    if not shown:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(f"<tr><td>{escape(one)}</td><td>{escape(other)}</td></tr>" for one, other in shown[:SHOWN])
    more = f'<p class="note">and {len(shown) - SHOWN:,} more</p>' if len(shown) > SHOWN else ""
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>{more}"
