"""What could be asked: every combination of concepts with every template and every model, each with a stable id.

An id says what a task is about, its fingerprint what would be asked: an edited template changes the fingerprints of the
tasks that use it and of those that build on them, and no id.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from string import Template

from include.generation.sources import Catalogue, Concept, ModelChoice, PromptTemplate

VERSION = "v1"
"""Version of the way ids are made; another way would make every task new."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Concepts that are asked about together."""

    id: str
    concepts: tuple[str, ...]
    text: str
    """All of them, as a prompt shows them."""

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.text)


@dataclass(frozen=True, slots=True)
class GenerationTask:
    """One question to one model."""

    id: str
    stage: str
    """`link`, `essay` or `evaluation`."""
    combination: str
    parent: str
    """Id of the task whose answer the prompt needs; empty for a link."""
    template: str
    model: ModelChoice
    prompt: str
    """The text of the template, with the place for the parent's answer, `$links` or `$essay`, where it needs one."""
    fingerprint: str
    """Identifies all that is asked, the parent's question included."""


def combine(concepts: Sequence[Concept], size: int) -> list[Combination]:
    """Returns every combination of `size` concepts."""
    found = []
    for chosen in combinations(sorted(concepts, key=lambda concept: concept.id), size):
        ids = tuple(concept.id for concept in chosen)
        text = "\n\n".join(concept.text for concept in chosen)
        found.append(Combination(f"combo_{VERSION}_{fingerprint(*ids)[:12]}", ids, text))
    return found


def link_tasks(found: Iterable[Combination], catalogue: Catalogue) -> list[GenerationTask]:
    """Returns each combination, with each template, for each model that generates."""
    return [
        _task("link", combination, None, template, model)
        for combination in found
        for template in catalogue.link_templates
        for model in catalogue.models
        if model.for_generation
    ]


def essay_tasks(
    links: Iterable[GenerationTask], found: Iterable[Combination], catalogue: Catalogue
) -> list[GenerationTask]:
    """Returns each link, with each template, for the model that wrote the link."""
    by_id = {combination.id: combination for combination in found}
    return [
        _task("essay", by_id[link.combination], link, template, link.model)
        for link in links
        for template in catalogue.essay_templates
    ]


def evaluation_tasks(
    essays: Iterable[GenerationTask], found: Iterable[Combination], catalogue: Catalogue
) -> list[GenerationTask]:
    """Returns each essay, with each template, for each model that judges."""
    by_id = {combination.id: combination for combination in found}
    return [
        _task("evaluation", by_id[essay.combination], essay, template, model)
        for essay in essays
        for template in catalogue.evaluation_templates
        for model in catalogue.models
        if model.for_evaluation
    ]


def fingerprint(*parts: str) -> str:
    """Returns 16 hexadecimal digits that stand for texts in their order."""
    whole = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:16]


def question_fingerprint(prompt: str, model: str, provider: str, above: str) -> str:
    """Returns the fingerprint of what a task asks: its prompt and model, and what the task before it asks."""
    return fingerprint(prompt, model, provider, above)


def _task(
    stage: str, combination: Combination, parent: GenerationTask | None, template: PromptTemplate, model: ModelChoice
) -> GenerationTask:
    # The text of a concept is no template: a `$` in it stays a `$` when the parent's answer is filled in later.
    text = combination.text.replace("$", "$$") if parent else combination.text
    prompt = Template(template.text).safe_substitute(concepts=text)
    asked = question_fingerprint(prompt, model.id, model.provider, parent.fingerprint if parent else "")
    # An essay is written by the model of its link, which is named there.
    own = (template.id,) if stage == "essay" else (template.id, model.id)
    id_ = "_".join((parent.id if parent else combination.id, *own))
    return GenerationTask(id_, stage, combination.id, parent.id if parent else "", template.id, model, prompt, asked)
