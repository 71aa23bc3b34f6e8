"""Exercise 5.6: partial updates, chunk by chunk.

Three DAGs and three assets; the first DAG is given. `exercises/exercise_5_6_partial_updates.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store
                      publish        embed         update_store

Check it with `make check E=5.6`.
"""

from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop, todo

WORKSHOP = Workshop("exercise_5_6")
DOCUMENTS = Asset(name="exercise_5_6_documents", uri="x-course://exercise_5_6/documents")
EMBEDDINGS = Asset(name="exercise_5_6_embeddings", uri="x-course://exercise_5_6/embeddings")
VECTOR_STORE = Asset(name="exercise_5_6_vector_store", uri="x-course://exercise_5_6/vector_store")


def hash_of(text: str) -> str:
    """What a text is, wherever it stands: sha256, hexadecimal."""
    return sha256(text.encode()).hexdigest()


@dag(schedule=None, tags=["course", "5.6"], is_paused_upon_creation=False)
def exercise_5_6_publish() -> None:
    @task(outlets=[DOCUMENTS])
    def publish_documents(*, outlet_events) -> None:
        """Given: what exercise 5.4 is about."""
        extra = WORKSHOP.publish()
        if not extra:
            raise AirflowSkipException("nothing changed, so there is nothing to tell")
        outlet_events[DOCUMENTS].extra = extra

    publish_documents()


@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.6"], is_paused_upon_creation=False)
def exercise_5_6_embed() -> None:
    @task(outlets=[EMBEDDINGS])
    def embed_chunks(*, outlet_events) -> None:
        """Cut the documents that are due, and embed those texts of theirs that have no vector yet."""
        todo(1)

    embed_chunks()


@dag(schedule=[EMBEDDINGS], max_active_runs=1, tags=["course", "5.6"], is_paused_upon_creation=False)
def exercise_5_6_update_store() -> None:
    @task(outlets=[VECTOR_STORE])
    def update_points(*, outlet_events) -> None:
        """Write the points that are missing or of another model, and delete those of chunks that are gone."""
        todo(2)

    update_points()


exercise_5_6_publish()
exercise_5_6_embed()
exercise_5_6_update_store()
