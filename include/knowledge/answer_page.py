"""The answer to a question about users, as a page. Every text in it is escaped: people wrote it."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from include.knowledge.questions import Belief, BeliefChange, Knowledge
from include.lake.report_page import page, table
from include.provenance import Provenance

EXPLAINED = 5
"""Facts whose messages are shown."""


def knowledge_page(
    asked: Mapping[str, Any],
    knowledge: Knowledge,
    found: Sequence[Belief],
    changes: Sequence[BeliefChange],
    provenance: Provenance,
) -> str:
    """Returns what was asked, what is believed, which messages say so, and what changed."""
    words = ", ".join(f"{name} {value}" for name, value in asked.items() if value)
    none = Markup() if found or changes else Markup("<p>Nothing is known about that.</p>")
    return page(
        "What is believed",
        provenance,
        Markup("<p>{}</p>").format(words or "everything, newest first"),
        none,
        table("Facts", ("user", "fact", "since", "until", "messages", "id"), map(_cells, found)),
        *(_why(knowledge, belief) for belief in found[:EXPLAINED]),
        table("Changes", ("what", "user", "fact", "since"), map(_changed, changes)),
    )


def _cells(belief: Belief) -> tuple[str, ...]:
    who = f"{belief.name} ({belief.user})"
    return who, belief.text, belief.valid_from[:10], belief.valid_until[:10], str(belief.evidence), belief.id[:8]


def _why(knowledge: Knowledge, belief: Belief) -> Markup:
    reason = knowledge.why(belief.id)
    said = [(one.time[:10], one.thread, one.message, one.quote) for one in reason.sources]
    replaced = [(former.valid_from[:10], "took the place of", "", former.text) for former in reason.replaced]
    return table(f"Why: {belief.name} {belief.text}", ("day", "thread", "message", "words"), [*said, *replaced])


def _changed(change: BeliefChange) -> tuple[str, ...]:
    belief = change.belief
    return change.kind, f"{belief.name} ({belief.user})", belief.text, belief.valid_from[:10]
