"""What exercise 5.8 asks for, R6 and R7: a plan is exact and free, and nothing that an asset wakes spends."""

from include.course.exercise_5_8.scenario import Due
from include.course.judges import failure
from include.course.observations import Observations
from include.course.verdicts import PASS, WRONG, Finding

FOLLOWED = ("first", "died", "made up", "removed", "returned", "touched", "edited", "edited again")
"""Steps in which a file changed and nobody decided anything."""
PLANS = (
    "planned",
    "all answered",
    "another model",
    "former model",
    "without orphans",
    "after the return",
    "template edited",
)


def plan(seen: Observations) -> Finding:
    """R6: the plan says how many calls and what they cost at most, and makes none."""
    if "planned" not in seen.steps:
        return Finding(WRONG, "step_missing", {"step": "planned"})
    for name in (*PLANS, "planned at last"):
        asked = seen.steps[name].did("ask") if name in seen.steps else []
        if asked:
            cost = sum(line["cost"] for line in asked)
            return Finding(WRONG, "plan_asks", {"step": name, "calls": len(asked), "cost": cost}, "M48")
    made: Due = seen.notes["planned"]
    if not made.id:
        return failure(seen, made.run) if made.run.state == "failed" else Finding(WRONG, "no_plan", made.run.failure)
    woken = [edge for edge in seen.woken if edge.dag_id == seen.dag("plan")]
    if woken:
        return Finding(WRONG, "plan_woken", woken[0].quoted)
    return unlike(made, "planned") or _orphans(seen) or Finding(PASS, "planned", {"plan": made.id, **_true(made)})


def _orphans(seen: Observations) -> Finding | None:
    """Whether orphans are planned, where the plans before them were true."""
    before = [unlike(seen.notes[name], name) for name in ("all answered", "former model") if name in seen.notes]
    if "without orphans" not in seen.notes or any(before):
        return None
    return unlike(seen.notes["without orphans"], "without orphans")


def unlike(made: Due, step: str) -> Finding | None:
    """What a plan says, where it is not what was true."""
    told = {key: made.row.get(key) for key in ("calls", "cost")}
    if told["calls"] in (len(made.prompts), len(made.tasks)) and told["cost"] in (made.cost, made.cost_of_tasks):
        return None
    values = {"step": step, "told": told, **_true(made)}
    return Finding(WRONG, "plan_untrue", values)


def _true(made: Due) -> dict[str, int]:
    return {"calls": len(made.prompts), "cost": made.cost}


def unwoken(seen: Observations) -> Finding:
    """R7: a file that changes costs nothing, whatever it wakes."""
    for name in FOLLOWED:
        asked = seen.steps[name].did("ask") if name in seen.steps else []
        if asked:
            runs = ", ".join(f"{run.dag_id} {run.kind}" for run in seen.steps[name].runs)
            return Finding(WRONG, "asset_spends", {"step": name, "calls": len(asked), "runs": runs}, "M49")
    woken = [edge for edge in seen.woken if edge.dag_id == seen.dag("generate", "approved")]
    if woken:
        return Finding(WRONG, "spender_waits", woken[0].quoted, "M49")
    for run in seen.steps["untold"].runs:
        return Finding(WRONG, "spends_by_itself", {"run": run.run_id, "dag": run.dag_id, "kind": run.kind})
    steps = sum(name in seen.steps for name in FOLLOWED)
    return Finding(PASS, "asset_spends_nothing", {"steps": steps})
