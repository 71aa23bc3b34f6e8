"""What exercise 5.8 asks for, R8 to R11: what was approved is asked, once, within the budget, and is kept."""

from collections import Counter

from include.course.exercise_5_8.planning import PLANS, unlike
from include.course.exercise_5_8.scenario import Due
from include.course.scenario import Observations, Step
from include.course.verdicts import PASS, WRONG, Finding


def approved(seen: Observations) -> Finding:
    """R8: nothing is asked that nobody approved, by whichever way the task was started."""
    for name, form in (("unapproved", ""), ("other", "somebody")):
        step = seen.steps[name]
        if _asked(step):
            return Finding(WRONG, "spent_unapproved", {"calls": len(_asked(step)), "form": form}, "M50")
        if step.runs[0].state == "success" and not step.runs[0].skipped:
            return Finding(WRONG, "refused_in_green", {"form": form, "run": step.runs[0].told})
    for name, step in seen.steps.items():
        if name.startswith("alone ") and _asked(step):
            values = {"task": name.removeprefix("alone "), "calls": len(_asked(step))}
            return Finding(WRONG, "guard_passed_by", values, "M51")
    planned: Due = seen.notes["template edited"]
    asked = set(_asked(seen.steps["overtaken"]))
    if asked - planned.prompts.keys():
        values = {"plan": planned.id, "more": len(asked - planned.prompts.keys()), "calls": len(planned.prompts)}
        return Finding(WRONG, "asked_more", values, "M52")
    if asked - seen.notes["asked meanwhile"]:
        values = {"plan": planned.id, "calls": len(asked - seen.notes["asked meanwhile"])}
        return Finding(WRONG, "asked_outdated", values)
    return Finding(
        PASS, "approved", {"plan": planned.id, "calls": len(asked), "run": seen.steps["unapproved"].runs[0].told}
    )


def reuse(seen: Observations) -> Finding:
    """R9: every planned call is made, once; what is answered is neither planned nor asked again."""
    planned: Due = seen.notes["planned"]
    steps = [seen.steps[name] for name in ("budget", "rest", "again")]
    counts = Counter(asks for step in steps for asks in _asked(step))
    missing, more = planned.prompts.keys() - counts.keys(), [asks for asks, count in counts.items() if count > 1]
    if missing:
        run = steps[1].runs[0]
        return Finding(
            WRONG, "approved_unasked", {"missing": len(missing), "calls": len(planned.prompts), "run": run.told}
        )
    if more:
        return Finding(WRONG, "paid_twice", {"count": len(more), "calls": sum(counts.values())}, "M53")
    lost = [line for step in steps for line in step.did("ask") if not _kept(seen.steps["again"], line["answer"])]
    if lost:
        return Finding(WRONG, "answer_lost", {"count": len(lost), "answer": lost[0]["answer"]})
    for name in PLANS[1:]:
        found = unlike(made := seen.notes[name], name)
        if found and name == "another model":
            return Finding(WRONG, found.evidence, found.values, "M54")
        if found:
            everything = made.row.get("calls", 0) > len(made.prompts)
            return Finding(WRONG, found.evidence, found.values, "M22" if everything else "")
    return Finding(PASS, "reused_answers", {"calls": len(counts), "plan": planned.id})


def budget(seen: Observations) -> Finding:
    """R10: the run stops before it would cost more than it may."""
    step, limit = seen.steps["budget"], seen.notes["budget"]
    asked = step.did("ask")
    cost = sum(line["cost"] for line in asked)
    if cost > limit:
        return Finding(WRONG, "over_budget", {"limit": limit, "cost": cost, "calls": len(asked)}, "M55")
    if step.runs[0].state == "success" and not step.runs[0].skipped:
        return Finding(WRONG, "stopped_in_green", {"limit": limit, "run": step.runs[0].told})
    return Finding(PASS, "within_budget", {"limit": limit, "cost": cost, "calls": len(asked), "run": step.runs[0].told})


def failure(seen: Observations) -> Finding:
    """R11: a call that fails costs nobody else's answer, and is seen."""
    planned: Due = seen.notes["planned at last"]
    step, mended = seen.steps["failing"], seen.steps["mended"]
    run = step.runs[0]
    if not step.did("fail"):
        return Finding(
            WRONG, "approved_unasked", {"missing": len(planned.prompts), "calls": len(planned.prompts), "run": run.told}
        )
    counts = Counter([*_asked(step), *_asked(mended)])
    again = [asks for asks, count in counts.items() if count > 1]
    if again:
        return Finding(WRONG, "failure_costs", {"error": run.error, "count": len(again), "run": run.run_id}, "M29")
    if run.state == "success" and not run.skipped:
        return Finding(WRONG, "failed_in_green", {"run": run.told}, "M24")
    missing = planned.prompts.keys() - counts.keys()
    if missing:
        values = {"missing": len(missing), "calls": len(planned.prompts), "run": mended.runs[0].told}
        return Finding(WRONG, "approved_unasked", values)
    return Finding(PASS, "failure_kept", {"error": run.error, "calls": len(counts), "before": len(_asked(step))})


def _asked(step: Step) -> list[str]:
    """Hashes of the prompts that were paid for, one for each call."""
    return [line["asks"] for line in step.did("ask")]


def _kept(step: Step, answer: str) -> bool:
    return any(answer in row.values() for row in step.tables.get("answers", {}).values())
