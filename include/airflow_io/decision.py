"""A person decides, in one of Airflow's Required Actions."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator

from include.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)
MOST_QUESTIONS = 200
"""This many questions are open at once, as `max_active_runs`; the next are asked when some are answered. A run
that waits for a person takes no worker and no place in a pool."""

ASK: dict[str, Any] = {
    "task_id": "ask",
    "logical_date": None,
    "skip_when_already_exists": True,  # tried again, it asks once
    "openlineage_inject_parent_info": False,  # it would be a field that the form does not have
}
"""Of a `TriggerDagRunOperator` that starts a run in which a question waits."""


class Approval(ApprovalOperator):
    """Waits for a decision, APPROVAL_HOURS at most; no answer is No. A No is logged with what stays stale.

    Args:
        stale: what stays as it is if the answer is No.
    """

    template_fields = (*ApprovalOperator.template_fields, "stale")

    def __init__(self, *, stale: str, **arguments: Any) -> None:
        super().__init__(defaults=ApprovalOperator.REJECT, **arguments)
        self.stale = stale

    def execute(self, context: "Context") -> Any:
        self.response_timeout = timedelta(hours=Settings.from_environment().approval_hours)
        return super().execute(context)

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> Any:
        """Goes on, or skips what follows."""
        if self.REJECT in event.get("chosen_options", ()):
            who = event.get("responded_by_user")
            log.info("rejected %s: %s", "by a person" if who else "because nobody answered in time", self.stale)
        return super().execute_complete(context, event)
