"""What a learner reads, all of it from one file, at most 80 columns wide. Words, not colours."""

import json
import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.course.doctor import MEND
from include.course.starters import text_path
from include.course.verdicts import BROKEN, NOT_STARTED, PASS, STATES, Finding, Verdict

if TYPE_CHECKING:
    from include.course.doctor import Examined
    from include.course.verdicts import Checked

MESSAGES = Path(__file__).with_name("messages.toml")
WIDTH = 80
INDENT = " " * 18
LONGEST_VALUE = 200


class Messages:
    """The texts of the course."""

    def __init__(self) -> None:
        self.texts: dict[str, Any] = tomllib.loads(MESSAGES.read_text("utf-8"))

    def say(self, key: str, **values: Any) -> str:
        """A sentence of the command line."""
        return str(self.texts["say"][key]).format(**values)

    def evidence(self, key: str, values: Mapping[str, Any]) -> str:
        """A sentence with what the engine showed in it; a key with a dot is one of a table of its own."""
        sentence = str(reduce(getitem, key.split("."), self.texts["evidence"]))
        return sentence.format(**{name: _quoted(value) for name, value in values.items()})

    def exercises(self) -> list[str]:
        """Numbers of the exercises that it has texts for."""
        return list(self.texts["exercise"])

    def causes(self) -> list[str]:
        """The closed list of what may be the cause of an incident."""
        return list(self.texts["evidence"]["incident"]["instead"])

    def question(self, incident: str) -> str:
        """What a user says of an incident."""
        return str(self.texts["incident"][incident]["question"])

    def requirements(self, exercise: str) -> list[str]:
        """Ids of what an exercise asks for."""
        return list(self._asked(exercise))

    def title(self, exercise: str, requirement: str) -> str:
        """What a requirement asks for."""
        return str(self._asked(exercise)[requirement]["title"])

    def next_step(self, exercise: str, requirement: str, finding: Finding) -> str:
        """What to do about a finding."""
        known_task = exercise in self.texts["exercise"]
        if (finding.state == NOT_STARTED and known_task) or (finding.state == BROKEN and not finding.misconception):
            return self.say(finding.state.lower().replace(" ", "_"))
        if finding.misconception:
            known = self.texts["misconception"][finding.misconception]
            return str(known.get("next_in", {}).get(exercise, known["next"]))
        asked = self._asked(exercise)[requirement]
        return str(asked.get("next_after", {}).get(finding.evidence, asked["next"]))

    def misconception(self, id_: str) -> str:
        """What is believed, and what is true."""
        return str(self.texts["misconception"][id_]["truth"])

    def hints(self, exercise: str, requirement: str, misconception: str = "") -> list[str]:
        """Three, from a question to a snippet with a hole; those of the misconception just seen come first."""
        own = self.texts["misconception"].get(misconception, {}).get("hints")
        return [str(hint) for hint in own or self._hints(exercise, requirement)]

    def _asked(self, exercise: str) -> Mapping[str, Any]:
        """What is asked for, by requirement: the same of all incidents."""
        found: Mapping[str, Any] = self.texts["exercise"].get(exercise) or self.texts["incident"]["asked"]
        return found

    def _hints(self, exercise: str, requirement: str) -> Sequence[Any]:
        asked: Mapping[str, Any] = self._asked(exercise)[requirement]
        found: Sequence[Any] = asked.get("hints") or self.texts["incident"][exercise][asked["hints_of"]]
        return found


def examined(found: "Examined", messages: Messages) -> str:
    """A line of the doctor, and what to do below it."""
    texts = messages.texts["doctor"][found.key]
    lines = textwrap.wrap(f"{found.state:<6}{texts['found'].format(**found.values)}", WIDTH, subsequent_indent=" " * 6)
    step = texts.get("mend", "") if found.state == MEND else ""
    return "\n".join([*lines, *textwrap.wrap(step, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)])


def report(checked: "Checked", messages: Messages) -> str:
    """Verdicts as they are printed."""
    lines = [*textwrap.wrap(messages.say("checked", exercise=checked.exercise, file=checked.file), WIDTH), ""]
    for verdict in checked.verdicts:
        lines += _verdict(checked.exercise, verdict, messages)
    states = [verdict.state for verdict in checked.verdicts]
    counts = ", ".join(f"{states.count(state)} {state}" for state in STATES if state in states)
    lines += ["", f"{counts}."]
    text = f"exercises/{text_path(checked.exercise).name}"
    lines += textwrap.wrap(messages.say(_closing(states), exercise=checked.exercise, text=text), WIDTH)
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """Text of at most 80 columns; a line of code that is shorter stays as it is."""
    return "\n".join(
        part for line in text.splitlines() for part in (textwrap.wrap(line, WIDTH) if len(line) > WIDTH else [line])
    )


def _verdict(exercise: str, verdict: Verdict, messages: Messages) -> Iterator[str]:
    head = f"{verdict.state:<12} {verdict.requirement:<4} "
    yield from textwrap.wrap(head + messages.title(exercise, verdict.requirement), WIDTH, subsequent_indent=INDENT)
    if verdict.evidence and verdict.state != NOT_STARTED:
        yield from _paragraph(verdict.evidence)
    if verdict.misconception:
        yield from _paragraph(f"{verdict.misconception}: {messages.misconception(verdict.misconception)}")
    if verdict.next_step and verdict.state != NOT_STARTED:
        yield from _paragraph(f"{messages.say('next')} {verdict.next_step}")


def _paragraph(text: str) -> list[str]:
    wrap = textwrap.TextWrapper(WIDTH, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False)
    return [line for part in text.splitlines() for line in wrap.wrap(part)]


def _closing(states: Sequence[str]) -> str:
    if set(states) == {NOT_STARTED}:
        return "closing_not_started"
    if set(states) == {PASS, NOT_STARTED}:
        return "closing_next"
    if BROKEN in states:
        return "closing_broken"
    return "closing_passed" if set(states) == {PASS} else "closing_open"


def _quoted(value: Any) -> str:
    """Text as it is, anything else as JSON; never very long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return textwrap.shorten(text, LONGEST_VALUE, placeholder=" …") if len(text) > LONGEST_VALUE else text
