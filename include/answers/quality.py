"""How good answers are, and whether that is worse than it was. Records and arithmetic: reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

MARGIN = 0.05
"""Worse by more than this is a failure: of the sample's 40 questions three. One or two may change with a page that was
rewritten well."""


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What became of a golden question."""

    question: str
    document: str
    """The document that answers it."""
    found: bool
    """It is among the passages."""
    answered: bool
    correct: bool
    """Every quote stands in its source as it is now, and the first citation is of the right document."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good the answers are at one state of the corpus."""

    corpus_version: str
    model: str
    outcomes: tuple[QuestionOutcome, ...]

    @property
    def recall(self) -> float:
        """Share of questions whose document is among the passages, 0 to 1."""
        return _share([each.found for each in self.outcomes])

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.outcomes)

    @property
    def correctness(self) -> float:
        """Share of the answered questions whose citations are correct, 0 to 1; of none answered none is."""
        return _share([each.correct for each in self.outcomes if each.answered])


def compare(former: Evaluation | None, now: Evaluation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns questions of both that are worse now, and better, each with how."""
    before = {each.question: each for each in former.outcomes} if former else {}
    worse, better = [], []
    for each in now.outcomes:
        past = before.get(each.question, each)
        lost = [name for name in ("found", "correct") if getattr(past, name) and not getattr(each, name)]
        won = [name for name in ("found", "correct") if getattr(each, name) and not getattr(past, name)]
        worse += [f"not {' and not '.join(lost)}: {each.question}"] if lost else []
        better += [f"{' and '.join(won)}: {each.question}"] if won else []
    return tuple(worse), tuple(better)


def failure_of(former: Evaluation, now: Evaluation, worse: Sequence[str]) -> str:
    """In what it is worse by more than `MARGIN`, on the questions of both, in one line; empty: in nothing."""
    common = {each.question for each in former.outcomes} & {each.question for each in now.outcomes}
    before, after = (_only(each, common) for each in (former, now))
    shares = {
        "recall@5": (before.recall, after.recall),
        "the share of questions answered with correct citations": (_right(before), _right(after)),
    }
    told = [f"{name} fell from {was:.0%} to {is_:.0%}" for name, (was, is_) in shares.items() if is_ < was - MARGIN]
    if not told:
        return ""
    first = f" ({worse[0]})" if worse else ""
    return (
        f"{' and '.join(told)} since {former.corpus_version} ({former.model}), more than {MARGIN:.0%}{first}; mend the "
        "documents or the model, or evaluate again with Accept"
    )


def _right(evaluation: Evaluation) -> float:
    """Of all questions, not of the answered ones: one that is not answered any more is worse, too."""
    return _share([each.correct for each in evaluation.outcomes])


def _only(evaluation: Evaluation, questions: set[str]) -> Evaluation:
    outcomes = tuple(each for each in evaluation.outcomes if each.question in questions)
    return Evaluation(evaluation.corpus_version, evaluation.model, outcomes)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
