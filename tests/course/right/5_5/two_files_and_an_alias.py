"""A module beside the DAG file; the event goes by an alias, and only where there is news; rules name their exceptions by path."""

FILES = {
    "embedding.py": """from datetime import timedelta

from airflow.sdk import Asset, AssetAlias, ExceptionRetryPolicy, RetryAction, RetryRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

import quarantine_of_pages as pages

DOCUMENTS = Asset(name="exercise_5_5_documents", uri="x-course://exercise_5_5/documents")
EMBEDDINGS = Asset(name="exercise_5_5_embeddings", uri="x-course://exercise_5_5/embeddings")
MAYBE = AssetAlias("exercise_5_5_embeddings_perhaps")
POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception="include.course.faults.KeyRefusedError", action=RetryAction.FAIL),
        RetryRule(exception="include.course.faults.ServiceAwayError", action=RetryAction.RETRY,
                  retry_delay=timedelta(seconds=45)),
    ]
)


@dag(schedule=None, is_paused_upon_creation=False)
def exercise_5_5_publish():
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events):
        batch = pages.shop.publish()
        if not batch:
            raise AirflowSkipException("nothing changed")
        outlet_events[DOCUMENTS].extra = batch

    publish_documents()


@dag(schedule=[DOCUMENTS], max_active_runs=1, is_paused_upon_creation=False)
def exercise_5_5_embed():
    @task(outlets=[MAYBE], retries=3, retry_policy=POLICY)
    def embed(*, run_id, outlet_events):
        pages.embed_all(run_id)
        gone = pages.clean_up()
        told = pages.numbers(run_id)
        if told["embedded"] or gone:
            outlet_events[MAYBE].add(EMBEDDINGS, extra=told)

    embed()


exercise_5_5_publish()
exercise_5_5_embed()
""",
    "quarantine_of_pages.py": r'''"""What the DAG needs: which pages are due, and the two tables."""
from datetime import UTC, datetime

from include.course.faults import PageRefusedError
from include.course.workshop import Workshop

shop = Workshop("exercise_5_5")


def due_pages():
    published = shop.load("published")
    embedded = shop.load("embedded")
    aside = shop.load("quarantine")
    for name, row in sorted(published.items()):
        known = (embedded.get(name) or {}).get("sha256"), (aside.get(name) or {}).get("sha256")
        if row["sha256"] not in known:
            yield name, row


def put(table, name, row):
    rows = shop.load(table)
    rows[name] = row
    shop.save(table, rows)


def drop(table, name):
    rows = shop.load(table)
    if rows.pop(name, None) is not None:
        shop.save(table, rows)
        return True
    return False


def embed_all(run_id):
    texts = shop.documents()
    for name, row in due_pages():
        stamp = {"run": run_id, "timestamp": datetime.now(UTC).isoformat()}
        drop("quarantine", name)
        try:
            pieces = shop.embed(name, texts[name])
        except PageRefusedError as error:
            put("quarantine", name, {**row, **stamp, "reason": repr(error)})
            continue
        shop.keep(name, pieces)
        put("embedded", name, {**row, **stamp})


def clean_up():
    published = shop.load("published")
    for name in set(shop.load("quarantine")) - set(published):
        drop("quarantine", name)
    gone = set(shop.load("embedded")) - set(published)
    for name in gone:
        shop.discard(name)
        drop("embedded", name)
    return len(gone)


def numbers(run_id):
    embedded, aside = shop.load("embedded"), shop.load("quarantine")
    return {
        "embedded": sum(1 for row in embedded.values() if row["run"] == run_id),
        "failed": sum(1 for row in aside.values() if row["run"] == run_id),
        "waiting": len(aside),
    }
''',
}
