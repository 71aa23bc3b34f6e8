"""What exercise 5.9 asks for, R6 to R9: what new evidence does to what is believed, and when it was believed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from include.course.exercise_5_9 import chats
from include.course.exercise_5_9.scenario import Rows, current, facts_of, maker, messages_of
from include.course.observations import Observations, Step
from include.course.verdicts import PASS, WRONG, Finding

SAME_WORDS = ({"m6", "m22"}, {"m23", "m28"})
"""Messages that say the same of the same thing, word for word in what is known of it."""
OTHER_WORDS = "m20"
"""A message that says what two others do, in words of its own."""
BACK_AGAIN = ("m32", "m33", "m34")
"""Messages of one user and one day: the last says what the first did, and the one between them something else."""
FEWER = {"m29", "m30", "m35"}
"""A message, one that says the same in fewer words, and one that says all of it again."""


def counted(seen: Observations) -> Finding:
    """R6: what is said again, in whichever words, is evidence for the fact that is there."""
    for user, messages in ((chats.ADA, {"m6", "m20", "m22"}), (chats.KIM, {"m7", "m23", "m28"})):
        facts = facts_of(seen.steps["grown"], user)
        if found := _uncounted(facts, messages):
            return found
        if len(facts) != 1:
            values = {"user": user, "facts": _told(facts)}
            return Finding(WRONG, "facts.said_twice", values, "M59" if _merges(seen.steps["grown"]) else "")
        if set().union(*map(messages_of, facts.values())) != messages:
            return Finding(WRONG, "facts.other_sources", {"fact": _told(facts), "wanted": sorted(messages)})
    return _uncounted(_of_jun(seen.steps["grown"]), FEWER) or Finding(
        PASS, "facts.counted", {"fact": _told(facts_of(seen.steps["grown"], chats.ADA))}
    )


def _uncounted(facts: Rows, messages: set[str]) -> Finding | None:
    """One fact, as it should be, to which messages are missing that say the same."""
    evidence = set().union(*map(messages_of, facts.values()))
    if len(facts) != 1 or not evidence < messages:
        return None
    values = {"fact": _told(facts), "found": sorted(evidence), "wanted": sorted(messages)}
    return Finding(WRONG, "facts.uncounted", values, "M60")


def _merges(step: Step) -> bool:
    """Whether the same words are one fact and other words are none; in those of one user something may come between."""
    said = [messages_of(row) for row in step.tables["user_facts"].values()]
    others = any(OTHER_WORDS in messages and len(messages) > 1 for messages in said)
    return not others and any(pair <= messages for messages in said for pair in SAME_WORDS)


def versions(seen: Observations) -> Finding:
    """R7: what contradicts a fact or says more than it is a new version; the old one stays, and leads to it."""
    step = seen.steps["grown"]
    for user, old, new, outcome in (
        (chats.BEN, "m16", "m21", "contradiction"),
        (chats.CLEO, "m13", "m24", "refinement"),
    ):
        facts = facts_of(step, user)
        found = _unversioned(facts, old, new, outcome)
        if found:
            return found
    told = _told(facts_of(step, chats.BEN))
    return _said_in_fewer(step) or _taken_back(step) or Finding(PASS, "facts.versions", {"facts": told})


def _said_in_fewer(step: Step) -> Finding | None:
    """Who says less than before, without a number that was there, says nothing else."""
    if len(_of_jun(step)) == 1:  # whether both messages are its evidence is R6's
        return None
    return Finding(WRONG, "facts.said_twice", {"user": chats.JUN, "facts": _told(facts_of(step, chats.JUN))})


def _taken_back(step: Step) -> Finding | None:
    """Who says again what was true before the last thing they said has a fact more: what held twice has two rows."""
    facts = facts_of(step, chats.LEO)
    held = {message: id_ for id_, row in facts.items() for message in messages_of(row)}
    ids = [held.get(message, "") for message in BACK_AGAIN]
    followed = [facts[id_]["superseded_by"] for id_ in ids[:-1] if id_]
    if len(facts) == len(set(ids)) == len(BACK_AGAIN) and followed == ids[1:] and current(facts).keys() == {ids[-1]}:
        return None
    return Finding(WRONG, "facts.not_twice", {"user": chats.LEO, "facts": _told(facts)})


def _of_jun(step: Step) -> dict[str, Mapping[str, Any]]:
    """Facts that rest on a message, on another one that says less, or on one that says the first again."""
    return {id_: row for id_, row in facts_of(step, chats.JUN).items() if messages_of(row) & FEWER}


def _unversioned(facts: Rows, old: str, new: str, outcome: str) -> Finding | None:
    by_message = {message: (id_, row) for id_, row in facts.items() for message in messages_of(row)}
    values = {"facts": _told(facts), "outcome": outcome}
    if new not in by_message:
        return Finding(WRONG, "facts.unlearned", {**values, "message": new}, "M63" if outcome == "refinement" else "")
    if old not in by_message:
        return Finding(WRONG, "facts.overwritten", {**values, "message": old}, "M62")
    (first, before), (second, after) = by_message[old], by_message[new]
    if first == second:
        overwritten = before["text"].endswith(("3.x", "16"))
        known = "M62" if overwritten else {"contradiction": "M61", "refinement": "M63"}[outcome]
        return Finding(WRONG, "facts.merged", {**values, "fact": first}, known)
    if before["superseded_by"] != second or not before["valid_until"] or second not in current(facts):
        return Finding(WRONG, "facts.unlinked", {**values, "fact": first, "by": second})
    for row, wanted in ((before, "new"), (after, outcome)):
        if row["outcome"] != wanted:
            return Finding(WRONG, "facts.other_outcome", {**values, "outcome": wanted, "found": row["outcome"]})
    return None


def as_of(seen: Observations) -> Finding:
    """R8: facts hold from when they were said, whenever that was heard of."""
    facts = facts_of(seen.steps["late"], chats.DORA)
    now = {row["text"] for row in current(facts).values()}
    if now == {"lives in Lisbon"}:
        return Finding(WRONG, "facts.overturned", {"facts": _told(facts)}, "M64")
    for id_, row in facts.items():
        if _moment(row["valid_from"]) not in (_moment("2026-02-01T09:00:00Z"), _moment("2026-03-10T09:00:00Z")):
            values = {"fact": id_, "text": row["text"], "from": row["valid_from"]}
            return Finding(WRONG, "facts.learned_is_said", values, "M68")
    for day, wanted in chats.BELIEVED.items():
        found = {row["text"] for row in facts.values() if _holds(row, _moment(f"{day}T12:00:00Z"))}
        if found != wanted:
            values = {"day": day, "found": sorted(found), "wanted": sorted(wanted), "facts": _told(facts)}
            return Finding(WRONG, "facts.other_belief", values)
    return Finding(PASS, "facts.as_of", {"facts": _told(facts)})


def withdrawn(seen: Observations) -> Finding:
    """R9: an edited or deleted message is evidence for nothing that it said before."""
    step = seen.steps["late"]
    unread = {"cache", "crew", "upgrade"} - {line["thread"] for line in step.did("summarise")}
    if unread:
        return Finding(WRONG, "facts.edit_unread", {"threads": ", ".join(sorted(unread))}, "M57")
    for user, wanted in ((chats.EMIL, "the team has six people"), (chats.FINN, "uses Redis 6")):
        facts = facts_of(step, user)
        texts = sorted(row["text"] for row in facts.values())
        if set(texts) - {wanted}:
            return Finding(WRONG, "facts.kept_without", {"user": user, "facts": _told(facts), "wanted": wanted}, "M65")
        if [row["text"] for row in current(facts).values()] != [wanted]:
            return Finding(WRONG, "facts.not_restored", {"user": user, "facts": _told(facts), "wanted": wanted})
    return _without_any(seen) or Finding(PASS, "facts.withdrawn", {"facts": _told(facts_of(step, chats.FINN))})


def _without_any(seen: Observations) -> Finding | None:
    """Whether the fact stays whose only message was deleted, when no other one became another by that."""
    step = seen.steps.get("exported again")
    if not step or not any(line["thread"] == "crew" for line in step.did("summarise")):
        return None
    if not (facts := facts_of(step, chats.EMIL)):
        return None
    run = next((run for run in step.run_of(maker(seen, "user_facts"))), None)
    if run and run.state == "failed":
        return None
    return Finding(WRONG, "facts.kept_alone", {"facts": _told(facts), "run": run.told if run else "none"})


def _holds(row: Mapping[str, Any], at: datetime) -> bool:
    return _moment(row["valid_from"]) <= at and (not row["valid_until"] or at < _moment(row["valid_until"]))


def _moment(text: str) -> datetime:
    """A time as anybody may write it; one without a zone is UTC."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _told(facts: Rows) -> str:
    """Facts for a sentence."""
    parts = []
    for id_, row in sorted(facts.items(), key=lambda item: str(item[1]["valid_from"])):
        evidence = ", ".join(sorted(messages_of(row), key=lambda id_: (len(id_), id_)))
        until = (
            f" to {str(row['valid_until'])[:10]}, superseded by {row['superseded_by']}" if row["valid_until"] else ""
        )
        parts.append(f"{id_} “{row['text']}” ({evidence}) from {str(row['valid_from'])[:10]}{until}")
    return "; ".join(parts) or "none"
