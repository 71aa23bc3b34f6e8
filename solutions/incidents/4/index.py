"""The search of the handbook: what was published gets into the index.

`tables/published.json` says what was published, `tables/index.json` is what people search.
"""

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop

WORKSHOP = Workshop("incident_4")
# >>>
PAGES = Asset(name="incident_4_handbook_pages", uri="file:///incident_4/handbook", group="incident")
# === PAGES = Asset(name="incident_4_pages", uri="file:///incident_4/pages", group="incident")
# <<<


@dag(schedule=[PAGES], is_paused_upon_creation=False, tags=["incident"])
def incident_4_index() -> None:
    """Put what was published and is not in the index yet into it, whichever event told of it."""

    @task
    def index() -> None:
        published = WORKSHOP.load("published")
        if published == WORKSHOP.load("index"):
            raise AirflowSkipException("the index has every page")
        WORKSHOP.save("index", published)

    index()


incident_4_index()
