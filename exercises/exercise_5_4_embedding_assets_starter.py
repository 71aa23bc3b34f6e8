"""Exercise 5.4: embeddings that follow their documents.

Three DAGs and three assets. `exercises/exercise_5_4_embedding_assets.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store
                      publish        embed         update_store

Check it with `make check E=5.4`.
"""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop, todo

WORKSHOP = Workshop("exercise_5_4")
DOCUMENTS = Asset(name="exercise_5_4_documents", uri="x-course://exercise_5_4/documents")
EMBEDDINGS = Asset(name="exercise_5_4_embeddings", uri="x-course://exercise_5_4/embeddings")
VECTOR_STORE = Asset(name="exercise_5_4_vector_store", uri="x-course://exercise_5_4/vector_store")


# Task 1: say of which asset `publish_documents` is the producer, and write its body.
@dag(schedule=None, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_publish() -> None:
    @task
    def publish_documents(*, outlet_events) -> None:
        """Compare what is uploaded with the table `published`; when something changed, save it and send one event."""
        todo(1)

    publish_documents()


# Task 2: which asset wakes this DAG, and which does it produce? Then the body.
@dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_embed() -> None:
    @task
    def embed_changed(*, triggering_asset_events, outlet_events) -> None:
        """Embed what `published` has and `embedded` does not; the event says that there may be work, not which."""
        todo(2)

    embed_changed()


# Task 3: as task 2, one asset further. Task 4 is in all three: the batch ids must arrive here.
@dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_update_store() -> None:
    @task
    def update_points(*, triggering_asset_events, outlet_events) -> None:
        """Write the points of documents that differ, delete those that nobody wants, and count what was done."""
        todo(3)

    update_points()


exercise_5_4_publish()
exercise_5_4_embed()
exercise_5_4_update_store()
