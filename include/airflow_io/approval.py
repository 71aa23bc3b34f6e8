"""What may be embedded without asking, and how a person is asked about the rest.

`generate_embeddings` finds out what has to be asked and goes on; each question waits in a run of `approve_embeddings`.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.decision import Approval
from include.airflow_io.report import illustrate
from include.pipeline.approval.asked import APPROVED, QUESTIONS, REJECTED, Asked, answer_key, read_asked, stored_answer
from include.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.pipeline.steps import Gate, Question, Shard

log = logging.getLogger(__name__)
UNFINISHED = ["queued", "running"]
"""States of a DAG run that has not ended."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """What the tasks of a run of `generate_embeddings` have to know."""

    shards: "tuple[Shard, ...]"
    """Parts of what may be done at once."""
    approved: frozenset[str]
    """Keys of what somebody agreed to in a run that ended before it was done."""
    held: frozenset[str]
    """Keys of all that is held back."""
    questions: tuple[Asked, ...]
    """What has to be asked now."""

    @property
    def ways(self) -> list[str]:
        """Tasks that the run goes on with."""
        shards, asks = ("split", "embed_shard") if self.shards else (), ("questions", "ask") if self.questions else ()
        return ["commit", *shards, *asks]

    @property
    def for_tasks(self) -> dict[str, Any]:
        """The same in plain types, by XCom key."""
        return {
            "allowed": {"approved": sorted(self.approved), "waiting": sorted(self.held)},
            "shards": [astuple(shard) for shard in self.shards],
            "questions": [{"trigger_run_id": asked.run, "conf": {"key": asked.key}} for asked in self.questions],
        }


def plan_embedding_run(settings: Settings, asset: Asset, again: bool) -> PlannedRun:
    """Look at what is due, log it, and note what has to be asked.

    Args:
        settings: where things are, and the threshold.
        asset: in whose state store the questions are noted.
        again: ask also about what was rejected, and try again a candidate that failed the golden questions.
    """
    from include.lake.tables import Lake
    from include.pipeline import steps

    lake, before = Lake(settings.lake_uri), asked_before(asset)
    if again:
        steps.retry_candidates(settings)
    documents = lake.open("documents")
    table = str(documents.metadata().id) if documents else ""
    asked = {key: question for key, question in before.items() if question.table == table}
    approved, waiting = _settled(asked.values(), again)
    if approved:  # a Yes of before a rollback does not count after it
        approved -= steps.given_up(settings, lake)
    work = steps.planned_work(settings, lake, gate(settings, approved, waiting))
    log.info("%s", steps.summary(work, settings, lake))
    for plan in (work.costliest, *(held.plan for held in work.held)):
        if plan.texts:
            steps.require_place(settings, plan.model)
    questions = tuple(_question(held.key, table) for held in work.held)
    still = {key: asked[key] for key in work.agreed | work.waiting if key in asked}
    _remember(asset, before, still | {question.key: question for question in questions})
    shards = steps.hand_out(lake, work.costliest, settings, datetime.now(UTC))
    return PlannedRun(tuple(shards), work.agreed & asked.keys(), work.keys, questions)


def plan_approved(settings: Settings, asset: Asset, key: str) -> "Question":
    """Returns the question of a run of `approve_embeddings`.

    Raises:
        AirflowSkipException: it has been answered by what happened since.
    """
    from include.lake.tables import Lake
    from include.pipeline import steps

    lake = Lake(settings.lake_uri)
    others = asked_before(asset).keys() - {key}
    work = steps.planned_work(settings, lake, gate(settings, waiting=others))
    question = steps.question(work, settings, lake, partial(illustrate, settings), key) if key else None
    if question is None:
        raise AirflowSkipException(
            f"{key or 'nothing'}: there is nothing (any more) that somebody must agree to; to be asked about what was "
            "rejected, trigger generate_embeddings with *Ask again*"
        )
    log.info("asks: %s", question.subject)
    return question


class EmbeddingApproval(Approval):
    """Asks about one batch, or one change of model or chunker, and notes the answer.

    Args:
        asset: in whose state store the answer is noted; an inlet of the task.
    """

    def __init__(self, *, asset: Asset, **arguments: Any) -> None:
        super().__init__(inlets=[asset], **arguments)
        self.asset = asset

    def execute(self, context: "Context") -> Any:
        _store(self.asset).delete(answer_key(str(context["run_id"])))  # of a try before, or from before a Clear
        return super().execute(context)

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> Any:
        """Goes on, or skips what follows."""
        option = REJECTED if self.REJECT in event.get("chosen_options", ()) else APPROVED
        user = event.get("responded_by_user") or {}
        at = event.get("responded_at") or datetime.now(UTC)
        answer = stored_answer(option, str(user.get("name") or user.get("id") or ""), at)
        _store(self.asset).set(answer_key(str(context["run_id"])), answer)
        return super().execute_complete(context, event)


def gate(settings: Settings, approved: Iterable[str] = (), waiting: Iterable[str] = ()) -> "Gate":
    """Returns what a task may do: batches and documents that are not too large, and what was approved."""
    from include.pipeline.approval.gate import gate_of

    return gate_of(settings, approved, waiting)


def hand_out_approved(settings: Settings, asset: Asset, key: str) -> list[list[Any]]:
    """Plan what was approved as it is now, and leave its parts; returns the shards in plain types."""
    from include.lake.tables import Lake
    from include.pipeline import steps

    lake = Lake(settings.lake_uri)
    work = steps.planned_work(settings, lake, approved_gate(settings, asset, key))
    return [list(astuple(shard)) for shard in steps.hand_out(lake, work.costliest, settings, datetime.now(UTC))]


def approved_gate(settings: Settings, asset: Asset, key: str) -> "Gate":
    """Returns what a run may do after a Yes: this, and what needs no Yes; never what others are asked about."""
    return gate(settings, {key}, asked_before(asset).keys() - {key})


def asked_before(asset: Asset) -> dict[str, Asked]:
    """Returns what was asked, by what it was about, as far as it is remembered."""
    return read_asked(_store(asset).get)


def _settled(asked: Iterable[Asked], again: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of what was approved and is left to be done, and of what is left alone; the rest has to be asked.

    A run that is under way will be answered, or does what it was allowed. One that is not there any more, because
    somebody deleted it, or it failed, or it never began, leaves what it did not do.
    """
    approved, waiting = set(), set()
    for question in asked:
        if is_open(question):
            waiting.add(question.key)
        elif question.answer == APPROVED:
            approved.add(question.key)
        elif question.answer == REJECTED and not again:
            waiting.add(question.key)
    return frozenset(approved), frozenset(waiting)


