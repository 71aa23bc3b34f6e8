"""What exercise 5.8 asks for, R8 to R11: what was approved is asked, once, within the budget, and is kept."""

from collections import Counter
from itertools import pairwise

from include.course.exercise_5_8.planning import PLANS, unlike
from include.course.exercise_5_8.scenario import RENAMED, TIDES, TWIN, Due, forms
from include.course.observations import Observations, Step
from include.course.verdicts import PASS, WRONG, Finding


def approved(seen: Observations) -> Finding:
    """R8: nothing is asked that nobody approved, by whichever way the task was started."""
    planned: Due = seen.notes["template edited"]
    found = _unapproved(seen) or _passed_by(seen) or _another_plan(seen, planned)
    if found:
        return found
    asked, run = set(_asked(seen.steps["overtaken"])), seen.steps["unapproved"].runs[0].told
    return Finding(PASS, "approved", {"plan": planned.id, "calls": len(asked), "run": run})


def _unapproved(seen: Observations) -> Finding | None:
    """Forms that are no plan's id."""
    for name, form in forms(seen.notes["planned"].id).items():
        step = seen.steps[name]
        if _asked(step):
            known = "" if name in ("blank", "letters") else "M50"  # those are the id, once somebody has tidied it up
            return Finding(WRONG, "spent_unapproved", {"calls": len(_asked(step)), "form": form}, known)
        if step.runs[0].state == "success" and not step.runs[0].skipped:
            return Finding(WRONG, "refused_in_green", {"form": form, "run": step.runs[0].told})
    return None


def _passed_by(seen: Observations) -> Finding | None:
    """A task that asks when it is run alone."""
    for name, step in seen.steps.items():
        if name.startswith("alone ") and _asked(step):
            values = {"task": name.removeprefix("alone "), "calls": len(_asked(step))}
            return Finding(WRONG, "guard_passed_by", values, "M51")
    return None


def _another_plan(seen: Observations, planned: Due) -> Finding | None:
    """Calls that are not those of the plan that was approved."""
    true = not unlike(planned, "template edited")  # else it plans what is answered: that is R9's
    if true and (found := _one_id(seen)):
        return found
    if "former" in seen.steps and (again := set(_asked(seen.steps["former"])) - planned.prompts.keys()):
        return Finding(WRONG, "former_plan", {"plan": planned.id, "calls": len(again)}, "M50")
    asked = set(_asked(seen.steps["overtaken"]))
    if true and (more := asked - planned.prompts.keys()):
        return Finding(
            WRONG, "asked_more", {"plan": planned.id, "more": len(more), "calls": len(planned.prompts)}, "M52"
        )
    if outdated := asked - seen.notes["asked meanwhile"]:
        return Finding(WRONG, "asked_outdated", {"plan": planned.id, "calls": len(outdated)})
    return None


def _one_id(seen: Observations) -> Finding | None:
    """Two plans that ask something else, under one id: whoever approves one has approved the other."""
    names = ("template edited", "planned at last", "planned for as much")
    plans: list[Due] = [seen.notes[name] for name in names if not unlike(seen.notes[name], name)]
    for before, made in pairwise(plans):
        if before.id == made.id and before.prompts != made.prompts:
            values = {"plan": made.id, "before": dict(before.row), "row": dict(made.row)}
            return Finding(WRONG, "one_id", values, "M50")
    return None


def reuse(seen: Observations) -> Finding:
    """R9: every planned call is made, once; what is answered is neither planned nor asked again."""
    planned: Due = seen.notes["planned"]
    steps = [seen.steps[name] for name in ("nothing", "budget", "rest", "again")]
    counts = Counter(asks for step in steps for asks in _asked(step))
    missing, more = planned.prompts.keys() - counts.keys(), [asks for asks, count in counts.items() if count > 1]
    if missing:
        run = seen.steps["rest"].runs[0]
        return Finding(
            WRONG, "approved_unasked", {"missing": len(missing), "calls": len(planned.prompts), "run": run.told}
        )
    if more:
        return Finding(
            WRONG,
            "paid_twice",
            {"count": len(more), "calls": sum(counts.values())},
            "M29" if _kept_at_the_end(seen) else "M53",
        )
    lost = [line for step in steps for line in step.did("ask") if not _kept(seen.steps["again"], line["answer"])]
    if lost:
        return Finding(WRONG, "answer_lost", {"count": len(lost), "answer": lost[0]["answer"]})
    if found := _planned_again(seen) or _twins_paid(seen):
        return found
    return Finding(PASS, "reused_answers", {"calls": len(counts), "plan": planned.id})


