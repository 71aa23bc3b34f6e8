"""The same on S3: an export and tables in a bucket, and a user forgotten from every object of it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from include.errors import Disagreement
from include.knowledge.export import export_user
from include.knowledge.forget import forget
from include.knowledge.proof import require_forgotten
from include.provenance import Provenance
from tests.knowledge.conftest import Chat

TIME = "2026-03-01T08:00:00Z"


def objects(client: Any) -> dict[str, bytes]:
    listed = client.list_objects_v2(Bucket="docs").get("Contents", [])
    return {item["Key"]: client.get_object(Bucket="docs", Key=item["Key"])["Body"].read() for item in listed}


def test_a_user_is_forgotten_from_every_object_of_the_bucket(chat: Chat, client: Any) -> None:
    said = {"u-mira": "I live in Zanzibar.", "u-ben": "I live in Rome."}
    messages = [
        {"id": f"m{number}", "user": user, "name": user, "time": TIME, "text": text}
        for number, (user, text) in enumerate(said.items())
    ]
    record = {"thread": "one", "exported_at": TIME, "messages": messages}
    client.put_object(Bucket="docs", Key="export/2026/one.json", Body=json.dumps(record).encode())
    chat.settings = replace(chat.settings, conversations_uri="s3://docs/export", lake_uri="s3://docs/lake")
    chat.learn()
    assert chat.facts() == ["lives in Zanzibar"]
    export_user(chat.lake, "u-mira", Provenance())
    with pytest.raises(Disagreement, match="something is left of the user"):
        require_forgotten(chat.settings, chat.lake, "u-mira")
    forget(chat.settings, chat.lake, "u-mira", Provenance())
    require_forgotten(chat.settings, chat.lake, "u-mira")
    assert [key for key, data in objects(client).items() if b"Zanzibar" in data or b"u-mira" in data] == []
    assert chat.facts("u-ben") == ["lives in Rome"]
    assert chat.learn() == {}
