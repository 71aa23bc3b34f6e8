"""What exercise 5.9 asks for, R1 to R4: the tables follow the exports, by real edges, and nothing more is done."""

from collections.abc import Mapping
from typing import Any

from include.course import judges
from include.course.chat_export import FIRST
from include.course.exercise_5_9 import chats
from include.course.exercise_5_9.scenario import ASSETS, maker
from include.course.exercise_5_9.telling import changed, said_too_much, told_too_many, unnamed, untold
from include.course.observations import Observations, Step, listed
from include.course.verdicts import PASS, WRONG, Finding

KEYS = ("user", "text", "outcome", "valid_from", "valid_until", "superseded_by", "sources")
CHANGED = {"practices", "vectors", "apps", "berlin", "upgrade"}
"""Threads of the step `grown` that are new or say something else."""
GREW = "vectors"


def collected(seen: Observations) -> Finding:
    """R1: a thread is one row, as it was exported last."""
    if not maker(seen, "conversations"):
        return Finding(WRONG, "nobody_makes_tasks", {"asset": seen.asset("conversations")})
    step = seen.steps["first"]
    rows = step.tables.get("conversations", {})
    if step.runs[0].state != "success":
        return judges.failure(seen, step.runs[0])
    if set(rows) != set(FIRST):
        values = {"missing": listed(set(FIRST) - set(rows)), "more": listed(set(rows) - set(FIRST))}
        return Finding(WRONG, "facts.threads", values)
    if found := _exported(seen, rows) or _added_up(seen):
        return found
    events = step.events_of(seen.asset("conversations"))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset("conversations"), "run": step.runs[0].told})
    return Finding(PASS, "facts.collected", {"count": len(rows), **events[0].quoted})


def _exported(seen: Observations, rows: Mapping[str, Any]) -> Finding | None:
    """Messages of the first batch that are not those of the newest export."""
    later = seen.steps["grown"].tables["conversations"] if "grown" in seen.steps else {}
    follows = len(later.get(GREW, {}).get("messages", ())) == len([*chats.GROWN[GREW]])  # the last file, not the first
    for thread, said in FIRST.items():
        ids, found = [one.id for one in said], [message["id"] for message in rows[thread]["messages"]]
        if thread == "alerts" and found == ids[:1]:
            return Finding(
                WRONG, "facts.older_export", {"thread": thread, "found": found, "wanted": ids}, "M56" if follows else ""
            )
        if sorted(found) != sorted(ids):
            return Finding(WRONG, "facts.messages", {"thread": thread, "found": found, "wanted": ids})
    return None


def _added_up(seen: Observations) -> Finding | None:
    """Messages of edited threads that are not those of the newest export."""
    rows = seen.steps["late"].tables.get("conversations", {}) if "late" in seen.steps else {}
    for thread, said in chats.EDITED.items() if rows else ():
        wanted = {(one.id, one.user, one.day, one.text) for one in said}
        there = [(it["id"], it["user"], it["time"][:10], it["text"]) for it in rows[thread]["messages"]]
        left_out = {(one.id, one.user, one.day, one.text) for one in said if one.deleted}
        if len(there) != len(set(there)) or not wanted - left_out <= set(there) <= wanted:
            values = {"thread": thread, "found": [each[0] for each in there], "wanted": [one.id for one in said]}
            if values["found"] == values["wanted"]:
                return Finding(
                    WRONG, "facts.former_message", {"thread": thread, "found": there, "wanted": sorted(wanted)}
                )
            return Finding(WRONG, "facts.messages", values)
    return None


def summarised(seen: Observations) -> Finding:
    """R2: woken by the event, all that is due is summarised, and nothing else."""
    if not maker(seen, "thread_summaries"):
        return Finding(WRONG, "nobody_makes_tasks", {"asset": seen.asset("thread_summaries")})
    unwoken = _unwoken(seen, "conversations", "thread_summaries")
    if unwoken:
        return unwoken
    missing = set(FIRST) - set(seen.steps["first"].tables.get("thread_summaries", {}))
    if missing:
        return Finding(WRONG, "facts.unsummarised", {"missing": listed(missing), "step": "first"})
    step = seen.steps["grown"]
    read = [line["thread"] for line in step.did("summarise")]
    runs = ", ".join(run.told for run in step.run_of(maker(seen, "thread_summaries")))
    lost = CHANGED - {GREW} - set(read)
    if lost:
        sent = [event.id for event in step.events_of(seen.asset("conversations"))]
        return Finding(WRONG, "facts.batch_lost", {"missing": listed(lost), "events": sent, "runs": runs}, "M05")
    if GREW not in read:
        return Finding(WRONG, "facts.grown_unread", {"thread": GREW, "runs": runs}, "M57")
    if len(read) > len(CHANGED):
        values = {"calls": len(read), "due": len(CHANGED), "more": listed(set(read) - CHANGED), "runs": runs}
        return Finding(WRONG, "facts.read_again", values, "M22")
    if found := _uncorrected(seen):
        return found
    return Finding(PASS, "facts.summarised", {"calls": len(read), "threads": listed(read), "runs": runs})


