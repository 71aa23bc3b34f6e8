"""Documents and tables on S3: a server of its own on this machine."""

import gzip
import json
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from include.errors import SourceError, UnreadableDocument
from include.lake.known_documents import known_documents
from include.lake.queries import read_rows
from include.lake.tables import Conflict, Lake
from include.pipeline.freshness import freshness_report
from include.pipeline.freshness.hops import freshness
from include.pipeline.steps import publish_documents
from include.provenance import Provenance
from include.settings import Settings
from include.sources.documents import open_source
from include.sources.s3 import S3Source

NFC, NFD = unicodedata.normalize("NFC", "büro.md"), unicodedata.normalize("NFD", "büro.md")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What `S3Source` asks of the server, counted by operation."""
    counted: Counter[str] = Counter()
    original = S3Source.__init__

    def counting(self: S3Source, *arguments: Any) -> None:
        original(self, *arguments)
        self._client.meta.events.register(
            "before-call.s3", lambda model, **_: counted.update([model.name]), unique_id="count"
        )

    monkeypatch.setattr(S3Source, "__init__", counting)
    return counted


def put(client: Any, *keys: str, text: str = "text") -> None:
    for key in keys:
        client.put_object(Bucket="docs", Key=key, Body=f"# {key}\n\n{text}".encode())


def ids(uri: str) -> list[str]:
    return [item.id for item in open_source(uri, 1000).list()]


def settings_for(documents: str, lake: str) -> Settings:
    return Settings.from_environment({"DOCUMENTS_URI": documents, "LAKE_URI": lake})


def test_an_object_that_was_packed_for_the_way_is_read_as_a_browser_shows_it(client: Any) -> None:
    packed = {"a.md": gzip.compress(b"The words."), "b.md": b"Not packed.", "c.md": gzip.compress(bytes(5000))}
    for name, body in packed.items():
        client.put_object(Bucket="docs", Key=f"packed/{name}", Body=body, ContentEncoding="gzip")
    source = open_source("s3://docs/packed", 1000)
    assert [source.read(name) for name in ("a.md", "b.md")] == [b"The words.", b"Not packed."]
    with pytest.raises(UnreadableDocument, match="more than 1,000 bytes"):
        source.read("c.md")


def test_more_than_a_thousand_objects_are_all_listed(client: Any) -> None:
    wanted = [f"many/{number:04}.md" for number in range(1050)]
    put(client, *wanted)
    assert ids("s3://docs") == wanted


def test_only_documents_under_the_prefix_are_listed(client: Any) -> None:
    put(client, "team/a.md", "team/sub/b.html", "team/.x.md", "team/.git/c.md", "team/d.png", "team2/e.md", "f.md")
    for uri in ("s3://docs/team", "s3://docs/team/"):
        assert ids(uri) == ["a.md", "sub/b.html"]
    assert ids("s3://docs/none") == []
    assert open_source("s3://docs/team", 1000).read("sub/b.html").startswith(b"# team/sub/b.html")


def test_a_folder_marker_is_no_document(client: Any) -> None:
    client.put_object(Bucket="docs", Key="notes.md/")
    put(client, "notes.md/a.md")
    assert ids("s3://docs") == ["notes.md/a.md"]


def test_odd_keys_stop_nothing_and_are_documents_where_a_name_allows_it(client: Any) -> None:
    put(client, "p//a.md", "p/b//c.md", "p/../d.md", "p/e/../f.md", "p/ .md", "p/~$g.docx", "p/h.png", "p/?#%20&+.md")
    client.put_object(Bucket="docs", Key="p/")
    source = open_source("s3://docs/p", 1000)
    assert [item.id for item in source.list()] == [" .md", "/a.md", "?#%20&+.md", "b//c.md"]
    assert all(source.read(item.id) for item in source.list())
    assert source.left_out == {"hidden files": 2, "lock files of open documents": 1, ".png": 1}


ANSWER = b"""<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>false</IsTruncated>
<Contents><Key>a.md</Key><LastModified>57868-01-01T00:00:00Z</LastModified><Size>3</Size></Contents>
<Contents><Key>b.md</Key><LastModified>1871-01-01T00:00:00Z</LastModified><ETag>"e"</ETag></Contents></ListBucketResult>"""


class OddServer(BaseHTTPRequestHandler):
    """Lists two objects with times that no calendar has, and fails to send the first."""

    def do_GET(self) -> None:
        broken = self.path.endswith("a.md")
        body = b"" if broken else ANSWER if "list-type" in self.path else b"bbb"
        self.send_response(500 if broken else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def odd_server(client: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OddServer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        yield
        server.shutdown()


def test_a_server_that_tells_odd_times_or_no_etag_is_listed(odd_server: None) -> None:
    found = open_source("s3://docs", 1000).list()
    assert [(item.id, item.size_bytes, item.etag, item.modified) for item in found] == [
        ("a.md", 3, "", None),
        ("b.md", 0, "e", None),
    ]


def test_one_object_that_the_server_fails_to_send_is_one_document_and_many_in_a_row_are_the_server(
    odd_server: None,
) -> None:
    source = open_source("s3://docs", 1000)
    for _ in range(6):
        with pytest.raises(UnreadableDocument, match="the server says 500"):
            source.read("a.md")
        assert source.read("b.md") == b"bbb"
    for _ in range(4):
        with pytest.raises(UnreadableDocument):
            source.read("a.md")
    with pytest.raises(SourceError):
        source.read("a.md")


def test_an_object_above_the_limit_is_not_fetched(client: Any, calls: Counter[str]) -> None:
    put(client, "x.md", text="x" * 2000)
    source = open_source("s3://docs", 1000)
    assert "MAX_DOCUMENT_BYTES" in source.list()[0].problem
    with pytest.raises(UnreadableDocument, match="MAX_DOCUMENT_BYTES"):
        source.read("x.md")


def test_a_missing_bucket_is_one_clear_line(client: Any) -> None:
    with pytest.raises(SourceError, match="DOCUMENTS_URI") as caught:
        ids("s3://no-such-bucket/x")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("action", ["list", "read", "write"])
def test_a_store_that_cannot_be_reached_fails_the_run_and_quarantines_nothing(
    client: Any, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    source = open_source("s3://docs", 1000)
    act = {"list": source.list, "read": lambda: source.read("x.md"), "write": lambda: source.write("x.md", b"x")}
    with pytest.raises(SourceError) as caught:
        act[action]()
    assert "\n" not in str(caught.value)


def test_publishing_twice_fetches_and_commits_once(client: Any, calls: Counter[str]) -> None:
    put(client, "docs/a.md", "docs/sub/b.md", "docs/c.txt")
    client.put_object(Bucket="docs", Key="docs/bad.pdf", Body=b"no pdf")
    settings = settings_for("s3://docs/docs", "s3://docs/lake")
    lake = Lake(settings.lake_uri)
    first = publish_documents(settings, lake, Provenance())
    assert (first.plan.added, first.plan.quarantined, first.version) == (4, 1, 1)
    assert calls["GetObject"] == 4
    second = publish_documents(settings, lake, Provenance())
    assert (second.worked, second.version, lake.version("documents")) == (False, 1, 1)
    assert calls["GetObject"] == 4

    put(client, "docs/a.md", text="changed")
    client.delete_object(Bucket="docs", Key="docs/c.txt")
    third = publish_documents(settings, lake, Provenance())
    assert (third.plan.changed, third.plan.removed, third.version) == (1, ("c.txt",), 2)
    assert calls["GetObject"] == 5
    rows = read_rows(lake.open("documents"), "id", "status", where="status = 'ready'")
    assert sorted(row["id"] for row in rows) == ["a.md", "sub/b.md"]


def test_a_prefix_that_lists_empty_waits_for_a_person_and_comes_back_without_a_fetch(
    client: Any, calls: Counter[str]
) -> None:
    put(client, "docs/a.md", "docs/b.md")
    settings = settings_for("s3://docs/docs", "s3://docs/lake")
    lake = Lake(settings.lake_uri)
    publish_documents(settings, lake, Provenance())
    wrong = settings_for("s3://docs/dosc", "s3://docs/lake")
    assert len(publish_documents(wrong, lake, Provenance()).plan.held) == 2
    before = calls["GetObject"]
    back = publish_documents(settings, lake, Provenance())
    assert (back.worked, dict(back.plan.held), calls["GetObject"]) == (False, {}, before)


def test_names_that_are_not_ascii_do_not_list_the_bucket_once_each(client: Any, calls: Counter[str]) -> None:
    put(client, *(f"docs/日本{number}.md" for number in range(10)))
    settings = settings_for("s3://docs/docs", "s3://docs/lake")
    publish_documents(settings, Lake(settings.lake_uri), Provenance())
    assert calls["GetObject"] == 10
    assert calls["ListObjectsV2"] <= 2


def test_of_two_writers_to_a_lake_on_s3_one_must_plan_again(client: Any) -> None:
    put(client, "docs/a.md")
    settings = settings_for("s3://docs/docs", "s3://docs/lake")
    lake = Lake(settings.lake_uri)
    publish_documents(settings, lake, Provenance())
    one, other = lake.open_or_create("documents"), lake.open_or_create("documents")
    (known,) = known_documents(one).values()
    lake.change(one, "documents", [known | {"title": "one"}], [], {})
    with pytest.raises(Conflict):
        lake.change(other, "documents", [known | {"title": "other"}], [], {})
    assert [row["title"] for row in read_rows(lake.open("documents"), "title")] == ["one"]


def test_the_freshness_report_is_written_beside_the_tables(client: Any) -> None:
    report = freshness(datetime.now(UTC), timedelta(minutes=15), (), ())
    freshness_report.store(report, "s3://docs/lake")
    body = client.get_object(Bucket="docs", Key="lake/reports/freshness.json")["Body"].read()
    assert json.loads(body)["overdue"] == 0


def test_a_listing_says_when_an_object_was_stored(client: Any) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    client.put_object(Bucket="docs", Key="a.md", Body=b"# A")
    (item,) = open_source("s3://docs", 1000).list()
    assert item.modified
    assert before <= item.modified <= datetime.now(UTC)
