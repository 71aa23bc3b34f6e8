"""What the Freshness page says of generation: what is stale and what it would cost, from the tables alone."""

from typing import Any

from include.errors import LakeError
from include.settings import Settings, is_generation_enabled

_last: tuple[tuple[Any, ...], dict[str, Any]] | None = None


def section(settings: Settings) -> dict[str, Any] | None:
    """Says how generation stands; None where there is none. A table that cannot be read is said in its line.

    No model is imported, and while no table has a new version nothing is read again: opening the four takes some 10 ms,
    reading thousands of tasks and answers takes longer.
    """
    if not is_generation_enabled():
        return None
    try:
        return _standing(settings)
    except LakeError as error:
        return {"state": "unavailable", "words": str(error), "groups": []}


def _standing(settings: Settings) -> dict[str, Any]:
    global _last
    from include.generation.plan import money, plan_calls, summary
    from include.generation.stages import TASK_TABLES
    from include.generation.tables import generation_lake

    lake = generation_lake(settings)
    versions = (lake.version(name) for name in (*TASK_TABLES.values(), "answers"))
    seen = (lake.uri, settings.generation_max_tokens, *versions)
    if _last is None or _last[0] != seen:
        plan = plan_calls(settings, lake)
        groups = [
            {"stage": stage, "model": model, "calls": len(calls), "cost": money(sum(call.cost for call in calls))}
            for (stage, model), calls in plan.by_group.items()
        ]
        _last = (seen, {"state": "ready", "words": summary(plan), "groups": groups})
    return _last[1]
