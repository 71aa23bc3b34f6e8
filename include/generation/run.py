"""The expensive tier: makes the calls of an approved plan, and no other; keeps each answer before the next is asked.

Killed between two calls, it has lost none and asks only for the rest. A call that fails keeps the others.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from include.errors import ModelCallError, ModelCallRefused
from include.generation.answers import ModelAnswer, keep
from include.generation.plan import AGAIN, Call, money
from include.generation.standing import Standing
from include.lake.queries import Row
from include.lake.tables import Lake
from include.lake.writer_lock import writer_lock
from include.language_model.calls import LanguageModel
from include.provenance import Event, Provenance
from include.settings import Settings

Progress = Callable[[str, int, int], None]
OpenModel = Callable[[str, str], LanguageModel]
"""A model by its name and provider."""


@dataclass(slots=True)
class Tally:
    """What became of the calls of a group."""

    made: int = 0
    reused: int = 0
    changed: int = 0
    """Not what was approved any more."""
    waiting: int = 0
    """Without the answer that they need."""
    over_budget: int = 0
    failed: list[str] = field(default_factory=list)
    cost: float = 0.0
    """Cost of this run, in all its tries."""

    def __str__(self) -> str:
        told = [f"{self.made} called", f"{self.reused} reused", f"cost {money(self.cost)}"]
        told += [f"{self.over_budget} not called: the budget is used up"] if self.over_budget else []
        told += [f"{self.changed} changed since the plan; plan again"] if self.changed else []
        told += [f"{self.waiting} wait for an answer that is missing"] if self.waiting else []
        told += [f"{len(self.failed)} failed: {self.failed[0]}"] if self.failed else []
        return ", ".join(told)

    @property
    def event(self) -> Event:
        """Extra of the asset event."""
        left = self.over_budget + self.changed + self.waiting + len(self.failed)
        return {"calls": self.made, "reused": self.reused, "left": left, "cost": round(self.cost, 9)}


def make_calls(
    settings: Settings,
    lake: Lake,
    provenance: Provenance,
    calls: Sequence[Call],
    budget: float,
    open_model: OpenModel,
    progress: Progress = lambda _what, _done, _total: None,
) -> Tally:
    """Make the approved calls of one stage and model.

    Args:
        budget: most that they may cost, what the run has paid in earlier tries included.
        open_model: is asked when the first call is due, not before.

    Raises:
        ModelCallError: some calls failed and may succeed later; the others are kept.
        ModelCallRefused: the model will not answer; nothing more was asked.
        LakeError: the tables cannot be read or written.
    """
    with writer_lock(lake, "answers"):
        return _Group(settings, lake, provenance, budget, open_model).make(calls, progress)


class _Group:
    def __init__(
        self, settings: Settings, lake: Lake, provenance: Provenance, budget: float, open_model: OpenModel
    ) -> None:
        self._settings, self._lake, self._provenance = settings, lake, provenance
        self._budget, self._open_model = budget, open_model
        self._model: LanguageModel | None = None
        self._now = Standing(settings, lake)

    def make(self, calls: Sequence[Call], progress: Progress) -> Tally:
        paid = self._now.answers.made_by(self._provenance.run)
        mine = {call.task for call in calls}
        tally = Tally(cost=sum(answer.cost for answer in paid if answer.task in mine))
        done = {answer.task for answer in paid}
        for number, call in enumerate(calls):
            progress("answered", number, len(calls))
            self._one(call, call.task in done, tally)
        progress("answered", len(calls), len(calls))
        if tally.failed:
            raise ModelCallError(f"{tally}; the others are kept, a retry asks for the rest")
        return tally

    def _one(self, call: Call, done: bool, tally: Tally) -> None:
        task = self._now.tasks.get(call.task)
        if task is None or task["fingerprint"] != call.fingerprint:
            tally.changed += 1
            return
        prompt = self._now.prompt(task)
        if prompt is None:
            tally.waiting += 1
            return
        if done or (self._now.answer(task) and call.reason != AGAIN):
            tally.reused += 1
            return
        if tally.cost + call.cost > self._budget:
            tally.over_budget += 1
            return
        try:
            answer = self._ask(task, prompt)
        except ModelCallRefused as error:
            raise ModelCallRefused(f"{error} ({tally})") from error
        except ModelCallError as error:
            tally.failed.append(str(error))
            return
        tally.made += 1
        tally.cost += answer.cost

    def _ask(self, task: Row, prompt: str) -> ModelAnswer:
        self._model = self._model or self._open_model(task["model"], task["provider"])
        begun = time.monotonic()
        reply = self._model.reply(prompt)
        seconds = time.monotonic() - begun
        answer = ModelAnswer(
            key=self._now.key(task),
            task=task["id"],
            raw=reply.text,
            run=self._provenance.run,
            asked_at=datetime.now(UTC).isoformat(),
            cost=(reply.input_tokens + reply.output_tokens) * float(task["price"]) / 1_000_000,
            input_tokens=reply.input_tokens,
            output_tokens=reply.output_tokens,
        )
        named = {name: task[name] for name in ("stage", "model", "provider")}
        made = {name: getattr(answer, name) for name in ModelAnswer.__slots__}
        asked = {"prompt": prompt, "parameters": self._now.parameters, "seconds": seconds}
        keep(self._lake, made | named | asked)
        self._now.answers.add(answer)
        self._rest(seconds)
        return answer

    def _rest(self, seconds: float) -> None:
        """Between two calls of one model, where it may be asked only so often."""
        if limit := self._settings.generation_calls_per_minute:
            time.sleep(max(0.0, 60 / limit - seconds))
