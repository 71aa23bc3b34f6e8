"""What the form of `publish_documents` asks for: the source is edited first, and then published."""

import logging
from typing import TYPE_CHECKING

from airflow.sdk import Asset, Param

from include.airflow_io.once import Attempt, once
from include.airflow_io.tasks import form, note_completed, note_heard, provenance
from include.settings import Settings

if TYPE_CHECKING:
    from include.pipeline.publish import PublishReport

log = logging.getLogger(__name__)
ACTIONS = {
    "scan": "Scan the source",
    "add": "Add a document",
    "remove": "Remove a document",
    "retry": "Try quarantined documents again",
    "ask": "Ask again about deletions",
}
FORM = {
    "action": Param("scan", type="string", enum=list(ACTIONS), values_display=ACTIONS, title="What to do"),
    "name": Param(
        None,
        type=["null", "string"],
        title="Document",
        description="To add or remove: a path inside the source, for example `guides/backup.md`",
    ),
    "text": Param(
        None, type=["null", "string"], format="multiline", title="Text", description="To add: the whole document"
    ),
}


def publish_as_asked(settings: Settings, source: Asset) -> "PublishReport":
    """Do what the form says, publish what the source holds then, and tell the watcher of the source.

    Args:
        source: the asset that the watcher observes.

    Raises:
        DocumentNameError: the form names a document that must not be a path.
    """
    from include.lake.tables import Lake
    from include.pipeline.approval.deletions import Consent
    from include.pipeline.publish import publish_documents
    from include.sources.left_out import left_out_words
    from include.sources.names import check_name

    announcement, typed = note_heard(source), form()
    action = typed["action"]
    if action in ("add", "remove"):
        _edit_source(settings, typed)
    by_name = {check_name(typed["name"] or "")} if action == "remove" else set()
    report = publish_documents(
        settings,
        Lake(settings.lake_uri),
        provenance(),
        retry_quarantined=action == "retry",
        consent=Consent(documents=frozenset(by_name)),
        ask_again=action == "ask",
    )
    if left_out := left_out_words(report.plan.left_out):
        log.info("left out of the source: %s", left_out)
    note_completed(source, report.plan.fingerprint, announcement)
    return report


def _edit_source(settings: Settings, typed: dict[str, str]) -> None:
    """Once in a run: a Clear must not write the old text over a newer one."""
    from include.sources.documents import edit_source

    with once("the form") as attempt:
        if attempt is not Attempt.DONE:
            edit_source(settings, **typed, again=attempt is Attempt.AGAIN)
