"""Exercise 5.4: embeddings that follow their documents.

Three assets, and four DAGs that they wake. `exercises/exercise_5_4_embedding_assets.md` says what to do.

    documents uploaded ──▶ documents ──▶ embeddings ──▶ vector_store ──▶ search index
                      publish        embed         update_store    rebuild_index

Check it with `make check E=5.4`.
"""

import logging
from datetime import UTC, datetime
from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

from airflow.sdk import Asset, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from include.course.workshop import Workshop, todo

WORKSHOP = Workshop("exercise_5_4")
log = logging.getLogger(__name__)

# Task 1: declare the three assets here, each once: name, URI, group, and its own `extra`.


# Then say of which asset `publish_documents` is the producer, and write its body.
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


# Task 3: as task 2, one asset further. The batch ids must arrive here, too.
@dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_update_store() -> None:
    @task
    def update_points(*, triggering_asset_events, outlet_events) -> None:
        """Write the points of documents that differ, delete those that nobody wants, and count what was done."""
        todo(3)

    update_points()


# Task 4: what stands for the search index. Which asset wakes it? What does it learn of that asset, and of its events?
@dag(schedule=None, max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)
def exercise_5_4_rebuild_index() -> None:
    @task
    def rebuild_index(*, triggering_asset_events) -> None:
        """Note in the table `search_index` which collection is searched, how many points it has, by which batches."""
        todo(4)

    rebuild_index()


exercise_5_4_publish()
exercise_5_4_embed()
exercise_5_4_update_store()
exercise_5_4_rebuild_index()
