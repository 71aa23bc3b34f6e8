"""The question before any model is called: which calls, why, how much at most, and what happens on No."""

from dataclasses import dataclass

from include.generation.plan import Call, GenerationPlan, by_reason, money, rest_line
from include.settings import Settings

SHOWN_TASKS = 15


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of one stage to one model, with what they may cost."""

    stage: str
    model: str
    calls: tuple[Call, ...]
    budget: float


@dataclass(frozen=True, slots=True)
class GenerationQuestion:
    """A question, in Markdown."""

    subject: str
    body: str
    stale: str
    """What stays as it is if the answer is No, in one line."""


def groups(plan: GenerationPlan, budget: float) -> list[Group]:
    """Returns the plan by stage and model; each group may spend its share of the budget, in proportion to its calls."""
    share = budget / plan.cost if plan.cost else 1.0
    return [
        Group(stage, model, tuple(calls), sum(call.cost for call in calls) * share)
        for (stage, model), calls in plan.by_group.items()
    ]


def spending_question(plan: GenerationPlan, settings: Settings, budget: float) -> GenerationQuestion:
    """Returns the question about a plan that has calls."""
    count = len(plan.calls)
    plural = "s" if count != 1 else ""
    stays = f"{count} stale task{plural} without a new answer; {plan.reused} answers stay current"
    lines = [
        *_part(plan),
        "| stage | model | calls | tokens, at most | cost, at most |",
        "|---|---|---:|---:|---:|",
        *(_row(stage, model, calls) for (stage, model), calls in plan.by_group.items()),
        "",
        f"**{plan.reused:,}** answers are reused and cost nothing; {plan.orphans:,} orphans are not asked.",
        "",
        "Why: " + ", ".join(f"{number} {reason}" for reason, number in by_reason(plan.calls).items()) + ".",
        "",
        _limit(plan, budget),
        "",
        f"**Reject**, or no answer in {settings.approval_hours:g} h: no model is called, and {stays}.",
        "",
        *(f"- `{call.task}`" for call in plan.calls[:SHOWN_TASKS]),
        *([f"- and {count - SHOWN_TASKS:,} more"] if count > SHOWN_TASKS else []),
    ]
    return GenerationQuestion(
        f"Make {count:,} call{plural} for at most {money(min(plan.cost, budget))}?", "\n".join(lines), f"stays: {stays}"
    )


def _part(plan: GenerationPlan) -> list[str]:
    """What was chosen, and what stays; nothing where that is everything."""
    chosen = [f"**Only:** {plan.part}.", ""] if str(plan.part) else []
    return chosen + ([f"**Not in this plan:** {rest_line(plan)}.", ""] if plan.rest else [])


def _row(stage: str, model: str, calls: list[Call]) -> str:
    tokens, cost = sum(call.tokens for call in calls), sum(call.cost for call in calls)
    return f"| {stage} | `{model}` | {len(calls):,} | {tokens:,} | {money(cost)} |"


def _limit(plan: GenerationPlan, budget: float) -> str:
    if plan.cost <= budget:
        return f"The budget is {money(budget)}; the plan is within it."
    return (
        f"The budget is {money(budget)}, **less than the plan may cost**: each group gets its share and stops before "
        "it would spend more. What is left over stays stale, and a new plan asks about it."
    )
