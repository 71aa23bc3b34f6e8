"""A fault that passes is told from one that lasts, by what real servers and disks answer."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest

from include.errors import Lasting, SourceError, StoreError, StoreRefused
from include.lake.tables import Lake, LakeError
from include.settings import Settings
from include.sources.documents import open_source
from include.vector_store.state import peek
from include.vector_store.store import open_store
from tests.conftest import Workplace
from tests.s3_server import serving_s3


class Answering(ThreadingHTTPServer):
    """Answers everything with one HTTP status, as Qdrant words it."""

    status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Answering

    def do_GET(self) -> None:
        body = b'{"status": {"error": "the server says why"}}'
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def server() -> Iterator[Answering]:
    with Answering(("127.0.0.1", 0), Answer) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def look(settings: Settings) -> None:
    peek(settings)


def open_and_look(settings: Settings) -> None:
    with open_store(settings) as store:
        store.state()


@pytest.mark.filterwarnings("ignore:Failed to obtain server version", "ignore:Api key is used")
@pytest.mark.parametrize("ask", [look, open_and_look])
@pytest.mark.parametrize(
    ("status", "lasting"),
    [(400, True), (401, True), (403, True), (404, False), (408, False), (429, False), (500, False), (503, False)],
)
def test_a_wrong_key_lasts_and_a_busy_server_passes(server: Answering, ask: Any, status: int, lasting: bool) -> None:
    server.status = status
    settings = Settings.from_environment({"QDRANT_URL": server.url, "QDRANT_API_KEY": "wrong"})
    with pytest.raises(StoreError) as caught:
        ask(settings)
    assert isinstance(caught.value, Lasting) == lasting
    assert "\n" not in str(caught.value)
    assert server.url in str(caught.value)


@pytest.mark.filterwarnings("ignore:Failed to obtain server version")
@pytest.mark.parametrize("ask", [look, open_and_look])
def test_a_server_that_is_away_passes(ask: Any) -> None:
    with pytest.raises(StoreError) as caught:
        ask(Settings.from_environment({"QDRANT_URL": "http://127.0.0.1:9"}))
    assert not isinstance(caught.value, Lasting)


@pytest.mark.filterwarnings("ignore:Failed to obtain server version")
@pytest.mark.parametrize(
    ("url", "port"), [("http://plain.test", 80), ("https://tls.test/at", 443), ("http://q.test:7", 7)]
)
def test_whoever_asks_a_server_asks_one_port_and_names_it(url: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []

    def nowhere(host: str | bytes, service: Any, *_: Any, **__: Any) -> NoReturn:
        name = host.decode() if isinstance(host, bytes) else host
        asked.append((name, int(service)))
        raise socket.gaierror(socket.EAI_NONAME, "there is no such name")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    for variable in ("http_proxy", "https_proxy", "all_proxy"):  # a proxy would be asked instead
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.upper(), raising=False)
    for ask in (look, open_and_look):
        with pytest.raises(StoreError, match=f"test:{port}"):
            ask(Settings.from_environment({"QDRANT_URL": url}))
    host = urlsplit(url).hostname  # a client that another test opened may still be looking for its server
    assert [number for name, number in asked if name == host] == [port] * asked.count((host, port))
    assert asked.count((host, port)) >= 2


def test_who_named_no_port_is_told_the_usual_one() -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:80 does not answer.*http://127\.0\.0\.1:6333"):
        look(Settings.from_environment({"QDRANT_URL": "http://127.0.0.1"}))


def test_a_collection_for_another_dimension_is_refused_before_anything_is_written(empty: Workplace) -> None:
    with open_store(empty.settings) as store:
        store.create("documents__made_elsewhere", 3)
    with open_store(empty.settings) as store, pytest.raises(StoreRefused, match="dimension 3, the model makes 384"):
        store.create("documents__made_elsewhere", 384)


@pytest.fixture
def closed_storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An S3 server that knows none of our keys; the environment leads there."""
    with serving_s3(INITIAL_NO_AUTH_ACTION_COUNT="0") as address:
        for name, value in {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "wrong",
            "AWS_SECRET_ACCESS_KEY": "wrong",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
        }.items():
            monkeypatch.setenv(name, value)
        yield


@pytest.mark.usefixtures("closed_storage")
def test_a_wrong_key_of_the_storage_lasts() -> None:
    with pytest.raises(SourceError) as source:
        open_source("s3://docs/in", 1000).list()
    with pytest.raises(LakeError) as lake:
        Lake("s3://docs/lake").open_or_create("documents")
    assert isinstance(source.value, Lasting)
    assert isinstance(lake.value, Lasting)


def test_a_storage_that_is_away_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(SourceError) as caught:
        open_source("s3://docs/in", 1000).list()
    assert not isinstance(caught.value, Lasting)


def test_a_lake_that_is_no_folder_lasts() -> None:
    with pytest.raises(LakeError) as caught:
        Lake("/dev/null/lake").open_or_create("documents")
    assert isinstance(caught.value, Lasting)


def test_a_source_that_is_no_folder_lasts(empty: Workplace) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(str(empty.folder / "nothing"), 1000)
    assert isinstance(caught.value, Lasting)
