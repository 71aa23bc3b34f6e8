"""A small HTML page that needs nothing else: no script, no font, no other file. Every text is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from include.provenance import Provenance

SHOWN = 100
"""Rows of a table."""
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
border-bottom: 1px solid var(--line); overflow-wrap: anywhere; vertical-align: top; white-space: pre-line }
td.n, th.n { text-align: right }
"""


def page(title: str, provenance: Provenance, *parts: str) -> str:
    """A whole page of parts that are HTML already."""
    when = f"{provenance.time:%Y-%m-%d %H:%M:%S} UTC"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f'<p class="note">{escape(provenance.run)}, {when}</p>{"".join(parts)}</html>\n'
    )


def bar(counts: Mapping[str, int], what: str) -> str:
    """Counts as one bar, with a legend."""
    segments = "".join(f'<i class="{name}" style="flex-grow:{count}"></i>' for name, count in counts.items() if count)
    words = "".join(
        f'<span><i class="dot {name}"></i> {name} <b>{count:,}</b></span>' for name, count in counts.items()
    )
    return f'<div class="bar">{segments}</div><div class="legend">{words} {what}</div>'


def table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with its title; nothing where there are no rows."""
    shown = list(rows)
    if not shown:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in shown[:SHOWN])
    more = f'<p class="note">and {len(shown) - SHOWN:,} more</p>' if len(shown) > SHOWN else ""
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>{more}"


def shortened(text: str, longest: int) -> str:
    """A text as one line of so many characters at most; of a long word, too, something is left."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
