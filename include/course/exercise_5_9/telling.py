"""What the events of exercise 5.9 say: whose facts and which threads are other ones, and nothing in the clear."""

import json
from typing import Any

from include.course.chat_export import NAMES
from include.course.evidence import Event
from include.course.observations import Observations, Step, listed
from include.course.verdicts import WRONG, Finding
from include.knowledge.sentences import sentences


def untold(events: list[Event], key: str, wanted: set[str]) -> Finding | None:
    """What changed and is in none of the events."""
    told: list[Any] = [name for event in events for name in event.extra.get(key, ())]
    if wanted - set(told):
        return Finding(WRONG, "facts.untold", {"key": key, "missing": listed(wanted - set(told)), **events[-1].quoted})
    return None


def told_too_many(events: list[Event], key: str, wanted: set[str]) -> Finding | None:
    """What did not change, and an event names it."""
    for event in events:
        if more := set(event.extra[key]) - wanted:
            return Finding(WRONG, "facts.told_too_many", {"key": key, "more": listed(more), **event.quoted})
    return None


def said_too_much(seen: Observations) -> Finding | None:
    """An event in which somebody's name, a fact or words of a message are: no vacuum reaches it."""
    texts = {text for step in seen.steps.values() for text in _texts(step)}
    for event in (event for step in seen.steps.values() for event in step.events):
        extra = json.dumps(event.extra, ensure_ascii=False, default=str)
        if found := [words for words in (*NAMES.values(), *sorted(texts)) if words in extra]:
            return Finding(WRONG, "facts.said_too_much", {"words": found[0], **event.quoted})
    return None


def _texts(step: Step) -> set[str]:
    """What is known of anybody, and each sentence that somebody wrote."""
    rows = step.tables.get("conversations", {}).values()
    written = {part for row in rows for message in row["messages"] for part in sentences(message["text"])}
    return written | {row["text"] for row in step.tables.get("user_facts", {}).values()}


def changed(before: Step, after: Step) -> set[str]:
    """Users of whose facts a row is another one."""
    old, new = (step.tables.get("user_facts", {}) for step in (before, after))
    return {(new.get(id_) or old[id_])["user"] for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_)}


def unnamed(seen: Observations) -> Finding | None:
    """A user whose fact became another one or went, and whom the event of that step does not name."""
    steps = list(seen.steps)
    for name in ("late", "exported again"):
        events = seen.steps[name].events_of(seen.asset("user_facts")) if name in steps else []
        before = seen.steps[steps[steps.index(name) - 1]] if events else None
        if before and (found := untold(events, "users", changed(before, seen.steps[name]))):
            return found
    return None
