"""The older form with the metadata declared on the assets, and values returned by classic operators."""

REQUIREMENT = "R1"
FILES = {
    "mine.py": """
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Asset

DOCS = Asset(name="docs", uri="s3://my-bucket/docs/", extra={"schema": "v1"})
EMB = Asset(name="emb", uri="s3://my-bucket/embeddings/", extra={"model": "MiniLM"})


def upload():
    return {"documents_added": 3, "batch": "b1"}


def embed(triggering_asset_events):
    batches = [str(uri) for uri, events in triggering_asset_events.items() for event in events]
    return {"embedded": len(batches), "from": batches}


with DAG("docs_upload", schedule=None):
    PythonOperator(task_id="upload", python_callable=upload, outlets=[DOCS])

with DAG("docs_embed", schedule=[DOCS]):
    PythonOperator(task_id="embed", python_callable=embed, outlets=[EMB])

with DAG("docs_index", schedule=[EMB]):
    PythonOperator(task_id="index", python_callable=lambda: {"ok": True})
"""
}