def _uncorrected(seen: Observations) -> Finding | None:
    """Threads with a message of another time or user that nobody read again; whoever reads no edit either is R9's."""
    read = {line["thread"] for line in seen.steps["late"].did("summarise")} if "late" in seen.steps else set()
    unread = chats.EDITED.keys() - read
    if not unread or unread - chats.CORRECTED.keys():
        return None
    return Finding(WRONG, "facts.correction_unread", {"threads": listed(unread)})


def joined(seen: Observations) -> Finding:
    """R3: the events of the three assets wake the next DAG and name what changed; there are no other assets."""
    if not maker(seen, "user_facts"):
        return Finding(WRONG, "nobody_makes_tasks", {"asset": seen.asset("user_facts")})
    own = {seen.asset(part) for part in ASSETS}
    more = {event.asset for step in seen.steps.values() for event in step.events} - own
    more |= {edge.asset for edge in seen.produced} - own
    if more:
        return Finding(WRONG, "facts.more_assets", {"count": len(more), "assets": listed(more)}, "M58")
    found = _unwoken(seen, "thread_summaries", "user_facts") or _lacking(seen.steps["first"])
    if found:
        return found
    step = seen.steps["grown"]
    named = (CHANGED, CHANGED, changed(seen.steps["again"], step))
    for part, key, wanted in zip(ASSETS, ("threads", "threads", "users"), named, strict=True):
        events = step.events_of(seen.asset(part))
        if not events:
            return Finding(WRONG, "no_event", {"asset": seen.asset(part), "run": _told(seen, step, part)})
        run = next((run for run in step.runs if run.dag_id == events[-1].dag_id), step.runs[0])
        found = judges.empty_extra(events[-1], run) or untold(events, key, wanted)
        found = found or (told_too_many(events, key, wanted) if part == "conversations" else None)
        if found:
            return found
    return said_too_much(seen) or unnamed(seen) or Finding(PASS, "facts.joined", events[-1].quoted)


def quiet(seen: Observations) -> Finding:
    """R4: where nothing changed, there is no event."""
    step = seen.steps["again"]
    failed = next((run for run in step.runs if run.state != "success" and not run.skipped), None)
    if failed:
        return judges.failure(seen, failed)
    event = next(iter(step.events), None)
    if event and _only_renamed(seen.steps["first"], step):
        return Finding(WRONG, "facts.other_ids", event.quoted)
    if event and (now := _dated_now(seen.steps["first"], step)):
        return Finding(WRONG, "facts.dated_now", {"rows": now, **event.quoted}, "M68")
    if event:
        return Finding(WRONG, "facts.event_after_nothing", event.quoted, judges.nothing_new(seen))
    event = next(iter(seen.steps["small talk"].events_of(seen.asset("user_facts"))), None)
    if event:
        return Finding(WRONG, "facts.event_after_small_talk", event.quoted, judges.nothing_new(seen))
    return Finding(PASS, "facts.quiet", {"runs": ", ".join(run.told for run in step.runs)})


def _unwoken(seen: Observations, part: str, following: str) -> Finding | None:
    """What is wrong with the edge between two tables."""
    step, dag_id = seen.steps["first"], maker(seen, following)
    events = step.events_of(seen.asset(part))
    if not events:
        return Finding(WRONG, "no_event", {"asset": seen.asset(part), "run": _told(seen, step, part)})
    runs = [run for run in step.run_of(dag_id) if events[0].id in run.consumed]
    if not runs:
        return Finding(WRONG, "not_woken", {"dag": dag_id, **events[0].quoted})
    if runs[0].state != "success":
        return judges.failure(seen, runs[0])
    return None


def _lacking(step: Step) -> Finding | None:
    rows = step.tables.get("user_facts", {})
    for id_, row in rows.items():
        missing = [key for key in KEYS if key not in row]
        missing += [key for key in ("thread", "message") if any(key not in source for source in row.get("sources", ()))]
        if missing:
            return Finding(WRONG, "facts.row_lacks", {"fact": id_, "row": dict(row), "keys": ", ".join(missing)})
    return None if rows else Finding(WRONG, "facts.none", {"tables": listed(step.tables)})


def _only_renamed(before: Step, after: Step) -> bool:
    """Whether the facts are the same under other ids."""
    old, new = (step.tables.get("user_facts", {}) for step in (before, after))
    return not old.keys() & new.keys() and sorted(r["text"] for r in old.values()) == sorted(
        r["text"] for r in new.values()
    )


def _dated_now(before: Step, after: Step) -> int:
    """Facts of which nothing is another one than the time from which they are valid; 0 where more is."""
    old, new = (step.tables.get("user_facts", {}) for step in (before, after))
    timeless = [{id_: {**row, "valid_from": "", "valid_until": ""} for id_, row in rows.items()} for rows in (old, new)]
    moved = [id_ for id_, row in new.items() if row["valid_from"] != old.get(id_, {}).get("valid_from")]
    return len(moved) if timeless[0] == timeless[1] else 0


def _told(seen: Observations, step: Step, part: str) -> str:
    return next((run.told for run in step.run_of(maker(seen, part))), "no run")
