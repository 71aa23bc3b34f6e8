"""The question that is put to a person before costly work."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from include.errors import BundleError
from include.lake.tables import Lake
from include.pipeline.approval import text
from include.pipeline.approval.candidate import set_aside
from include.pipeline.approval.price import price_of
from include.pipeline.approval.trial import Trial, try_candidate
from include.pipeline.approval.work import Held, Work
from include.settings import Settings
from include.vector_store.state import peek

log = logging.getLogger(__name__)
Illustrate = Callable[[Trial], Sequence[str]]
"""Keeps a page and a picture of a trial, and returns lines of Markdown that lead there."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, in Markdown."""

    key: str
    subject: str
    body: str
    stale: str
    """What stays as it is if the answer is No, in one line."""

    @property
    def for_operator(self) -> dict[str, str]:
        """Arguments of `Approval`."""
        return {"subject": self.subject, "body": self.body, "stale": self.stale}


def summary(work: Work, settings: Settings, lake: Lake) -> str:
    """Returns what a run will do, in one line."""
    plan = work.plan
    cost = price_of(plan.texts.values(), plan.model, settings) if plan.texts else ""
    waits = f"; waits for a decision: {', '.join(sorted(work.keys))}" if work.keys else ""
    return (
        f"plan: {text.documents(plan.documents)}, {plan.embedded:,} chunks to embed, {plan.reused:,} reused, "
        f"{len(plan.removed):,} removed; time: {text.estimate(text.measured_seconds(plan, lake))}"
        f"{f'; {cost}' if cost else ''}{waits}"
    )


def question(
    work: Work, settings: Settings, lake: Lake, illustrate: Illustrate = lambda _trial: (), key: str = ""
) -> Question | None:
    """Returns what to ask about a batch or a change; None where nothing of it has to be asked.

    A change of model or chunker is tried before on a few documents (see `trial`).

    Args:
        key: of what is held back; empty: the first.
    """
    for held in work.held:
        if key in ("", held.key):
            if held.replaces:
                return _change(held, work, settings, lake, illustrate)
            return _documents(held, settings, lake)
    return None


def _documents(held: Held, settings: Settings, lake: Lake) -> Question:
    """About a batch, or about one long document."""
    plan = held.plan
    if held.long:
        subject, about = f"Embed a document of {len(plan.changed):,} chunks?", text.long_document(held, settings)
        stays = text.plain(held.documents[0])
    else:
        subject = f"Embed {plan.embedded:,} chunks of {text.documents(plan.documents)}?"
        about, stays = text.batch(held, settings), f"{text.documents(len(held.documents))} of {held.key}"
    numbers = text.numbers(plan, settings, text.measured_seconds(plan, lake))
    parts = (about, numbers, text.answers_to_documents(held, settings), text.names(held))
    return Question(held.key, subject, text.joined(parts), f"stays as it is: {stays}")


def _change(held: Held, work: Work, settings: Settings, lake: Lake, illustrate: Illustrate) -> Question:
    plan, trial = held.plan, None
    try:
        trial = try_candidate(settings, lake, work.recipe.model, plan) if work.recipe.model else None
        shown = text.compared(trial, illustrate(trial)) if trial else text.NOT_COMPARED
    except BundleError as error:  # a candidate that cannot be loaded is worth knowing before a Yes
        log.warning("the candidate was not tried: %s", error)
        shown = [f"**The candidate could not be tried:** {text.plain(str(error))}"]
    seconds = plan.embedded / trial.a_second if trial and trial.a_second else text.measured_seconds(plan, lake)
    aside = text.set_aside_before(set_aside(settings, peek(settings)))
    numbers = text.numbers(plan, settings, seconds)
    parts = (text.change(held), numbers, shown, aside, text.answers_to_change(held, settings))
    same_model = work.recipe.model is not None and work.recipe.model.fingerprint == plan.model.fingerprint
    # Short: the list of required actions shows two lines of 25 characters.
    subject = f"Change the {'chunker' if same_model else 'embedding model'}? {plan.embedded:,} chunks"
    stale = f"stays as it is: nothing is stale: {held.replaces} stays in force, and changes of documents go on with it"
    return Question(held.key, subject, text.joined(filter(None, parts)), stale)
