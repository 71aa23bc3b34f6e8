"""What the tasks of the knowledge DAGs do beside the work itself: events, forms, reports.

What people said is in no log, no event and no XCom: those outlive a forgetting. Pages and tables have it.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from airflow.sdk import Asset
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.knowledge_assets import CONVERSATION_EXPORT
from include.airflow_io.report import RunReport
from include.airflow_io.tasks import (
    Report,
    announce,
    form,
    log_events,
    note_completed,
    note_heard,
    provenance,
    task_settings,
)
from include.errors import SettingsError
from include.provenance import Provenance
from include.settings import Settings

if TYPE_CHECKING:
    from include.lake.tables import Lake

log = logging.getLogger(__name__)
Step = Callable[[Settings, "Lake", Provenance], Report]


def run_step(step: Step, before: Asset, after: Asset, *beside: Asset) -> None:
    """One step of the chain: say who woke it, do what is due by the tables, announce what changed.

    Args:
        beside: assets that change with `after` and have the same event.

    Raises:
        AirflowSkipException: nothing changed.
    """
    from include.knowledge.tables import knowledge_lake

    log_events(before)
    with task_settings() as settings:
        report = step(settings, knowledge_lake(settings), provenance())
    for asset in (after, *beside):
        announce(asset, report)


def collect_export(after: Asset) -> None:
    """The first step, which also tells the watcher what is collected.

    Raises:
        AirflowSkipException: nothing changed.
    """
    from include.knowledge.collect import collect
    from include.knowledge.conversations import EXPORTED
    from include.knowledge.tables import knowledge_lake
    from include.sources.observation import Observation

    log_events(CONVERSATION_EXPORT)
    announcement = note_heard(CONVERSATION_EXPORT)
    with task_settings() as settings:
        # Looked at first: whatever comes while the export is read is announced again.
        look = Observation(settings.conversations_uri, settings.max_document_bytes, EXPORTED).look()
        report = collect(settings, knowledge_lake(settings), provenance())
    note_completed(CONVERSATION_EXPORT, look.fingerprint, announcement)
    announce(after, report)


def ask_knowledge_form(page: RunReport) -> None:
    """Answer what was typed into the form of `ask_knowledge`, on the run's page.

    Raises:
        SettingsError: a day or a moment cannot be read, or there is no such user.
    """
    from include.knowledge.answer_page import knowledge_page
    from include.knowledge.moments import read_day, read_moment
    from include.knowledge.questions import Knowledge
    from include.knowledge.tables import knowledge_lake

    asked = form()
    on, known_at, since = read_day(asked["on"]), read_moment(asked["known_at"]), read_moment(asked["since"])
    with task_settings() as settings:
        lake = knowledge_lake(settings)
        knowledge = Knowledge(settings, lake, known_at)
        found = knowledge.ask(asked["question"] or "", asked["user"] or "", on, limit=20)
        changes = knowledge.changed_since(Knowledge(settings, lake, since)) if since else []
        page.keep(settings, knowledge_page(asked, knowledge, found, changes, page.run))
    log.info("%d facts, %d changes; the answer is on the page of this run", len(found), len(changes))


def forget_form() -> str:
    """Returns what `forget_user` was asked to forget; the id has to be typed twice.

    Raises:
        SettingsError: the two differ.
        AirflowSkipException: no user was named.
    """
    asked = form()
    user = (asked["user"] or "").strip()
    if not user:
        raise AirflowSkipException("no user was named; nothing was forgotten")
    if user != (asked["again"] or "").strip():
        raise SettingsError("the two ids differ, nothing was forgotten; type the same id twice")
    return user