def _planned_again(seen: Observations) -> Finding | None:
    """A later plan that has something else than what the model in use has not answered."""
    for name in PLANS[1:]:
        found = unlike(made := seen.notes[name], name)
        if found and name == "another model":  # unless another prompt is no other answer either
            known = "" if unlike(seen.notes["template edited"], "template edited") else "M54"
            return Finding(WRONG, found.evidence, found.values, known)
        if found and name == "after the return":
            before, after = RENAMED
            values = {"back": TIDES, "before": before, "after": after, **found.values}
            return Finding(WRONG, "answered_planned", values)
        if found and name == "former model":
            return Finding(WRONG, "former_answers_lost", found.values)
        if found:
            everything = name == "all answered" and made.row.get("calls", 0) > len(made.prompts)
            return Finding(WRONG, found.evidence, found.values, "M22" if everything else "")
    return None


def _twins_paid(seen: Observations) -> Finding | None:
    """What two tasks ask alike, and was paid for once for each of them."""
    step = seen.steps["overtaken"]
    more = [asks for asks, count in Counter(_asked(step)).items() if count > 1]
    if not more:
        return None
    values = {"one": RENAMED[1], "other": TWIN, "count": len(more), "run": step.runs[0].told}
    return Finding(WRONG, "twins_paid", values)


def _kept_at_the_end(seen: Observations) -> bool:
    """Whether a run that breaks off keeps no answer, and one that comes to its end does."""
    broken, others = seen.steps["budget"], [seen.steps[name] for name in ("rest", "again")]
    lost = broken.did("ask") and not any(_kept(broken, line["answer"]) for line in broken.did("ask"))
    done = [step for step in others if step.did("ask") and step.runs[0].state == "success"]
    return bool(lost and done) and all(_kept(step, line["answer"]) for step in done for line in step.did("ask"))


def budget(seen: Observations) -> Finding:
    """R10: the run stops before it would cost more than it may."""
    if unpaid := seen.steps["nothing"].did("ask"):
        values = {"limit": 0, "cost": sum(line["cost"] for line in unpaid), "calls": len(unpaid)}
        return Finding(WRONG, "over_budget", values)
    step, limit = seen.steps["budget"], seen.notes["budget"]
    if found := _over(step, limit):
        return found
    asked = step.did("ask")
    cost = sum(line["cost"] for line in asked)
    if step.runs[0].state == "success" and not step.runs[0].skipped:
        return Finding(WRONG, "stopped_in_green", {"limit": limit, "run": step.runs[0].told})
    if not asked:
        return Finding(WRONG, "nothing_spent", {"limit": limit, "run": step.runs[0].told})
    planned: Due = seen.notes["planned"]
    left = planned.prompts.keys() - {asks for name in ("budget", "rest") for asks in _asked(seen.steps[name])}
    if left:
        return Finding(WRONG, "enough_refused", {"missing": len(left), "run": seen.steps["rest"].runs[0].told})
    if found := _over(seen.steps["tried again"], seen.notes["budget of all tries"]):
        return found
    return Finding(PASS, "within_budget", {"limit": limit, "cost": cost, "calls": len(asked), "run": step.runs[0].told})


def _over(step: Step, limit: int) -> Finding | None:
    """What a run cost more than it might, in all its tries."""
    asked, tries = step.did("ask"), _tries(step)
    cost = sum(line["cost"] for line in asked)
    values = {"limit": limit, "cost": cost, "calls": len(asked), "tries": tries}
    if cost <= limit:
        return None
    if tries > 1:
        return Finding(WRONG, "over_budget_in_tries", values, "M29")
    return Finding(WRONG, "over_budget", values, "M55" if cost - asked[-1]["cost"] < limit else "")


def _tries(step: Step) -> int:
    return max(step.runs[0].tries.values(), default=1)


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
    if run.state == "success" and not run.skipped and _tries(step) == 1:  # else Airflow saw it, and tried again
        failed = {line["asks"] for line in step.did("fail")}
        return Finding(WRONG, "failed_in_green", {"run": run.told}, "M27" if failed & set(_asked(step)) else "M24")
    missing = planned.prompts.keys() - counts.keys()
    if missing:
        values = {"missing": len(missing), "calls": len(planned.prompts), "run": mended.runs[0].told}
        return Finding(WRONG, "approved_unasked", values)
    for each in seen.steps.values():
        if _kept_late(each):
            return Finding(WRONG, "kept_late", {"calls": len(_asked(each)), "run": each.runs[0].told})
    return Finding(PASS, "failure_kept", {"error": run.error, "calls": len(counts), "before": len(_asked(step))})


def _kept_late(step: Step) -> bool:
    """Whether a call was made before the answer of the one before it was saved: a process that is killed loses it."""
    did = [line["did"] for line in step.journal if line["did"] == "ask" or line.get("table") == "answers"]
    told = [what for what in did if what in ("ask", "save")]
    return ("ask", "ask") in pairwise(told)


def _asked(step: Step) -> list[str]:
    """Hashes of the prompts that were paid for, one for each call."""
    return [line["asks"] for line in step.did("ask")]


def _kept(step: Step, answer: str) -> bool:
    return any(answer == row.get("answer") for row in step.tables.get("answers", {}).values())
