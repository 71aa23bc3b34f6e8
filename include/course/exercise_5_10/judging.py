"""Exercise 5.10: what it asks for, R1 to R4."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from include.course.exercise_5_10.chain import Chain
from include.course.exercise_5_10.playing import ANSWER, INCIDENTS
from include.course.verdicts import BROKEN, NOT_STARTED, PASS, WRONG, Finding

SAME_SECONDS = 2
"""A time that is shown to the second is another one than what the database has."""
FIELDS = ("event", "witness", "cause")
UNBEGUN = Finding(NOT_STARTED)
WITNESSES = {
    "time": {"pause", "removed_by_hand"},
    "run": {"burst", "early_manifest", "clock", "consumer_failed", "consumer_is_newer", "no_outlet"},
    "name": {"renamed_asset", "same_dag_id", "both_assets_needed", "partition_key", "unreadable_page"},
}
"""Of which kind the witness of a cause is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the learner has written into the answer."""

    event: str = ""
    witness: str = ""
    cause: str = ""
    error: str = ""
    """Why it cannot be read."""

    @property
    def is_begun(self) -> bool:
        return any((self.event, self.witness, self.cause, self.error))


def read_answer(chain: Chain) -> Answer:
    """The answer as it is now."""
    try:
        found = tomllib.loads((chain.workshop.folder / ANSWER).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Answer(error=str(error))
    return Answer(*(str(found.get(name, "")).strip() for name in FIELDS))


def evidence(chain: Chain, answer: Answer, truth: Mapping[str, Any]) -> Finding:
    """R1: the event with which it went wrong, and what else shows the cause."""
    if not answer.is_begun:
        return UNBEGUN
    if answer.error:
        return Finding(WRONG, "incident.unreadable", {"error": answer.error})
    if not (answer.event and answer.witness):
        return Finding(WRONG, "incident.no_evidence")
    if answer.event != str(truth["event"]):
        return _other_event(chain, answer)
    if not any(is_same(answer.witness, told) for told in truth["witness"]):
        kind = next((kind for kind, causes in WITNESSES.items() if answer.cause in causes), "any")
        return Finding(WRONG, f"incident.other_witness.{kind}", {"witness": answer.witness})
    return Finding(PASS, "incident.shown", {"event": answer.event, "witness": answer.witness})


def cause(chain: Chain, answer: Answer, known: Sequence[str]) -> Finding:
    """R2: the cause, as the list of the exercise calls it."""
    if not answer.cause:
        return UNBEGUN
    if answer.cause not in known:
        return Finding(WRONG, "incident.no_cause", {"cause": answer.cause})
    if answer.cause != INCIDENTS[chain.incident].cause:
        return Finding(WRONG, f"incident.instead.{answer.cause}")
    return Finding(PASS, "incident.named", {"cause": answer.cause})


def whole(chain: Chain) -> Finding:
    """R3: every page is found once, as it is."""
    wrong = chain.wrong()
    if not wrong:
        return Finding(PASS, "incident.whole", {"count": len(chain.index())})
    return Finding(WRONG if chain.is_changed() else NOT_STARTED, "incident.not_whole", {"pages": _told(wrong)})


def lasting(chain: Chain) -> Finding:
    """R4: what happened to the broken chain does no harm to the mended one."""
    if not chain.is_changed():
        return UNBEGUN
    if error := chain.parsed():
        return Finding(BROKEN, "import_error", {"error": error})
    wrong, events = INCIDENTS[chain.incident].again(chain), chain.record.events()
    if wrong:
        runs = [f"{run} {state}" for run, state, _ in chain.record.runs(chain.publisher)]
        told = [f"asset_event #{event.id} {event.asset} woke {event.woke or 'nobody'}" for event in events]
        values = {"pages": _told(wrong), "run": runs[-1], "event": told[-1] if told else "there is none"}
        return Finding(WRONG, "incident.again", values)
    return Finding(PASS, "incident.lasts", {"count": len(chain.index())})


def is_same(given: str, told: str) -> bool:
    """Whether an answer is what the engine has: the same words, perhaps behind a folder, or the same second."""
    if told in (given, Path(given).name):
        return True
    moments = [_moment(given), _moment(told)]
    return None not in moments and abs((moments[0] - moments[1]).total_seconds()) <= SAME_SECONDS  # type: ignore[operator]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(",", ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _other_event(chain: Chain, answer: Answer) -> Finding:
    known = {str(event.id): event for event in chain.record.events()}
    if answer.event == "0":
        return Finding(WRONG, "incident.event_sent")
    if answer.event not in known:
        return Finding(WRONG, "incident.no_event", {"event": answer.event, "count": len(known)})
    event = known[answer.event]
    values = {"event": event.id, "asset": event.asset, "woke": event.woke or "nobody"}
    return Finding(WRONG, "incident.other_event", values)


def _told(wrong: Mapping[str, int]) -> str:
    times = {0: "not", 1: "as it was before", 2: "twice"}
    return ", ".join(f"{name} {times.get(hits, f'{hits} times')}" for name, hits in wrong.items())
