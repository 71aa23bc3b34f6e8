"""What exercise 15.1 asks for, R6: stale is exactly the answer whose evidence has changed."""

from collections import Counter

from include.course.answer_workshop import hash_of
from include.course.exercise_15_1.scenario import AT_HOME, FOOD, LEAVE, newest
from include.course.judges import failure, started_by_hand
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

QUESTIONS = (LEAVE, FOOD, AT_HOME)


def stale(seen: Observations) -> Finding:
    """R6: the others are carried to the new index, silently; the event says how many are stale."""
    return (
        _nothing(seen)
        or _carried(seen)
        or _answered(seen)
        or _exactly(seen, "longer", LEAVE, "M74")
        or _exactly(seen, "nearer", FOOD, "M73")
        or _exactly(seen, "reranked", FOOD, "")
        or _exactly(seen, "at home", AT_HOME, "")
        or _exactly(seen, "moved", AT_HOME, "")
        or _passed(seen)
    )


def _nothing(seen: Observations) -> Finding | None:
    """After a page that no answer stands on."""
    step = seen.steps["elsewhere"]
    if not step.runs:
        event = seen.steps["elsewhere, index"].events_of(seen.asset("index"))[0]
        return Finding(WRONG, "not_woken", {"dag": f"{seen.namespace}_refresh", **event.quoted})
    if by_hand := started_by_hand(step.runs):
        return by_hand
    if step.runs[0].state != "success" and not step.runs[0].skipped:
        return failure(seen, step.runs[0])
    gone = [question for question in QUESTIONS if not newest(step, question)]
    if gone:
        return Finding(WRONG, "stale_for_nothing", {"questions": listed(gone)}, "M72" if gone == [*QUESTIONS] else "")
    events = step.events_of(seen.asset("answers"))
    if events and not _became_stale(seen.steps["elsewhere, index"], step):
        return Finding(WRONG, "carried_aloud", events[0].quoted, "M75")
    return None


def _carried(seen: Observations) -> Finding | None:
    step = seen.steps["carried"]
    if step.did("search") or step.did("sentences"):
        return Finding(WRONG, "not_carried", {"question": LEAVE, "run": step.runs[0].told})
    return None


def _answered(seen: Observations) -> Finding | None:
    """Whether `refresh` answers what it finds stale."""
    evaluations = seen.producer("evaluations")
    for name in ("longer", "nearer"):
        others = any(run.dag_id == evaluations for run in seen.steps[name].runs)
        if (read := seen.steps[name].did("sentences")) and not others:
            return Finding(WRONG, "answered_in_refresh", {"step": name, "count": len(read)})
    return None


def _exactly(seen: Observations, name: str, question: str, unseen: str) -> Finding | None:
    before, step = seen.steps[f"{name}, index"], seen.steps[name]
    gone = {each for each in QUESTIONS if newest(before, each) and not newest(step, each)}
    values = {"step": name, "question": question, "stale": listed(gone)}
    if question not in gone:
        searched = any(line["asks"] == hash_of(question) for line in step.did("search"))
        return Finding(WRONG, "change_unseen", values, unseen if searched == (unseen == "M74") else "")
    if gone != {question}:
        return Finding(WRONG, "stale_for_nothing", {"questions": listed(gone - {question})})
    kept = [row for row in step.tables["answers"].values() if row["question"] == question]
    if not any(row["status"] == "stale" for row in kept):
        return Finding(WRONG, "stale_lost", values)
    events = step.events_of(seen.asset("answers"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("answers"), "run": step.runs[0].told})
    became = _became_stale(before, step)
    if events[0].extra.get("stale") == len(became):
        return None
    if (rows := became[question]) > 1:
        return Finding(WRONG, "stale_left_behind", {"question": question, "rows": rows, **events[0].quoted})
    return Finding(WRONG, "stale_miscounted", {"stale": len(became), **events[0].quoted})


def _became_stale(before: Step, after: Step) -> Counter[str]:
    """By question, golden ones among them, how many more rows have that status. One question has one answer."""
    first, last = (
        Counter(row["question"] for row in step.tables["answers"].values() if row["status"] == "stale")
        for step in (before, after)
    )
    return last - first


def _passed(seen: Observations) -> Finding:
    event = seen.steps["nearer"].events_of(seen.asset("answers"))[0]
    return Finding(PASS, "exactly_stale", {"question": FOOD, "others": len(QUESTIONS) - 1, **event.quoted})
