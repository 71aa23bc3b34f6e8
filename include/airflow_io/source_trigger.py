"""Runs in the triggerer: turns a change of an observed source into an event of its asset, once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from airflow.sdk.exceptions import AirflowRuntimeError
from airflow.triggers.base import BaseEventTrigger, TriggerEvent
from tenacity import before_sleep_log, retry, retry_if_exception_type, wait_fixed

from include.airflow_io.connections import connect, connection_kept
from include.errors import SettingsError
from include.settings import Settings
from include.sources.changes import changes
from include.sources.looks_and_pauses import Patience, looks_and_pauses
from include.sources.observation import Look, Observation
from include.sources.observer import Observer

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import AssetStateStoreAccessors

log = logging.getLogger(__name__)

ANNOUNCED, HEARD, COMPLETED = "announced", "heard", "completed"
"""Keys in the asset's state store: the last event sent, by the trigger; the newest one that a task knew of when it
began, and the last publication, by the task."""
SETTLE_SECONDS = 3.0
"""The triggerer writes an event to the database a second or two after it was sent. Only then it is noted as announced:
killed before, the change is found again. Meanwhile changes gather, so a folder being filled is no storm of events."""
PATIENCE_SECONDS = 30.0
"""A run may take so long to begin after an event. Airflow makes none for an event while the DAG is paused,
not even when it goes on."""
RESTARTED_SECONDS = 10.0
"""The same for an event that was sent before the trigger began: when a DAG goes on, its trigger begins anew."""
UNFINISHED = ["queued", "running"]
_patiently = retry(
    retry=retry_if_exception_type(AirflowRuntimeError),
    wait=wait_fixed(5),
    before_sleep=before_sleep_log(log, logging.WARNING),
)
"""The state store is behind the API server, which may be away for a while."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of the source."""

    fingerprint: str = ""
    number: int = 0
    """Number of the announcement; of a publication, that of the newest announcement it began after."""

    @classmethod
    def of(cls, stored: Any) -> "Mark":
        """Reads a mark of the state store; what is not there, or was written by hand, counts as no mark."""
        match stored:
            case {"fingerprint": str(fingerprint), "number": int(number)}:
                return cls(fingerprint, number)
        return cls()


def is_news(seen: str, announced: Mark, completed: Mark) -> bool:
    """Says whether a fingerprint must be announced.

    What was announced is not announced again, even if its publication fails: retries and the hourly sweep see to that.
    What was published without an announcement is no news either, unless an announced publication may still be running:
    it could end with what it read before.
    """
    if seen == announced.fingerprint:
        return False
    return seen != completed.fingerprint or completed.number < announced.number


def is_lost(seen: str, announced: Mark, heard: Mark, completed: Mark) -> bool:
    """Says whether no run that has begun knows of what was announced; one that failed does, and is tried again."""
    known = max(heard.number, completed.number)
    return seen == announced.fingerprint and seen != completed.fingerprint and known < announced.number


async def is_under_way(dag: str) -> bool:
    """Says whether a DAG has a run that has not ended."""
    # The one that triggers of Airflow use; it is imported where the triggerer runs, and nowhere else.
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
    from asgiref.sync import sync_to_async

    return bool(await sync_to_async(RuntimeTaskInstance.get_dr_count)(dag_id=dag, states=UNFINISHED))


class SourceTrigger(BaseEventTrigger):
    """Watches one source for one asset.

    Args:
        uri: a folder or `s3://bucket/prefix`; none: the setting DOCUMENTS_URI, as it is where the triggerer runs.
        include: patterns of files that count (see `sources.observation.wanted_files`); none: documents of known types.
        wakes: DAG whose runs note what they have heard; none: an event is sent once, whether or not it was heard.
    """

    def __init__(self, uri: str | None = None, include: Sequence[str] = (), wakes: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.uri = uri
        self.include = list(include)
        self.wakes = wakes
        self._where: dict[str, str] = {}

    def serialize(self) -> tuple[str, dict[str, Any]]:
        arguments = {"uri": self.uri, "include": self.include, "wakes": self.wakes}
        return f"{type(self).__module__}.{type(self).__qualname__}", arguments

    async def run(self) -> AsyncIterator[TriggerEvent]:
        observer = await self._observer()
        async with connection_kept(), aclosing(observer.looks()) as looks:
            seen = await anext(looks)
            patience = Patience(RESTARTED_SECONDS)
            before, differs = None, dict[str, str]()
            async with aclosing(looks_and_pauses(looks, patience)) as moments:
                while True:
                    mark = await self._news(seen)
                    if mark:
                        patience.begin(PATIENCE_SECONDS)
                        differs = changes(before, seen.by_id)
                    elif patience.left == 0:
                        mark = await self._lost(seen, patience)
                    if mark:
                        told = {"files": seen.files, **differs, **self._where, **asdict(mark)}
                        yield TriggerEvent(told)  # type: ignore[no-untyped-call]
                        await asyncio.sleep(SETTLE_SECONDS)
                        await self._note(mark)
                    before = seen.by_id  # as it was announced, now or by the trigger before this one
                    moment: Look | None = await anext(moments)
                    seen = moment or seen

    async def _observer(self) -> Observer:
        try:
            await connect()
            settings = Settings.from_environment()
        except SettingsError as error:
            log.error("%s; nothing is observed until the triggerer is started with other settings", error)  # noqa: TRY400
            await asyncio.Event().wait()  # for ever: the environment of a running process does not change
            raise
        uri = self.uri or settings.documents_uri
        self._where = {"source": uri} | ({"patterns": ", ".join(self.include)} if self.include else {})
        return Observer(uri, self.observation(uri, settings), settings.documents_scan_seconds)

    def observation(self, uri: str, settings: Settings) -> Observation:
        """Returns what looks at the source."""
        return Observation(uri, settings.max_document_bytes, self.include)

    async def _news(self, look: Look) -> Mark | None:
        """The announcement to make, if there is one."""
        announced, completed = await self._mark(ANNOUNCED), await self._mark(COMPLETED)
        mark = Mark(look.fingerprint, max(announced.number, completed.number))
        if is_news(look.fingerprint, announced, completed):
            return Mark(mark.fingerprint, mark.number + 1)
        if mark.fingerprint != announced.fingerprint:
            await self._note(mark)  # published unannounced; what was announced before would be news again
        return None

    async def _lost(self, look: Look, patience: Patience) -> Mark | None:
        """The announcement to make again, if nobody heard of it."""
        announced, heard, completed = [await self._mark(key) for key in (ANNOUNCED, HEARD, COMPLETED)]
        if not self.wakes or not is_lost(look.fingerprint, announced, heard, completed):
            patience.end()
            return None
        patience.go_on()
        if await self._is_under_way():
            return None
        log.info("nobody has heard of the last event, as when %s was paused; it is sent again", self.wakes)
        return Mark(announced.fingerprint, announced.number + 1)

    @_patiently
    async def _is_under_way(self) -> bool:
        return await is_under_way(self.wakes)

    @_patiently
    async def _mark(self, key: str) -> Mark:
        return Mark.of(await self._store().aget(key))

    @_patiently
    async def _note(self, mark: Mark) -> None:
        await self._store().aset(ANNOUNCED, asdict(mark))

    def _store(self) -> "AssetStateStoreAccessors":
        assert self.asset_state_store is not None, "the triggerer sets it before `run`"  # noqa: S101
        return self.asset_state_store
