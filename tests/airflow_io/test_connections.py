"""Airflow connections: what the core is told, and that nothing of it stays behind."""

import asyncio
import json
import os
from typing import Any

import pytest

from include.airflow_io import connections
from include.airflow_io.connections import connected
from include.airflow_io.source_trigger import SourceTrigger
from include.airflow_io.tasks import task_settings
from include.embedding.encoder import open_encoder
from include.embedding.model import find_model
from include.errors import SettingsError, StoreError
from include.lake.tables import Lake
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.settings import Settings
from include.sources.documents import open_source
from include.vector_store.store import open_store
from tests.embeddings_server import KEY, MODEL, serving_embeddings

S3_OF_OURS = {"login": "key", "password": "secret", "extra": {"region_name": "eu-central-1"}}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("AWS_", "QDRANT_", "S3_", "EMBEDDING_CONNECTION", "OPENAI_")):
            monkeypatch.delenv(name)


def connect(patch: pytest.MonkeyPatch, setting: str, kind: str, **fields: Any) -> None:
    patch.setenv(setting, "ours")
    patch.setenv("AIRFLOW_CONN_OURS", json.dumps({"conn_type": kind, **fields}))


def aws() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


def test_documents_and_tables_are_found_through_a_connection_alone(
    endpoint: str, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.put_object(Bucket="docs", Key="team/a.md", Body=b"# A\n\nText.\n")
    for name in aws():
        monkeypatch.delenv(name)
    extra = S3_OF_OURS["extra"] | {"endpoint_url": endpoint}
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS | {"extra": extra})
    monkeypatch.setenv("DOCUMENTS_URI", "s3://docs/team")
    monkeypatch.setenv("LAKE_URI", "s3://docs/lake")
    with task_settings() as settings:
        report = publish_documents(settings, Lake(settings.lake_uri), Provenance())
    assert report.plan.added == 1
    assert aws() == {}
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)  # the bucket is emptied with it


def test_a_connection_replaces_the_environment_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of somebody else")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://somewhere.else")
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS)
    with connected():
        assert aws() == {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "eu-central-1",
            "AWS_DEFAULT_REGION": "eu-central-1",
        }
    assert aws() == {"AWS_SESSION_TOKEN": "of somebody else", "AWS_ENDPOINT_URL": "http://somewhere.else"}


def test_temporary_credentials_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS | {"extra": {"aws_session_token": "token"}})
    with connected():
        assert os.environ["AWS_SESSION_TOKEN"] == "token"


def test_a_role_is_assumed(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    role = {
        "role_arn": "arn:aws:iam::123456789012:role/reader",
        "region_name": "us-east-1",
        "service_config": {"sts": {"endpoint_url": endpoint}, "s3": {"endpoint_url": endpoint}},
    }
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS | {"extra": role})
    with connected():
        assert os.environ["AWS_SESSION_TOKEN"]
        assert os.environ["AWS_ACCESS_KEY_ID"] != "key"
        assert os.environ["AWS_ENDPOINT_URL"] == endpoint


@pytest.mark.parametrize(
    ("extra", "host"),
    [
        ({"endpoint_url": "https://s3.example.com"}, "s3.example.com/docs"),
        (
            {"endpoint_url": "https://s3.example.com", "config_kwargs": {"s3": {"addressing_style": "virtual"}}},
            "docs.s3.example.com/",
        ),
        ({"region_name": "eu-central-1"}, "docs.s3."),
        (
            {"region_name": "eu-central-1", "config_kwargs": {"s3": {"addressing_style": "path"}}},
            "s3.eu-central-1.amazonaws.com/docs",
        ),
    ],
)
def test_the_bucket_stands_in_the_path_or_in_the_host_name(
    monkeypatch: pytest.MonkeyPatch, extra: dict[str, Any], host: str
) -> None:
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS | {"extra": {"region_name": "us-east-1"} | extra})
    with connected():
        source: Any = open_source("s3://docs", 1000)
        url = source._client.generate_presigned_url("list_objects_v2", Params={"Bucket": "docs"})
    assert url.removeprefix("https://").startswith(host)


