"""Draw the embedding map.

When another state is served, the page *The map* gets a new picture of it: each passage a point, near what it is
like, coloured by its source, those of the last batch marked. It has a run of its own, after everything can be searched:
a map that fails or takes its time delays nothing and fails nothing. It reads the tables only. Passages that did not
change stay where they are. Where nothing else is served, nothing is drawn.
"""

from airflow.sdk import dag, task

from include.airflow_io.assets import SEARCH_INDEX
from include.airflow_io.map import EmbeddingMapLink, tell
from include.airflow_io.report import linked
from include.airflow_io.tasks import RETRIES, log_events, provenance, task_settings, woken_by


@dag(
    dag_display_name="06 · Draw the embedding map",
    description="A picture of what is served: each passage a point, near what it is like",
    schedule=woken_by(SEARCH_INDEX, minute=40),
    default_args={"owner": "search index", **RETRIES},
    tags=["automatic", "upkeep"],
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def draw_embedding_map() -> None:
    @task(inlets=[SEARCH_INDEX], max_active_tis_per_dag=1, doc_md="Place what is new, keep the rest where it is.")
    def draw() -> None:
        log_events(SEARCH_INDEX)
        from include.lake.tables import Lake
        from include.pipeline import steps

        with task_settings() as settings:
            report = steps.draw_map(settings, Lake(settings.lake_uri), provenance())
        tell(report)

    linked(draw(), EmbeddingMapLink())


draw_embedding_map()
