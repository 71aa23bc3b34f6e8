"""The answer to a question about users, as a page. Every text in it is escaped: people wrote it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from include.knowledge.questions import Belief, Change, Knowledge
from include.provenance import Provenance
from include.report_page import page, table

EXPLAINED = 5
"""Facts whose messages are shown."""


def answer_page(
    asked: Mapping[str, Any],
    knowledge: Knowledge,
    found: Sequence[Belief],
    changes: Sequence[Change],
    provenance: Provenance,
) -> str:
    """Returns what was asked, what is believed, which messages say so, and what changed."""
    words = ", ".join(f"{name} {value}" for name, value in asked.items() if value)
    none = "" if found or changes else "<p>Nothing is known about that.</p>"
    return page(
        "What is believed",
        provenance,
        f"<p>{escape(words) or 'everything, newest first'}</p>",
        none,
        table("Facts", ("user", "fact", "since", "until", "messages", "id"), map(_cells, found)),
        *(_why(knowledge, belief) for belief in found[:EXPLAINED]),
        table("Changes", ("what", "user", "fact", "since"), map(_changed, changes)),
    )


def _cells(belief: Belief) -> tuple[str, ...]:
    who = f"{belief.name} ({belief.user})"
    return who, belief.text, belief.valid_from[:10], belief.valid_until[:10], str(belief.evidence), belief.id[:8]


def _why(knowledge: Knowledge, belief: Belief) -> str:
    reason = knowledge.why(belief.id)
    said = [(one.time[:10], one.thread, one.message, one.quote) for one in reason.sources]
    replaced = [(former.valid_from[:10], "took the place of", "", former.text) for former in reason.replaced]
    return table(f"Why: {belief.name} {belief.text}", ("day", "thread", "message", "words"), [*said, *replaced])


def _changed(change: Change) -> tuple[str, ...]:
    belief = change.belief
    return change.kind, f"{belief.name} ({belief.user})", belief.text, belief.valid_from[:10]
