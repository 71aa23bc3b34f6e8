"""How a person is asked about deletions: `publish_documents` finds out, a run of `approve_deletions` waits.

The answer stands in the table `documents`; Airflow only knows which run asks.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLBranchOperator
from airflow.sdk import Asset, get_current_context
from airflow.sdk.exceptions import AirflowSkipException

from include.airflow_io.approval import is_open
from include.airflow_io.tasks import announce, provenance
from include.pipeline.approval.asked import DELETION, DELETIONS_UNTIL, Asked, read_deletion
from include.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Context

    from include.pipeline.approval.deletion_text import DeletionQuestion
    from include.pipeline.publish import PublishReport

log = logging.getLogger(__name__)
APPROVE, REJECT = "Approve", "Reject"
RUN, KEY, ANSWERED_BY = "run", "key", "answered_by"
"""XComs: of the run that is to ask, what it is to ask about, and who has answered."""


def announce_and_ask(asset: Asset, report: "PublishReport", ti: Any) -> bool:
    """Returns last lines of the task that publishes: what was done, and whether somebody has to be asked.

    Raises:
        AirflowSkipException: nothing changed, and there is nothing to ask.
    """
    question = _question(asset, report.plan.question)
    if question is None:
        announce(asset, report)
        return False
    ti.xcom_push(RUN, question.run)
    ti.xcom_push(KEY, question.key)
    log.info(
        "%d documents are gone from the source; whether they are deleted is asked in %s",
        len(report.plan.held),
        question.run,
    )
    get_current_context()["outlet_events"][asset].extra = dict(report.event)
    return True


def _question(asset: Asset, until: str) -> Asked | None:
    """To be asked now; None where nobody has to be, or it is open. Asked once, also when the task is tried again."""
    context: dict[str, Any] = dict(get_current_context())
    store = context["asset_state_store"][asset]
    before = read_deletion(store.get)
    if not until:
        if before:
            store.delete(DELETION)
        return None
    key = f"{DELETIONS_UNTIL}{until}"
    if before and before.key >= key and is_open(before):
        return None
    wanted: datetime = context["dag_run"].run_after
    run = f"deletions__{wanted.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
    asked = Asked(key, run, datetime.now(UTC), str(context["run_id"]))
    store.set(DELETION, {"key": key, **asked.stored})
    return asked


def open_deletion(asset: Asset) -> dict[str, Asked]:
    """Returns the question that was put last, by its key."""
    context: dict[str, Any] = dict(get_current_context())
    asked = read_deletion(context["asset_state_store"][asset].get)
    return {asked.key: asked} if asked else {}


def plan_deletion(settings: Settings, key: str) -> "DeletionQuestion":
    """Returns the question of a run of `approve_deletions`.

    Raises:
        AirflowSkipException: the documents are back, or were deleted or kept since.
    """
    from include.lake.known_documents import known_documents
    from include.lake.tables import Lake
    from include.pipeline.approval.deletion_text import deletion_question
    from include.pipeline.publish import plan_documents

    until = _until(key)
    plan = plan_documents(settings, known_documents(Lake(settings.lake_uri).open("documents")))
    if not plan.question or not any(row["stale_since"] <= until for row in plan.held.values()):
        raise AirflowSkipException(
            f"{key or 'nothing'}: there is nothing (any more) that somebody must agree to delete"
        )
    found = deletion_question(plan, settings, until)
    log.info("asks: %s", found.subject)
    return found


class DeletionDecision(HITLBranchOperator):
    """Waits for a decision, APPROVAL_HOURS at most, and goes on with `delete` or `keep`; no answer is *Reject*."""

    def __init__(self, **arguments: Any) -> None:
        mapping = {APPROVE: "delete", REJECT: "keep"}
        super().__init__(options=[APPROVE, REJECT], options_mapping=mapping, defaults=REJECT, **arguments)

    def execute(self, context: "Context") -> Any:
        self.response_timeout = timedelta(hours=Settings.from_environment().approval_hours)
        return super().execute(context)

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> Any:
        """Goes on."""
        user = event.get("responded_by_user") or {}
        context["ti"].xcom_push(ANSWERED_BY, str(user.get("name") or user.get("id") or ""))
        return super().execute_complete(context, event)


def delete_approved(settings: Settings, key: str) -> "PublishReport":
    """Delete what was asked about and is still gone; whatever else the source brings is published with it."""
    from include.lake.tables import Lake
    from include.pipeline import steps
    from include.pipeline.approval.deletions import Consent

    consent = Consent(until=_until(key))
    return steps.publish_documents(settings, Lake(settings.lake_uri), provenance(), consent=consent)


def keep_gone(settings: Settings, key: str, answered_by: str) -> None:
    """Note that what was asked about stays."""
    from include.lake.tables import Lake
    from include.pipeline.publish import decline_deletions

    run = provenance()
    who = f"by {answered_by}" if answered_by else "nobody answered in time"
    words = f"{who}, {run.time:%Y-%m-%d %H:%M} UTC"
    kept = decline_deletions(Lake(settings.lake_uri), run, _until(key), words)
    log.info("rejected %s: %d documents that are gone from the source stay in the index", who, kept)


def _until(key: str) -> str:
    return key.removeprefix(DELETIONS_UNTIL)
