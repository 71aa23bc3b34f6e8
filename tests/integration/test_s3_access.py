"""An S3 server that checks who asks: a wrong secret, a missing bucket and a denied prefix are one clear line each."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from include.errors import BundleError, LakeRefused, SourceRefused, UnreadableDocument
from include.lake.tables import Lake
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.settings import Settings
from include.sources.documents import open_source
from tools.ports import free_port
from tools.servers import S3


@pytest.fixture
def as_owner(server: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    client = server.client()
    for key in ("open/a.md", "closed/b.md"):
        client.put_object(Bucket="documents", Key=key, Body=f"# {key}\n\nText.\n".encode())
    return server


@pytest.fixture
def as_guest(as_owner: S3, monkeypatch: pytest.MonkeyPatch) -> S3:
    """Somebody who may read and write below `open/` of both buckets, and nothing else."""
    from boto3.session import Session

    # boto3's own session would keep the keys that an earlier test had.
    iam: Any = Session().client("iam", region_name="us-east-1")
    buckets = [f"arn:aws:s3:::{bucket}" for bucket in ("documents", "lake")]
    below = {"StringLike": {"s3:prefix": ["open/*"]}}
    listing = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": buckets, "Condition": below}
    actions = ["s3:GetObject", "s3:PutObject"]
    objects = {"Effect": "Allow", "Action": actions, "Resource": [f"{bucket}/open/*" for bucket in buckets]}
    policy = {"Version": "2012-10-17", "Statement": [objects, listing]}
    users = iam.list_users()["Users"]
    if "guest" not in {user["UserName"] for user in users}:
        iam.create_user(UserName="guest")
    iam.put_user_policy(UserName="guest", PolicyName="open", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="guest")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    return as_owner


def settings(documents: str, lake: str) -> Settings:
    return Settings.from_environment({"DOCUMENTS_URI": documents, "LAKE_URI": lake})


def publish(documents: str, lake: str) -> Any:
    found = settings(documents, lake)
    return publish_documents(found, Lake(found.lake_uri), Provenance())


def line(act: Callable[[], object], kind: type[BundleError], *words: str) -> None:
    with pytest.raises(kind) as caught:
        act()
    text = str(caught.value)
    assert "\n" not in text
    assert all(word in text for word in words), text


def test_what_may_be_done_is_done(as_guest: S3) -> None:
    assert publish("s3://documents/open", "s3://lake/open").plan.added == 1


def test_a_wrong_secret(as_owner: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    line(lambda: publish("s3://documents", "s3://lake/w"), LakeRefused, "s3://lake/w", "AWS")
    line(open_source("s3://documents", 1000).list, SourceRefused, "s3://documents/", "SignatureDoesNotMatch", "AWS")


def test_a_missing_bucket(as_owner: S3) -> None:
    line(lambda: publish("s3://documents", "s3://no-such-bucket/w"), LakeRefused, "no-such-bucket", "bucket")
    line(open_source("s3://no-such-bucket", 1000).list, SourceRefused, "no-such-bucket", "DOCUMENTS_URI")


def test_a_denied_prefix(as_guest: S3) -> None:
    line(open_source("s3://documents/closed", 1000).list, SourceRefused, "closed", "AccessDenied")
    line(lambda: publish("s3://documents/open", "s3://lake/closed"), LakeRefused, "s3://lake/closed")
    line(lambda: open_source("s3://documents/closed", 1000).write("x.md", b"x"), SourceRefused, "closed")
    line(lambda: open_source("s3://documents/closed", 1000).read("b.md"), UnreadableDocument, "AccessDenied")


def test_what_was_stored_survives_the_death_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = S3(tmp_path, free_port())
    s3.start()
    try:
        for name, value in s3.environment.items():
            monkeypatch.setenv(name, value)
        s3.client().put_object(Bucket="documents", Key="a.md", Body=b"# A\n\nText.\n")
        assert publish("s3://documents", "s3://lake").worked
        assert s3._process
        s3._process.kill()
        s3._process.wait()
        s3.start()
        assert not publish("s3://documents", "s3://lake").worked
    finally:
        s3.stop()