def test_encryption_is_asked_for_in_documents_and_tables(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ENDPOINT_URL": client.meta.endpoint_url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "AWS_SERVER_SIDE_ENCRYPTION": "aws:kms",
        "AWS_SSE_KMS_KEY_ID": "our-key",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment({"DOCUMENTS_URI": "s3://docs/team", "LAKE_URI": "s3://docs/lake"})
    open_source(settings.documents_uri, 1000).write("a.md", b"# A\n\nText.\n")
    publish_documents(settings, Lake(settings.lake_uri), Provenance())
    keys = [item["Key"] for item in client.list_objects_v2(Bucket="docs")["Contents"]]
    assert len(keys) > 3
    heads = {key: client.head_object(Bucket="docs", Key=key) for key in keys}
    asked = {key: (head.get("ServerSideEncryption"), head.get("SSEKMSKeyId")) for key, head in heads.items()}
    assert asked == dict.fromkeys(keys, ("aws:kms", "our-key"))


@pytest.mark.parametrize(
    ("fields", "url", "key", "grpc"),
    [
        ({"host": "q.example", "password": "k"}, "http://q.example:6333", "k", 0),
        ({"host": "q.example", "port": 443, "extra": {"https": True}}, "https://q.example:443", "", 0),
        ({"host": "q.example", "extra": {"prefix": "/search/"}}, "http://q.example:6333/search", "", 0),
        ({"extra": {"url": "https://q.example", "prefer_grpc": True}}, "https://q.example:443", "", 6334),
        ({"host": "q.example", "extra": {"prefer_gprc": True, "grpc_port": 7}}, "http://q.example:6333", "", 7),
    ],
)
def test_qdrant_is_found_through_a_connection(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], url: str, key: str, grpc: int
) -> None:
    monkeypatch.setenv("QDRANT_PATH", "/somewhere/else")
    fields["extra"] = fields.get("extra", {}) | {"timeout": 7}
    connect(monkeypatch, "QDRANT_CONNECTION", "qdrant", **fields)
    with task_settings() as settings:
        assert (settings.qdrant_url, settings.qdrant_api_key, settings.qdrant_grpc_port) == (url, key, grpc)
        assert settings.qdrant_timeout == 7
    assert os.environ["QDRANT_PATH"] == "/somewhere/else"


def test_a_connection_may_name_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, "QDRANT_CONNECTION", "qdrant", extra={"path": "/data/qdrant"})
    with task_settings() as settings:
        assert (settings.qdrant_url, settings.qdrant_path) == ("", "/data/qdrant")


@pytest.mark.parametrize("setting", ["S3_CONNECTION", "QDRANT_CONNECTION", "EMBEDDING_CONNECTION"])
def test_a_connection_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv(setting, "typo")
    with pytest.raises(SettingsError, match=f"{setting} is 'typo'; Airflow has no such connection"), task_settings():
        pass


def test_a_qdrant_connection_that_leads_nowhere_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, "QDRANT_CONNECTION", "qdrant", password="k")
    with pytest.raises(SettingsError, match="neither a host nor a `url`"), task_settings():
        pass


def test_a_server_that_does_not_answer_over_grpc_is_one_line() -> None:
    settings = Settings.from_environment(
        {"QDRANT_URL": "http://127.0.0.1:9", "QDRANT_GRPC_PORT": "9", "QDRANT_TIMEOUT": "2"}
    )
    with pytest.raises(StoreError, match="UNAVAILABLE") as caught, open_store(settings) as store:
        store.state()
    assert "\n" not in str(caught.value)


def test_the_triggerer_takes_a_connection_over_before_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "from before")
    asyncio.run(SourceTrigger()._observer())
    assert (os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_REGION"]) == ("key", "eu-central-1")


def test_the_triggerer_keeps_credentials_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, "S3_CONNECTION", "aws", **S3_OF_OURS)
    monkeypatch.setattr(connections, "REFRESH_SECONDS", 0.01)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "expired")

    async def wait_until_fresh() -> None:
        async with connections.connection_kept():
            while os.environ["AWS_ACCESS_KEY_ID"] != "key":
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(wait_until_fresh(), 30))


def test_a_model_of_a_provider_is_asked_through_a_connection_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_API_KEY", "of somebody else")
    monkeypatch.setenv("EMBEDDING_MODEL", f"openai:{MODEL}")
    with serving_embeddings() as server:
        connect(monkeypatch, "EMBEDDING_CONNECTION", "pydanticai", host=server.url, password=KEY)
        with task_settings() as settings:
            model = find_model(settings.embedding_model)
            assert open_encoder(model, settings).encode(["a text"]).shape == (1, 8)
            assert server.url in model.name
        assert server.authorizations == [f"Bearer {KEY}"]
    assert os.environ["EMBEDDING_API_KEY"] == "of somebody else"


def test_the_version_of_azures_api_comes_with_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL", "azure:text-embedding-3-small")
    extra = {"api_version": "2024-10-21"}
    connect(
        monkeypatch, "EMBEDDING_CONNECTION", "pydanticai_azure", host="https://x.example", password="k", extra=extra
    )
    with task_settings() as settings:
        open_encoder(find_model(settings.embedding_model), settings)
        assert os.environ["OPENAI_API_VERSION"] == "2024-10-21"
    assert "OPENAI_API_VERSION" not in os.environ


@pytest.mark.parametrize(
    ("kind", "said"),
    [("pydanticai_bedrock", "the variables of AWS"), ("http", "its type is 'http'; it must be Pydantic AI")],
)
def test_a_connection_that_is_none_of_a_model_is_one_line(
    monkeypatch: pytest.MonkeyPatch, kind: str, said: str
) -> None:
    connect(monkeypatch, "EMBEDDING_CONNECTION", kind, password="k")
    with pytest.raises(SettingsError, match=said), task_settings():
        pass


def test_the_triggerer_gets_no_key_of_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, "EMBEDDING_CONNECTION", "pydanticai", password="k")
    monkeypatch.delenv("EMBEDDING_API_KEY", raising=False)
    asyncio.run(connections.connect())
    assert "EMBEDDING_API_KEY" not in os.environ
