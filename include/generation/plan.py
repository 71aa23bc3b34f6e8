"""What would be asked, of which model, for how much, before anything is: reads tables, calls nothing."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from include.errors import SettingsError
from include.generation.part import EVERYTHING, Part
from include.generation.stages import TASK_TABLES
from include.generation.standing import Standing, task_rows
from include.generation.tasks import question_fingerprint
from include.lake.queries import Row
from include.lake.refresh import ORPHAN
from include.lake.tables import Lake
from include.settings import Settings

BYTES_PER_TOKEN = 2.0
"""Half of what English has, and what scripts with three bytes a letter have: an estimate is too high, not too low."""
TEMPLATE_TOKENS = 60
"""What a model's own template adds to a prompt; the packaged one adds 35."""
NEW, CHANGED, AGAIN, FOLLOWS, WAITS = (
    "never asked",
    "changed since it was asked",
    "asked again on request",
    "builds on another",
    "waits for an answer that is not in the plan",
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that would be made."""

    task: str
    stage: str
    model: str
    fingerprint: str
    """The task's fingerprint when it was planned: what was not approved is not asked."""
    reason: str
    tokens: int
    """Read and written, at most: estimated from the prompt's bytes and the longest answer."""
    cost: float
    """What it costs at most, in the money of the prices."""


@dataclass(frozen=True, slots=True)
class GenerationPlan:
    """All that is stale, or a part of it."""

    calls: tuple[Call, ...]
    rest: tuple[Call, ...]
    """What stays stale: not chosen, or chosen without what it builds on."""
    part: Part
    """What was chosen."""
    reused: int
    """Tasks whose answer is there."""
    orphans: int
    """Tasks that nothing leads to any more; their answers stay."""
    unsettled: int
    """Tasks that do not stand on what the task before them asks now: their tables are just being written."""

    @property
    def cost(self) -> float:
        """What it costs at most."""
        return math.fsum(call.cost for call in self.calls)

    @property
    def by_group(self) -> dict[tuple[str, str], list[Call]]:
        """Calls by stage and model, stages in their order."""
        groups: dict[tuple[str, str], list[Call]] = {}
        for call in self.calls:
            groups.setdefault((call.stage, call.model), []).append(call)
        return groups


def plan_calls(settings: Settings, lake: Lake, again: Collection[str] = (), part: Part = EVERYTHING) -> GenerationPlan:
    """Returns every task that has no answer to what it asks now.

    Args:
        again: stages or templates whose tasks are asked though they have an answer.
        part: which tasks are asked; the others are told.

    Raises:
        LakeError: the tables cannot be read.
        SettingsError: there is no such stage, template, model or task; without a word nothing would be asked.
    """
    now = Standing(settings, lake)
    _require_known(again, now.tasks.values())
    part.require_known(now.tasks.values())
    due: set[str] = set()
    calls, rest = list[Call](), list[Call]()
    for id_, task in now.tasks.items():
        follows = task["parent"] in due
        answer = None if follows else now.answer(task)
        wanted = task in part and bool({task["stage"], task["template"]} & set(again))
        if answer is not None and not wanted:
            continue
        prompt = None if follows else now.prompt(task)
        can_be_asked = follows or prompt is not None
        reason = _reason(wanted and bool(answer), prompt is None, id_ in now.answers.tasks)
        if task in part and can_be_asked:
            due.add(id_)
            calls.append(_call(task, prompt, reason, settings))
        else:
            rest.append(_call(task, prompt, WAITS if task in part else reason, settings))
    unsettled = sum(not _stands(task, now.tasks) for task in now.tasks.values())
    reused = len(now.tasks) - len(calls) - len(rest)
    return GenerationPlan(tuple(calls), tuple(rest), part, reused, len(task_rows(lake, ORPHAN)), unsettled)


def _require_known(again: Collection[str], tasks: Iterable[Row]) -> None:
    known = {*TASK_TABLES, *(task["template"] for task in tasks)}
    if unknown := sorted(set(again) - known):
        raise SettingsError(
            f"there is no stage or template {', '.join(map(repr, unknown))} to ask again; there are: "
            f"{', '.join(sorted(known))}"
        )


def _stands(task: Row, tasks: Mapping[str, Row]) -> bool:
    """Whether a task was derived from the one before it as that one is now; there is a table for each stage."""
    above = tasks.get(task["parent"], {}).get("fingerprint") if task["parent"] else ""
    return above is not None and task["fingerprint"] == question_fingerprint(
        task["prompt"], task["model"], task["provider"], above
    )


def summary(plan: GenerationPlan) -> str:
    """Returns the plan in one line."""
    current = f"{plan.reused:,} answers are current, {plan.orphans:,} orphans"
    if not plan.calls and not plan.rest:
        return f"nothing is stale: {current}"
    if not plan.calls:
        return f"nothing of this part can be asked; {rest_line(plan)}; {current}"
    told = f"stale: {len(plan.calls):,} calls ({by_stage(plan.calls)}), at most {money(plan.cost)} to refresh; "
    return told + (f"{rest_line(plan)}; " if plan.rest else "") + current


def rest_line(plan: GenerationPlan) -> str:
    """Says what stays stale, what it would cost, and what of it was chosen in vain."""
    told = f"{by_stage(plan.rest)} stay stale (at most {money(math.fsum(call.cost for call in plan.rest))})"
    waiting = sum(call.reason == WAITS for call in plan.rest)
    return told + (f", {waiting:,} of them build on an answer that is missing; ask for that, too" if waiting else "")


def by_stage(calls: Iterable[Call]) -> str:
    """Returns how many calls each stage has, in words."""
    stages = Counter(call.stage for call in calls)
    return ", ".join(f"{stages[one]} {one}{'s' if stages[one] != 1 else ''}" for one in TASK_TABLES if stages[one])


def by_reason(calls: Iterable[Call]) -> Mapping[str, int]:
    """Says how many calls for each reason."""
    return Counter(call.reason for call in calls)


def money(amount: float) -> str:
    """Returns an amount with as many digits as say something."""
    return f"{amount:,.2f}" if amount >= 0.1 or not amount else f"{amount:.7f}".rstrip("0")


def _reason(again: bool, follows: bool, asked_before: bool) -> str:
    if again:
        return AGAIN
    if follows:
        return FOLLOWS
    return CHANGED if asked_before else NEW


def _call(task: Row, prompt: str | None, reason: str, settings: Settings) -> Call:
    longest = settings.generation_max_tokens
    written = math.ceil(len((prompt or task["prompt"]).encode()) / BYTES_PER_TOKEN)
    # What is not known yet is at most as long as an answer can be.
    tokens = TEMPLATE_TOKENS + written + (longest if prompt is None else 0) + longest
    cost = tokens * float(task["price"]) / 1_000_000
    return Call(task["id"], task["stage"], task["model"], task["fingerprint"], reason, tokens, cost)
