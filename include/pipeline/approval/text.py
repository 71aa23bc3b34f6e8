"""What a person reads before a decision, in Markdown: what, why, how much, and what each answer means.

Names and questions come from documents and files, so nothing in them may be taken for Markdown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from include.durations import duration
from include.lake.queries import commits
from include.lake.tables import Lake
from include.pipeline.approval.price import price, price_of
from include.pipeline.approval.trial import ComparedQuestion, Trial
from include.pipeline.approval.work import Held
from include.pipeline.plan import EmbeddingPlan
from include.settings import Settings

SHOWN_DOCUMENTS = 15
SHOWN_LINES, SHOWN_CHARACTERS = 8, 100
"""A document is shown by so many lines, each of so many characters."""
MEASURED_COMMITS = 20
NOT_COMPARED = [
    "**Not tried before:** there is no golden question (GOLDEN_QUESTIONS) for documents short enough to try it on, the "
    "model in force is gone, or APPROVAL_THRESHOLD allows no embedding."
]
Lines = Sequence[str]


def batch(held: Held, settings: Settings) -> Lines:
    """Returns what a large batch is, and why somebody is asked."""
    plan = held.plan
    return [
        f"**What:** {held.key} brings {plan.embedded:,} new chunks in {documents(plan.documents)}, to be embedded with "
        f"{plain(model_name(plan.model.name))}.",
        "",
        f"**Why you are asked:** without asking, a batch may embed {settings.approval_threshold:,} chunks "
        "(APPROVAL_THRESHOLD).",
    ]


def long_document(held: Held, settings: Settings) -> Lines:
    """Returns what a document is that brings many chunks by itself, why somebody is asked, and how it begins."""
    plan, copies = held.plan, len(held.documents) - 1
    model = plain(model_name(plan.model.name))
    new = f"{len(plan.changed):,} new chunks of {plan.embedded:,} new texts"
    also = f", and {documents(copies)} with the same content" if copies else ""
    return [
        f"**What:** `{plain(held.documents[0])}`{also}: {new}, to be embedded with {model}. "
        "The rest of its batch goes on without it.",
        "",
        f"**Why you are asked:** without asking, a document may bring {settings.max_chunks_per_document:,} chunks "
        "(MAX_CHUNKS_PER_DOCUMENT).",
        *(["", "**It begins:**", "", *shown] if (shown := first_lines(held)) else []),
    ]


def held_line(held: Held, settings: Settings) -> str:
    """Returns what is held back and why in one line, for a terminal."""
    if held.long:
        most = f"{settings.max_chunks_per_document:,} (MAX_CHUNKS_PER_DOCUMENT)"
        return f"{plain(held.documents[0])} would bring {len(held.plan.changed):,} chunks, more than {most}"
    what = f"{held.plan.embedded:,} chunks of {documents(held.plan.documents)} would be embedded"
    if cost := price_of(held.plan.texts.values(), held.plan.model, settings):
        what += f" ({cost})"
    if held.replaces:
        model, replaced = (plain(model_name(name)) for name in (held.plan.model.name, held.replaces))
        return f"{what}; {model} with the present chunker would replace {replaced}"
    return f"{what}; {held.key} may embed {settings.approval_threshold:,} (APPROVAL_THRESHOLD)"


def first_lines(held: Held) -> Lines:
    """Says how a document begins, as far as its texts are not embedded already; nothing in it is taken for Markdown."""
    rows = sorted(held.plan.changed, key=lambda row: int(row["ordinal"]))
    texts = (held.plan.texts[row["chunk_hash"]] for row in rows if row["chunk_hash"] in held.plan.texts)
    lines = [line.strip() for line in next(texts, "").splitlines() if line.strip()]
    return [f"- `{plain(line[:SHOWN_CHARACTERS])}`" for line in lines[:SHOWN_LINES]]


def change(held: Held) -> Lines:
    """Returns what a change of model or chunker is, and why somebody is asked."""
    model = held.plan.model
    candidate, live = (plain(model_name(name)) for name in (model.name, held.replaces))
    return [
        f"**What:** every document is embedded again, with **{candidate}** (`{model.fingerprint}`, chunker "
        f"`{model.chunker_fingerprint}`) in place of **{live}**. A new collection is filled beside the one that is "
        "served; it is served when it passes the golden questions.",
        "",
        "**Why you are asked:** the settings (EMBEDDING_MODEL) name another model or chunker than is in force, and all "
        "answers would change.",
    ]


def set_aside_before(failed: Mapping[str, str]) -> Lines:
    """Says which models were agreed to before and failed the golden questions; nothing where there is none."""
    return [f"**Tried before:** {plain(name)}: {escaped(words)}" for name, words in failed.items()]


def numbers(plan: EmbeddingPlan, settings: Settings, seconds: float | None) -> Lines:
    """Returns a table. Tokens are counted; seconds are estimated from what was measured."""
    tokens = plan.model.tokens(plan.texts.values())
    return [
        "| how much | |",
        "|---|---|",
        f"| documents | {plan.documents:,} |",
        f"| chunks to embed | {plan.embedded:,} |",
        f"| chunks reused | {plan.reused:,} |",
        f"| tokens | {tokens:,} |",
        f"| time | {estimate(seconds)} |",
        f"| price | {price(tokens, plan.model, settings)} |",
    ]


def answers_to_documents(held: Held, settings: Settings) -> Lines:
    """Returns what each answer means for a batch, or for one long document."""
    if held.long:
        chunks, yes, no, until = len(held.plan.changed), "the document", "the document stays as it is", "it changes"
    else:
        chunks, yes, until = held.plan.embedded, "the documents", "they change again"
        no = "these documents stay as they are"
    return _answers(
        f"these {chunks:,} chunks are embedded; then {yes} can be searched",
        f"{no} in the index, stale or missing, until {until} or somebody triggers "
        "`generate_embeddings` with *Ask again*. Other changes are not held up",
        settings,
    )


def answers_to_change(held: Held, settings: Settings) -> Lines:
    """Returns what each answer means for a change of model or chunker."""
    return _answers(
        "the new collection is filled; until it passes the golden questions the old one is served and follows the "
        f"source, and it is kept for {settings.collection_grace_days} days after (`roll_back`). One that fails is set "
        "aside",
        f"everything stays as it is; {plain(model_name(held.replaces))} goes on serving every change of a document",
        settings,
    )


def _answers(yes: str, no: str, settings: Settings) -> Lines:
    return [
        "| answer | what happens |",
        "|---|---|",
        f"| **Approve** | {yes} |",
        f"| **Reject** | {no} |",
        f"| none in {settings.approval_hours:g} h | the same as Reject |",
    ]


def compared(trial: Trial, illustration: Lines) -> Lines:
    """Says how the candidate did: in a sentence, a picture, and the questions that it answers otherwise."""
    live, candidate = trial.first
    asked = len(trial.answers)
    other = [answer for answer in trial.answers if answer.live[0] != answer.candidate[0] or len({*answer.places}) > 1]
    rows = [_row(answer) for answer in sorted(other, key=lambda answer: answer.places[0] - answer.places[1])]
    head = ["| question | document that answers it | its place, live | with the candidate |", "|---|---|---|---|"]
    alike = f"{asked - len(other)} of {asked} questions are answered alike." if rows else "All are answered alike."
    return [
        f"**Live against candidate:** the document that answers comes first for **{live} of {asked}** golden questions "
        f"live, for **{candidate} of {asked}** with the candidate.",
        "",
        *illustration,
        "",
        *(head if rows else ()),
        *rows,
        "",
        f"{alike} Asked over {documents(trial.documents)}, the same for both; to try it, the candidate has "
        f"embedded {trial.embedded:,} texts in {trial.seconds:.0f} s, and nothing of that is kept.",
    ]


def _row(answer: ComparedQuestion) -> str:
    live, candidate = (
        str(place) if place == 1 else f"{place}, after `{plain(found[0])}`"
        for place, found in zip(answer.places, (answer.live, answer.candidate), strict=True)
    )
    return f"| {escaped(answer.question)} | `{plain(answer.wanted)}` | {live} | {candidate} |"


def names(held: Held) -> Lines:
    """Returns documents of a batch."""
    shown = [f"- `{plain(name)}`" for name in held.documents[:SHOWN_DOCUMENTS]]
    more = len(held.documents) - len(shown)
    return ["Documents:", "", *shown, *([f"- and {more:,} more"] if more else [])]


def joined(parts: Iterable[Lines]) -> str:
    """Returns paragraphs as one text."""
    return "\n\n".join("\n".join(lines) for lines in parts)


def plain(name: str) -> str:
    """Returns a name that neither Markdown nor a template can take for more than a name."""
    return "".join(letter if letter.isprintable() and letter not in "`{}<>|" else "·" for letter in name)


def model_name(name: str) -> str:
    """Returns the name of a model; of one that is a folder, the end of its path."""
    return "/".join(Path(name).parts[-2:]) if Path(name).is_absolute() else name


def escaped(text: str) -> str:
    """Returns a text outside of backticks, with nothing in it that Markdown knows."""
    return re.sub(r"([\\*_\[\]()#!~&])", r"\\\1", plain(text))


def documents(count: int) -> str:
    """Returns documents, with their number."""
    return f"{count:,} document{'s' if count != 1 else ''}"


def measured_seconds(plan: EmbeddingPlan, lake: Lake) -> float | None:
    """Estimates seconds of embedding in one process from the last commits; None where nothing was embedded yet."""
    made = [commit for commit in commits(lake.open("embeddings"), MEASURED_COMMITS) if "seconds" in commit]
    texts, seconds = (sum(float(commit[name]) for commit in made) for name in ("texts", "seconds"))
    return plan.embedded * seconds / texts if texts else None


def estimate(seconds: float | None) -> str:
    """Returns an estimated time, in words."""
    return "not measured here yet" if seconds is None else f"about {duration(seconds)}"
