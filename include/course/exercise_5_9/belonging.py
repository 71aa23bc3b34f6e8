"""What exercise 5.9 asks for, R5, R10 and R11: facts are of whom they are, from themselves, and theirs to take back."""

import json

from include.course.chat_export import FIRST
from include.course.exercise_5_9 import chats
from include.course.exercise_5_9.scenario import ASSETS, Rows, current, facts_of, messages_of
from include.course.generation_workshop import hash_of
from include.course.judges import failure
from include.course.mistakes import keeps_in_module
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

SHARED = "lunch"
"""The thread in which another user has said something, too."""


def apart(seen: Observations) -> Finding:
    """R5: two users who are called the same are two."""
    step = seen.steps["first"]
    rows = step.tables.get("user_facts", {})
    called = sorted(id_ for id_, row in rows.items() if row["user"] == "Sam Lee")
    if called:
        return Finding(WRONG, "facts.of_a_name", {"fact": called[0], "row": dict(rows[called[0]])}, "M66")
    for user, wanted in zip(chats.SAMS, ("lives in Oslo", "lives in Lima"), strict=True):
        facts = facts_of(step, user)
        found = sorted(row["text"] for row in current(facts).values())
        if found != [wanted]:
            superseded = next((id_ for id_, row in facts.items() if row["superseded_by"]), "")
            values = {"user": user, "found": found, "wanted": wanted}
            return Finding(WRONG, "facts.mixed_up", values, "M66" if superseded or not facts else "")
    return Finding(PASS, "facts.apart", {"users": listed(chats.SAMS)})


def ordered(seen: Observations) -> Finding:
    """R10: what a message tells the reader to believe is nothing that anybody said of themselves."""
    facts = facts_of(seen.steps["first"], chats.GUS)
    untrue = {id_: row for id_, row in facts.items() if "Atlantis" in row["text"]}
    if untrue:
        id_, row = next(iter(untrue.items()))
        values = {"fact": id_, "text": row["text"], "user": chats.GUS, "sources": list(row["sources"])}
        return Finding(WRONG, "facts.obeyed", values, "M67")
    found = sorted(row["text"] for row in current(facts).values())
    if found != ["lives in Turin"]:
        return Finding(WRONG, "facts.mixed_up", {"user": chats.GUS, "found": found, "wanted": "lives in Turin"})
    own = {said.id for thread in FIRST.values() for said in thread if said.user == chats.GUS}
    for id_, row in facts.items():
        if others := messages_of(row) - own:
            values = {"fact": id_, "text": row["text"], "user": chats.GUS, "messages": listed(others)}
            return Finding(WRONG, "facts.confirmed_by_others", values)
    return Finding(PASS, "facts.not_obeyed", {"user": chats.GUS, "fact": next(iter(facts))})


def _in_clear(rows: Rows) -> str:
    """By which word somebody would find the forgotten user in the table of those who are forgotten."""
    text = json.dumps(rows, ensure_ascii=False)
    return next((words for words in chats.TRACES if words in text), "")


def _known_of(step: Step, user: str) -> set[str]:
    """What a user has said, and what is known of them by it: a fact goes with the next run of `learn`, too."""
    said = {
        message["id"]
        for row in step.tables.get("conversations", {}).values()
        for message in row["messages"]
        if message["user"] == user
    }
    return said | {row["text"] for row in facts_of(step, user).values()}


def _too_much(seen: Observations) -> Finding | None:
    """Whether somebody else has lost facts: one who said something in the same threads, or one of the same name."""
    for gone, other, steps, told, known in (
        (chats.HANA, chats.IVO, ("small talk", "forgotten"), "facts.forgot_more", ""),
        (chats.SAMS[0], chats.SAMS[1], ("forgotten", "one of two"), "facts.forgot_namesake", "M66"),
    ):
        before, after = (_known_of(seen.steps[name], other) for name in steps)
        if before != after:
            return Finding(WRONG, told, {"user": other, "other": gone}, known)
    return None


def _back(seen: Observations) -> Finding | None:
    """One of two who were forgotten, and is there again after the next export."""
    step, where = seen.steps["exported again"], seen.notes["traces exported again"]
    first, second = (seen.steps[name].tables.get("forgotten", {}) for name in ("forgotten", "one of two"))
    values = {"user": chats.HANA, "other": chats.SAMS[0]}
    if where and first.keys() - second.keys():
        return Finding(WRONG, "facts.former_came_back", {**values, "where": listed(where)})
    if where:
        # Nobody is found by what is in the table, or what is asked in its place is empty by then.
        other = bool(first) and (hash_of(chats.HANA) not in first or keeps_in_module(seen.sources))
        return Finding(WRONG, "facts.came_back", {**values, "where": listed(where)}, "" if other else "M69")
    if known := _known_of(step, chats.SAMS[0]):
        return Finding(WRONG, "facts.second_came_back", {**values, "known": listed(known)})
    return None


def forgotten(seen: Observations) -> Finding:
    """R11: a user who is forgotten is in no table, in no version of one, and does not come back."""
    step = seen.steps["forgotten"]
    if step.runs[0].state != "success" or step.runs[0].skipped:
        return failure(seen, step.runs[0])
    traces = seen.notes["traces forgotten"]
    known = "" if set(traces) & set(ASSETS) else "M69"
    if traces:
        return Finding(WRONG, "facts.remembered", {"user": chats.HANA, "where": listed(traces)}, known)
    if in_clear := _in_clear(step.tables.get("forgotten", {})):
        return Finding(WRONG, "facts.forgotten_in_clear", {"user": chats.HANA, "found": in_clear})
    if more := _too_much(seen):
        return more
    if SHARED not in step.tables["thread_summaries"]:
        return Finding(WRONG, "facts.summary_gone", {"thread": SHARED, "user": chats.IVO})
    told = step.events_of(seen.asset("user_facts"))
    if not told:
        return Finding(WRONG, "no_event", {"asset": seen.asset("user_facts"), "run": step.runs[0].told})
    return _back(seen) or Finding(PASS, "facts.forgotten", {"user": chats.HANA, "other": chats.IVO, **told[0].quoted})
