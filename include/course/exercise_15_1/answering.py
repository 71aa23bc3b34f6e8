"""What exercise 15.1 asks for, R1 to R5 and R9: answers with sources, made once for each index, and nobody else's."""

import json

from include.course.exercise_15_1.scenario import AT_HOME, FOOD, LEAVE, RIGHT, Row, altered, newest
from include.course.judges import failure, nothing_new
from include.course.observations import Observations, Step
from include.course.verdicts import PASS, WRONG, Finding

KEYS = ("question", "answer", "citations", "version", "status")
WORK = ("search", "sentences")


def answered(seen: Observations) -> Finding:
    """R1: a question is answered from the page that answers it, and that is told."""
    step = seen.steps["asked"]
    run = step.runs[0]
    if run.state != "success" or run.skipped:
        return failure(seen, run)
    rows = step.tables.get("answers", {})
    for id_, row in rows.items():
        if missing := [key for key in KEYS if key not in row]:
            return Finding(WRONG, "answer_lacks", {"answer": id_, "row": row, "keys": ", ".join(missing)})
    events = step.events_of(seen.asset("answers"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("answers"), "run": run.told})
    found = _unlike(seen)
    row = newest(step, LEAVE)
    return (
        found
        or _nearer_later(seen)
        or _another_version(step, LEAVE)
        or Finding(
            PASS,
            "answered_from",
            {"quote": row["citations"][0]["quote"], "page": RIGHT[LEAVE], **events[0].quoted},
        )
    )


def _unlike(seen: Observations) -> Finding | None:
    """An answer that is missing, of another page, or not the nearest sentence first."""
    row = newest(seen.steps["asked"], LEAVE)
    if not row.get("answer") or not row.get("citations"):
        return Finding(WRONG, "unanswered", {"question": LEAVE, "row": row})
    first = row["citations"][0]["document"]
    if first != RIGHT[LEAVE]:
        return Finding(WRONG, "other_page", {"question": LEAVE, "page": first, "right": RIGHT[LEAVE]})
    for name, question, words in (("asked", LEAVE, "27 days"), ("other", FOOD, "58 euros")):
        row = newest(seen.steps[name], question)
        quote = (row.get("citations") or [{"quote": "nothing"}])[0]["quote"]
        if words not in quote and not altered(row, seen.notes["pages"]):  # one that was altered is R2's
            return Finding(WRONG, "other_sentence", {"question": question, "quote": quote, "right": words})
        if words not in str(row.get("answer")):
            return Finding(WRONG, "other_answer", {"question": question, "answer": row.get("answer"), "right": words})
    return None


def _nearer_later(seen: Observations) -> Finding | None:
    """Whether an answer with several citations has a better one after the first."""
    values = seen.notes.get("nearer later")
    return Finding(WRONG, "nearer_later", values) if values else None


def _another_version(step: Step, question: str) -> Finding | None:
    """Whether the current answer to a question says that it is of another index than the one that is served."""
    told, true = newest(step, question)["version"], step.tables["served"]["index"]["version"]
    return None if str(told) == str(true) else Finding(WRONG, "another_version", {"told": told, "true": true})


def verbatim(seen: Observations) -> Finding:
    """R2: each quote stands in its page, word for word."""
    pages = seen.notes["pages"]
    cited = [each for name in ("asked", "other") for each in _row(seen, name).get("citations", ())]
    wrong = [each for name in ("asked", "other") for each in altered(_row(seen, name), pages)]
    # By then each page is in the index as it is. What the page said before is an answer that was not made stale.
    golden = seen.notes.get("evaluated better", {"altered": [], "pages": {}})
    wrong += altered({"citations": golden["altered"]}, pages)
    for each in wrong:
        elsewhere = any(each["quote"] in text for text in (*pages.values(), *golden["pages"].values()))
        values = {"quote": each["quote"], "page": each["document"]}
        return Finding(WRONG, "not_verbatim", values, "" if elsewhere else "M76")
    return Finding(
        PASS, "quotes_stand", {"count": len(cited), "quote": cited[0]["quote"], "page": cited[0]["document"]}
    )


def honest(seen: Observations) -> Finding:
    """R3: what no page answers is not answered, and that is kept as an answer is."""
    step = seen.steps["nothing"]
    row = newest(step, AT_HOME)
    if not row:
        return Finding(WRONG, "nothing_kept", {"question": AT_HOME, "run": step.runs[0].told})
    if row["answer"] or row["citations"]:
        values = {"question": AT_HOME, "answer": row["answer"], "citations": len(row["citations"])}
        return Finding(WRONG, "answered_anyway", values, "M77" if row["answer"] else "")
    return Finding(PASS, "no_answer", {"question": AT_HOME})


def hit(seen: Observations) -> Finding:
    """R4: asked again of the same index, a question costs nothing and nobody is told; one without an answer, too."""
    return (
        _repeated(seen, "again", "nothing", "M70")
        or _repeated(seen, "nothing again", "again", "")
        or Finding(PASS, "hit", {"run": seen.steps["again"].runs[0].told})
    )


def _repeated(seen: Observations, name: str, before: str, searched: str) -> Finding | None:
    """What a question cost that was asked before; `searched` is the mistake of one that is searched, and then found."""
    step, known = seen.steps[name], seen.steps[before].tables["answers"]
    run = step.runs[0]
    if run.state != "success" and not run.skipped:
        return failure(seen, run)
    if done := _work(step):
        found = not step.events and step.tables["answers"] == known
        return Finding(WRONG, "worked_again", {"done": done, "run": run.told}, searched if found else "")
    if events := step.events_of(seen.asset("answers")):
        return Finding(WRONG, "told_again", events[0].quoted, nothing_new(seen))
    if step.tables["answers"] != known:
        return Finding(WRONG, "changed_again", {"run": run.told})
    return None


def fresh(seen: Observations) -> Finding:
    """R5: after a page has changed its question is answered from the page as it is now, whoever is late."""
    step = seen.steps["overtaken"]
    row = newest(step, FOOD)
    said = " ".join(each["quote"] for each in row.get("citations", ()))
    values = {"question": FOOD, "said": said, "run": step.runs[0].told}
    if "61" not in f"{said} {row.get('answer')}":  # a quote that was cut short is R2's
        return Finding(WRONG, "old_answer", values, "" if _work(step) else "M71")
    return Finding(PASS, "fresh_answer", values)


def private(seen: Observations) -> Finding:
    """R9: neither an event nor an XCom holds what somebody asked or was told."""
    said = [LEAVE, FOOD, AT_HOME]
    said += [each["quote"] for name in ("asked", "other") for each in _row(seen, name).get("citations", ())]
    for step in seen.steps.values():
        told = {f"asset_event #{event.id}": dict(event.extra) for event in step.events}
        told |= {f"the XCom of {name} in {run.run_id}": value for run in step.runs for name, value in run.xcoms.items()}
        for place, what in told.items():
            written = json.dumps(what, ensure_ascii=False, default=str)
            if found := next((each for each in said if each in written), ""):
                known = "M80" if place.startswith("asset_event") else ""
                return Finding(WRONG, "told_what_was_asked", {"place": place, "what": found}, known)
    return Finding(PASS, "told_numbers", {"count": sum(len(step.events) for step in seen.steps.values())})


def _row(seen: Observations, name: str) -> Row:
    return newest(seen.steps[name], LEAVE if name == "asked" else FOOD)


def _work(step: Step) -> str:
    return ", ".join(sorted({line["did"] for line in step.journal if line["did"] in WORK}))
