"""An observed S3 source: by its listing, and by the bucket's notifications over SQS."""

import asyncio
import json
from contextlib import aclosing
from typing import Any
from urllib.parse import unquote_plus
from uuid import uuid4

import boto3
import pytest

from include.airflow_io.assets import source_watchers
from include.airflow_io.source_trigger import SourceTrigger
from include.lake.tables import Lake
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.settings import Settings
from include.sources.observation import Observation
from tests.airflow_io.test_source_trigger import Store, watching
from tests.conftest import Workplace

WAIT_SECONDS = 600


@pytest.fixture
def queue(client: Any) -> str:
    """URL of a queue that is told of everything written to or deleted from the bucket."""
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName=f"changes-{uuid4()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    told = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}
    client.put_bucket_notification_configuration(
        Bucket="docs", NotificationConfiguration={"QueueConfigurations": [told]}
    )
    return str(url)


def put(client: Any, key: str, text: str) -> None:
    client.put_object(Bucket="docs", Key=key, Body=text.encode())


def waiting(url: str) -> int:
    counted = boto3.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    )
    return sum(int(number) for number in counted["Attributes"].values())


def received(url: str) -> list[str]:
    """Object keys in the first event of the queue's watcher that names any."""
    trigger = next(watcher.trigger for watcher in source_watchers(url) if watcher.name == "queue")

    async def first() -> list[str]:
        async with aclosing(trigger.run()) as events:
            async for event in events:
                bodies = [json.loads(message["Body"]) for message in event.payload["message_batch"]]
                records = [record for body in bodies for record in body.get("Records", [])]  # none in S3's test message
                if records:
                    return [unquote_plus(record["s3"]["object"]["key"]) for record in records]
        raise AssertionError("the trigger ended")

    return asyncio.run(asyncio.wait_for(first(), WAIT_SECONDS))


def test_without_a_queue_only_the_source_itself_is_watched() -> None:
    assert [watcher.name for watcher in source_watchers("")] == ["source"]
    assert [watcher.name for watcher in source_watchers("https://sqs.eu-central-1.amazonaws.com/1/q")] == [
        "source",
        "queue",
    ]


def test_a_written_object_comes_over_the_queue(client: Any, queue: str) -> None:
    put(client, "team/page.md", "# Page")
    assert received(queue) == ["team/page.md"]


def test_a_message_that_was_lost_is_made_up_for_by_the_sweep(client: Any, queue: str, empty: Workplace) -> None:
    put(client, "team/page.md", "# Page")
    assert received(queue) == ["team/page.md"]  # and the triggerer is killed before it stores the event
    assert waiting(queue) == 0
    settings = Settings.from_environment(empty.environment | {"DOCUMENTS_URI": "s3://docs/team"})
    report = publish_documents(settings, Lake(settings.lake_uri), Provenance())
    assert report.event["documents_added"] == 1


def test_an_object_that_changes_is_found_by_the_listing(
    client: Any, empty: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("include.airflow_io.source_trigger.SETTLE_SECONDS", 0.05)
    monkeypatch.setattr("include.sources.observer.SHARE", 1.0)  # of a busy machine a look may want much
    monkeypatch.setenv("DOCUMENTS_SCAN_SECONDS", "1")
    put(client, "team/page.md", "# Page")
    settings = Settings.from_environment(empty.environment | {"DOCUMENTS_URI": "s3://docs/team"})
    seen = Observation("s3://docs/team", settings.max_document_bytes)

    async def story() -> None:
        async with watching(Store(), SourceTrigger("s3://docs/team")) as watched:
            assert (await watched.event())["files"] == 1
            put(client, "team/page.md", "# Page")  # the same text again: the same ETag
            await watched.none()
            put(client, "team/page.md", "# Page, edited")
            event = await watched.event()
            report = publish_documents(settings, Lake(settings.lake_uri), Provenance())
            assert event["fingerprint"] == report.plan.fingerprint == seen.look().fingerprint
            client.delete_object(Bucket="docs", Key="team/page.md")
            assert (await watched.event())["files"] == 0

    asyncio.run(story())


def test_a_bucket_that_cannot_be_listed_is_said_once(
    client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("include.sources.observer.Observer._next_scan", lambda _: 0.05)

    def said() -> int:
        return caplog.text.count("s3://nothing/ cannot be listed")

    async def story() -> None:
        async with watching(Store(), SourceTrigger("s3://nothing")) as watched:
            async with asyncio.timeout(WAIT_SECONDS):
                while not said():
                    await asyncio.sleep(0.01)
            await watched.none()

    asyncio.run(story())
    assert said() == 1
