"""Each DAG is an @asset, woken by the one before; a batch is named by a uuid."""

CHANGES_OF_FORMER = [
    ("from uuid import NAMESPACE_URL, uuid5", "from uuid import NAMESPACE_URL, uuid4, uuid5"),
    ("from airflow.sdk import Asset, dag, task", "from airflow.sdk import asset"),
    ('DOCUMENTS = Asset(name="exercise_5_4_documents", uri="x-course://exercise_5_4/documents")\n', ""),
    ('EMBEDDINGS = Asset(name="exercise_5_4_embeddings", uri="x-course://exercise_5_4/embeddings")\n', ""),
    ('VECTOR_STORE = Asset(name="exercise_5_4_vector_store", uri="x-course://exercise_5_4/vector_store")\n', ""),
    (
        '@dag(schedule=None, tags=["course", "5.4"], is_paused_upon_creation=False)\ndef exercise_5_4_publish() -> None:\n'
        "    @task(outlets=[DOCUMENTS])\n    def publish_documents(*, outlet_events) -> None:\n",
        '@asset(schedule=None, uri="x-course://exercise_5_4/documents", is_paused_upon_creation=False)\n'
        "def exercise_5_4_documents(self, outlet_events) -> None:\n    if True:\n",
    ),
    ('f"batch-{now:%Y%m%dT%H%M%S.%fZ}"', "str(uuid4())"),
    ("outlet_events[DOCUMENTS].extra", "outlet_events[self].extra"),
    ("\n\n    publish_documents()\n", "\n"),
    (
        '@dag(schedule=[DOCUMENTS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)\n'
        "def exercise_5_4_embed() -> None:\n    @task(outlets=[EMBEDDINGS])\n"
        "    def embed_changed(*, triggering_asset_events, outlet_events) -> None:\n",
        "@asset(\n    schedule=[exercise_5_4_documents],\n"
        '    uri="x-course://exercise_5_4/embeddings",\n    is_paused_upon_creation=False,\n)\n'
        'def exercise_5_4_embeddings(self, context, outlet_events) -> None:\n    triggering_asset_events = context["triggering_asset_events"]\n    if True:\n',
    ),
    ("outlet_events[EMBEDDINGS].extra", "outlet_events[self].extra"),
    ("\n\n    embed_changed()\n", "\n"),
    (
        '@dag(schedule=[EMBEDDINGS], max_active_runs=1, tags=["course", "5.4"], is_paused_upon_creation=False)\n'
        "def exercise_5_4_update_store() -> None:\n    @task(outlets=[VECTOR_STORE])\n"
        "    def update_points(*, triggering_asset_events, outlet_events) -> None:\n",
        "@asset(\n    schedule=[exercise_5_4_embeddings],\n"
        '    uri="x-course://exercise_5_4/vector_store",\n    is_paused_upon_creation=False,\n)\n'
        'def exercise_5_4_vector_store(self, context, outlet_events) -> None:\n    triggering_asset_events = context["triggering_asset_events"]\n    if True:\n',
    ),
    ("outlet_events[VECTOR_STORE].extra", "outlet_events[self].extra"),
    ("\n\n    update_points()\n\n\nexercise_5_4_publish()\nexercise_5_4_embed()\nexercise_5_4_update_store()\n", "\n"),
]
