"""Report freshness.

Says every 15 minutes how long each batch of the last day took from hop to hop, which events started nothing though work
waits, and which documents are not served as the source has them, with the reason. The report is in the log and beside
the tables, in `reports/freshness.md` and `.json`. The task fails when a document has been waiting for longer than
SEARCHABLE_MINUTES, so that whatever watches Airflow sees it; a document that is quarantined, or waits for a decision,
does not fail it.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from include.airflow_io.approval import asked_before
from include.airflow_io.assets import DOCUMENTS, EMBEDDINGS, SEARCH_INDEX, VECTOR_STORE
from include.airflow_io.deletions import open_deletion
from include.airflow_io.tasks import RETRIES, inlet_events, log_lines, provenance, task_settings

ASSETS = [DOCUMENTS, EMBEDDINGS, VECTOR_STORE, SEARCH_INDEX]


@dag(
    dag_display_name="09 · Report freshness",
    description="How long a change takes to be searchable, what waits, and why",
    schedule=CronTriggerTimetable("*/15 * * * *", timezone="UTC"),
    default_args={"owner": "tables", **RETRIES, "retries": 2},
    tags=["automatic", "upkeep"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def report_freshness() -> None:
    @task(inlets=ASSETS, max_active_tis_per_dag=1, doc_md="Put events and tables together; fail when work is overdue.")
    def report() -> None:
        from include.pipeline.freshness import freshness_report
        from include.pipeline.freshness.hops import WINDOW, look
        from include.sources.looks import SourceLooks

        now = provenance().time
        events = inlet_events(ASSETS, now - 2 * WINDOW)
        with task_settings() as settings:
            asked = asked_before(DOCUMENTS) | open_deletion(DOCUMENTS)
            found = look(settings, events, now, asked, SourceLooks().latest(settings))
            log_lines(freshness_report.lines(found))
            log_lines([f"the report is in {freshness_report.store(found, settings.lake_uri)}"])
            found.require()

    report()


report_freshness()
