"""What `generate_embeddings` asks a person, and what may be done without asking."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, get_current_context

from include.airflow_report import illustrate
from include.settings import Settings

if TYPE_CHECKING:
    from include.pipeline import Gate, Question, Shard

log = logging.getLogger(__name__)
ASKED = "asked for approval"
"""Key in the asset's state store: which run asked for what. Lost, it only means that somebody is asked again."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """What the tasks of a run have to know."""

    shards: "Sequence[Shard]"
    """Of what may be done at once."""
    question: "Question | None"
    held: frozenset[str]
    """Keys of all that is held back."""

    @property
    def for_tasks(self) -> dict[str, Any]:
        """The same in plain types, by XCom key."""
        asked = [self.question.key] if self.question else []
        return {
            "allowed": {"waiting": sorted(self.held)},
            "shards": [astuple(shard) for shard in self.shards],
            "question": self.question.for_operator if self.question else {},
            "approved": {"approved": asked, "waiting": sorted(self.held.difference(asked))},
            "approved_shards": [astuple(shard) for shard in self.question.shards] if self.question else [],
        }


def plan_run(settings: Settings, asset: Asset, again: bool) -> PlannedRun:
    """Look at what is due, log it, and note what will be asked.

    Args:
        settings: where things are, and the threshold.
        asset: in whose state store the questions are noted.
        again: ask also what was asked before.
    """
    from include import pipeline
    from include.tables import Lake

    lake = Lake(settings.lake_uri)
    work = pipeline.plan_generation(settings, lake, gate(settings, {"waiting": asked_before(asset, again)}))
    log.info("%s", pipeline.summary(work, lake))
    question = pipeline.question(work, settings, lake, partial(illustrate, settings))
    _note_asked(asset, work.keys, [question.key] if question else [])
    return PlannedRun(pipeline.split(work.plan, settings), question, work.keys)


def gate(settings: Settings, keys: Mapping[str, Collection[str]]) -> "Gate":
    """What a task may do: batches below the threshold, and what was approved."""
    from include.pipeline import Gate

    return Gate(
        threshold=settings.approval_threshold,
        recipe=False,
        approved=frozenset(keys.get("approved", ())),
        waiting=frozenset(keys.get("waiting", ())),
    )


def asked_before(asset: Asset, again: bool = False) -> frozenset[str]:
    """Keys that other runs asked about; none when somebody wants to be asked again."""
    run = str(get_current_context()["run_id"])
    asked = _store(asset).get(ASKED, default={})
    return frozenset() if again else frozenset(key for key, by in asked.items() if by != run)


def _note_asked(asset: Asset, held: Collection[str], asked: Collection[str]) -> None:
    """Remember what this run asks, and forget what is not held back any more."""
    run, store = str(get_current_context()["run_id"]), _store(asset)
    before = store.get(ASKED, default={})
    now = {key: by for key, by in before.items() if key in held} | dict.fromkeys(asked, run)
    if now != before:
        store.set(ASKED, now)


def _store(asset: Asset) -> Any:
    context: dict[str, Any] = dict(get_current_context())
    return context["asset_state_store"][asset]