def is_open(question: Asked) -> bool:
    """Says whether its run is under way, or the run that wants to know is just about to start it."""
    context: dict[str, Any] = dict(get_current_context())
    others = {question.dag: question.run, str(context["dag_run"].dag_id): question.asked_by}
    return any(
        run and run != context["run_id"] and context["ti"].get_dr_count(dag, run_ids=[run], states=UNFINISHED)
        for dag, run in others.items()
    )


def _question(key: str, table: str) -> Asked:
    """To be asked by this run: under the same name when the task is tried again, so that it is asked once."""
    context: dict[str, Any] = dict(get_current_context())
    wanted: datetime = context["dag_run"].run_after
    name = re.sub(r"[^A-Za-z0-9.-]+", "-", key)
    run = f"{name}__{wanted.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    return Asked(key, run, datetime.now(UTC), str(context["run_id"]), table=table)


def _remember(asset: Asset, before: Mapping[str, Asked], now: Mapping[str, Asked]) -> None:
    """Keep what is asked, and forget what is not held back any more, with its answer."""
    store = _store(asset)
    if now != before:
        store.set(QUESTIONS, {key: question.stored for key, question in now.items()})
    for run in {question.run for question in before.values()} - {question.run for question in now.values()} - {""}:
        store.delete(answer_key(run))


def _store(asset: Asset) -> Any:
    context: dict[str, Any] = dict(get_current_context())
    return context["asset_state_store"][asset]
