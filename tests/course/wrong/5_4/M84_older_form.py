"""The exercise's older form: three DAGs, what tasks return is taken for metadata, keys for URIs, assets are s3://…"""

REQUIREMENT = "R1"
FILES = {
    "mine.py": """
from datetime import datetime

from airflow.sdk import Asset, dag, task

PAGES = Asset("s3://handbook/pages")
VECTORS = Asset("s3://handbook/vectors")
STORE = Asset("s3://handbook/store")


@dag(schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False)
def page_producer():
    @task
    def find_pages():
        return [{"id": "page-1", "text": "Leave is 27 days."}, {"id": "page-2", "text": "Take the train."}]

    @task(outlets=[PAGES])
    def announce_pages(pages):
        return {"batch_id": datetime.now().strftime("%H%M%S"), "count": len(pages), "ids": [p["id"] for p in pages]}

    announce_pages(find_pages())


@dag(schedule=[PAGES], start_date=datetime(2026, 1, 1))
def vector_maker():
    @task
    def read_event(**context):
        told = {"batch_id": "unknown", "ids": []}
        for uri, events in context.get("triggering_asset_events", {}).items():
            if uri == "s3://handbook/pages":
                for event in events:
                    told = event.extra
        return told

    @task(outlets=[VECTORS])
    def make_vectors(told):
        return {"batch_id": told["batch_id"], "vectors": len(told["ids"])}

    make_vectors(read_event())


@dag(schedule=[VECTORS], start_date=datetime(2026, 1, 1))
def store_updater():
    @task(outlets=[STORE])
    def update(**context):
        number = 0
        for uri, events in context["triggering_asset_events"].items():
            for event in events:
                number += event.extra.get("vectors", 0)
        return {"upserted": number}

    update()


page_producer()
vector_maker()
store_updater()
"""
}
