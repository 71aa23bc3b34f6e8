"""Every asset of the bundle, defined once: two definitions of one name would drift, and Airflow would follow the last.

The URI names a thing and is never opened; where the data really is, the settings say.
"""

import os

from airflow.sdk import Asset, AssetAlias, AssetWatcher

from include.airflow_io.source_trigger import SourceTrigger

LISTENING_SECONDS = 20
"""How long one question to the queue stays open; SQS allows no more."""


def source_watchers(queue: str) -> list[AssetWatcher]:
    """Returns who tells of changes of the document source: a watcher that looks, and a queue of S3 notifications.

    A message is deleted from the queue before its event is stored, so the one who looks stays.
    """
    watchers = [AssetWatcher(name="source", trigger=SourceTrigger(wakes="publish_documents"))]
    if queue:
        from airflow.providers.common.messaging.triggers.msg_queue import MessageQueueTrigger

        trigger = MessageQueueTrigger(
            scheme="sqs",
            sqs_queue=queue,
            aws_conn_id=None,  # as for the source itself, the AWS_* environment says who asks
            max_messages=10,
            wait_time_seconds=LISTENING_SECONDS,
            waiter_delay=1,
        )
        watchers.append(AssetWatcher(name="queue", trigger=trigger))
    return watchers


DOCUMENT_SOURCE = Asset(
    name="document_source",
    uri="x-source://documents",
    group="1-source",
    # Which triggers there are is decided where the DAG is parsed, so this one setting is read there.
    watchers=source_watchers(os.environ.get("DOCUMENTS_QUEUE", "").strip()),
)
DOCUMENTS = Asset(name="documents", uri="x-lake://documents", group="1-source")
EMBEDDINGS = Asset(name="embeddings", uri="x-lake://embeddings", group="2-derived")
VECTOR_STORE = Asset(name="vector_store", uri="x-qdrant://documents", group="3-served")
SEARCH_INDEX = Asset(name="search_index", uri="x-qdrant://documents/alias", group="3-served")
REPAIRED = AssetAlias("repaired", group="4-upkeep")
"""A task that may update several assets names this one and adds those that really changed; only they wake anybody."""
BY_HAND = AssetAlias("by_hand", group="4-upkeep")
"""Named by a task that a person starts or agrees to, where another DAG makes the asset by itself. Had an asset two DAGs
that make it, Airflow would refuse to materialize it."""
