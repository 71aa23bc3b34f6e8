"""Classic operators whose functions are generators, DAGs with other names, a failure that is raised as final."""

FILES = {
    "mine.py": r'''"""Embedding with a quarantine, written with classic operators."""
import logging
from datetime import datetime, timedelta, timezone

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG, Asset, Metadata
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.course.faults import KeyRefusedError, PageRefusedError
from include.course.workshop import Workshop

log = logging.getLogger(__name__)
shop = Workshop("exercise_5_5")
docs = Asset("exercise_5_5_documents", uri="x-course://exercise_5_5/documents")
embs = Asset("exercise_5_5_embeddings", uri="x-course://exercise_5_5/embeddings")


def publish(outlet_events):
    batch = shop.publish()
    if not batch:
        raise AirflowSkipException("no news")
    outlet_events[docs].extra = batch


def now():
    return datetime.now(tz=timezone.utc).isoformat()


def embed(run_id):
    published = shop.load("published")
    embedded = shop.load("embedded")
    quarantine = shop.load("quarantine")
    texts = shop.documents()
    for name in list(quarantine):
        if name not in published or published[name]["sha256"] != quarantine[name]["sha256"]:
            quarantine.pop(name)
            shop.save("quarantine", quarantine)
    for name, row in published.items():
        sha = row["sha256"]
        if name in quarantine or embedded.get(name, {}).get("sha256") == sha or name not in texts:
            continue
        try:
            pieces = shop.embed(name, texts[name])
        except PageRefusedError as exc:
            log.warning("refused: %s", name)
            quarantine[name] = {
                "sha256": sha, "batch_id": row["batch_id"], "reason": f"{exc}", "timestamp": now(), "run": run_id
            }
            shop.save("quarantine", quarantine)
        except KeyRefusedError as exc:
            raise AirflowFailException(str(exc)) from exc
        else:
            shop.keep(name, pieces)
            embedded[name] = dict(row, run=run_id)
            shop.save("embedded", embedded)
    gone = [name for name in embedded if name not in published]
    for name in gone:
        shop.discard(name)
        embedded.pop(name)
    shop.save("embedded", embedded)
    done = len([row for row in embedded.values() if row["run"] == run_id])
    failed = len([row for row in quarantine.values() if row["run"] == run_id])
    if done == 0 and not gone:
        raise AirflowSkipException("nothing to announce")
    yield Metadata(embs, {"embedded": done, "failed": failed, "waiting": len(quarantine), "timestamp": now()})


with DAG("handbook_publisher", schedule=None, is_paused_upon_creation=False):
    PythonOperator(task_id="publish", python_callable=publish, outlets=[docs])

with DAG("handbook_embedder", schedule=[docs], max_active_runs=1, is_paused_upon_creation=False):
    PythonOperator(
        task_id="embed",
        python_callable=embed,
        outlets=[embs],
        retries=5,
        retry_delay=timedelta(seconds=20),
        retry_exponential_backoff=True,
    )
''',
}
