"""Finds the answers that no longer stand on the same words, or whose words readers doubt; it calls no model."""

from dataclasses import dataclass
from datetime import datetime

from include.answers.answers import CURRENT, STALE, is_alive, rows_where
from include.answers.cache import EVIDENCE_CHANGED
from include.answers.doubts import NOTHING, doubts_of, key_of
from include.answers.retrieval import UserQuestion, corpus_version, retrieve
from include.knowledge.answer_rows import TABLE, read_evidence, same_evidence
from include.lake.queries import Row
from include.lake.tables import Lake, replan_on_conflict
from include.lake.writer_lock import writer_lock
from include.provenance import Event, Provenance
from include.settings import Settings

NAMED = 20
"""An event names at most so many stale answers; the table has all."""


@dataclass(frozen=True, slots=True)
class StalenessReport:
    """What a change of the corpus did to the answers."""

    event: Event
    worked: bool
    """Whether an answer became stale; that others were carried is nobody's business."""


def refresh_answers(
    settings: Settings, lake: Lake, provenance: Provenance, now: datetime | None = None
) -> StalenessReport:
    """Search each cached question again: same evidence, and its answer is carried on; other evidence, and it is stale.

    Where no question was ever answered, nothing is locked, written or searched.

    Nothing is asked again by itself: that may cost, and perhaps nobody wants to know any more.

    Raises:
        StoreError: nothing is served yet, or the store cannot be reached.
        LakeError: the table cannot be read or written.
    """
    if lake.open(TABLE) is None:
        return StalenessReport(_event([], [], [], provenance, -1), worked=False)
    with writer_lock(lake, "answers"):
        return _refresh(settings, lake, provenance, now or provenance.time)


@replan_on_conflict
def _refresh(settings: Settings, lake: Lake, provenance: Provenance, now: datetime) -> StalenessReport:
    table = lake.open_or_create(TABLE)
    rows = [row for row in rows_where(lake, f"status = '{CURRENT}'") if is_alive(row, now)]
    versions = {user: corpus_version(settings, user) for user in {row["asked_by"] for row in rows}}
    asked = {row["id"]: UserQuestion(row["question"], row["asked_by"]) for row in rows}
    doubts = doubts_of(lake, list(asked.values()))
    doubted = {id_: doubts.get(each, NOTHING) for id_, each in asked.items()}
    keys = {row["id"]: key_of(row["asked"], versions[row["asked_by"]], doubted[row["id"]]) for row in rows}
    behind = [row for row in rows if row["key"] != keys[row["id"]]]
    found = retrieve(settings, [asked[row["id"]] for row in behind], [doubted[row["id"]] for row in behind])
    carried, stale = [], []
    for row, evidence in zip(behind, found, strict=True):
        if same_evidence(read_evidence(row["evidence"]), evidence):
            carried.append(row | {"key": keys[row["id"]], "corpus_version": versions[row["asked_by"]]})
        else:
            stale.append(row | {"status": STALE, "reason": f"{EVIDENCE_CHANGED} ({provenance.run})"})
    lake.change(table, TABLE, [*carried, *stale], [], {"run": provenance.run})
    told = stale or _told_by(lake, provenance)
    return StalenessReport(_event(told, carried, rows, provenance, table.version()), worked=bool(told))


def _told_by(lake: Lake, provenance: Provenance) -> list[Row]:
    """What this run made stale in a try that died before its event was sent."""
    reason = f"{EVIDENCE_CHANGED} ({provenance.run})".replace("'", "''")
    return rows_where(lake, f"status = '{STALE}' AND reason = '{reason}'")


def _event(stale: list[Row], carried: list[Row], rows: list[Row], provenance: Provenance, table: int) -> Event:
    return {
        "answers_stale": len(stale),
        "answers_carried": len(carried),
        "answers_current": len(rows) - len(stale),
        "stale": " ".join(row["id"] for row in stale[:NAMED]),
        "version": table,
        "timestamp": provenance.timestamp,
    }
