"""A proxy in the environment: nothing of ours asks it for this machine, and an error about another host names it."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from include.course.airflow_api import AirflowApi, LiveError
from include.errors import StoreError
from include.lake.errors import first_line
from include.proxy import asked_instead, sparing_this_machine
from include.settings import Settings
from include.sources.s3_client import open_s3
from include.vector_store.server import open_client
from include.vector_store.state import peek
from tools.airflow_rest import AirflowRest
from tools.surroundings import without_foreign

EVERY = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class Server(ThreadingHTTPServer):
    """Answers everything with one JSON object, and remembers what it was asked for."""

    def __init__(self, status: int, answer: object) -> None:
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PUT = do_CONNECT = do_HEAD = do_GET  # noqa: N815 - as the library calls them

            def log_message(self, *_: object) -> None:
                return

        super().__init__(("127.0.0.1", 0), Handler)
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A company's proxy, which has never heard of your 127.0.0.1, and no NO_PROXY."""
    server = Server(503, {})
    for name in EVERY:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, server.url)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def local() -> Iterator[Server]:
    """A server on this machine that answers as an Airflow, a Qdrant and an S3 without anything in them would."""
    answer = {"result": {"aliases": [], "collections": []}, "status": "ok", "time": 0.0, "dags": [], "total_entries": 0}
    server = Server(200, answer)
    yield server
    server.shutdown()
    server.server_close()


def test_our_clients_ask_this_machine_directly(proxy: Server, local: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(Settings.from_environment({}), qdrant_url=local.url)
    assert AirflowRest(local.url).get("/dags") == AirflowApi(local.url).get("/dags")
    assert peek(settings).served == ""
    assert open_client(settings).get_collections().collections == []
    monkeypatch.setenv("AWS_ENDPOINT_URL", local.url)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "us-east-1")
    open_s3().head_bucket(Bucket="documents")
    asked = [path.partition("?")[0] for path in local.asked]
    assert {"/api/v2/dags", "/aliases", "/collections", "/documents"} <= set(asked)
    assert proxy.asked == []


def test_what_is_started_spares_this_machine_and_keeps_the_list_that_is_there() -> None:
    spared = sparing_this_machine({"no_proxy": "one.example, two.example", "NO_PROXY": "two.example,three.example"})
    hosts = spared["NO_PROXY"].split(",")
    assert spared["no_proxy"] == spared["NO_PROXY"]
    assert hosts[:3] == ["one.example", "two.example", "three.example"]
    assert {"127.0.0.1", "localhost", "::1", os.uname().nodename} <= set(hosts)
    assert len(hosts) == len(set(hosts))
    assert sparing_this_machine({"NO_PROXY": ""})["no_proxy"].startswith("localhost,127.0.0.1,::1")
    assert sparing_this_machine({"NO_PROXY": "*", "no_proxy": "one.example"})["no_proxy"] == "*"
    assert "127.0.0.1" in without_foreign({"HTTP_PROXY": "http://proxy.example"})["NO_PROXY"]


def test_an_error_about_another_host_names_the_variable_and_not_the_proxys_password(
    proxy: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//me:secret@"))
    settings = replace(Settings.from_environment({}), qdrant_url="http://qdrant:6333")
    with pytest.raises(StoreError, match="HTTP_PROXY is set, so a proxy was asked for qdrant") as caught:
        peek(settings)
    assert "add that to NO_PROXY" in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(LiveError, match="HTTP_PROXY is set, so a proxy was asked for airflow"):
        AirflowApi("http://airflow:8080")
    monkeypatch.setenv("NO_PROXY", "qdrant")
    assert asked_instead("http://qdrant:6333") == ""
    assert asked_instead("http://127.0.0.1:6333") == ""


def test_the_table_library_obeys_the_environment_so_its_errors_say_so_for_this_machine_too(
    proxy: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    error = OSError("Generic S3 error: Server returned non-2xx status code: 503")
    assert "HTTP_PROXY is set, so a proxy was asked for 127.0.0.1" in first_line(error)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert "proxy" not in first_line(error)


def test_a_doctor_says_that_an_airflow_of_ones_own_needs_no_proxy(
    proxy: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from include.course.doctor import NOTE, OK, examine

    def found() -> tuple[str, dict[str, str]]:
        return next((one.state, one.values) for one in examine() if one.key.startswith("proxy"))

    assert found() == (NOTE, {"name": "HTTP_PROXY"})
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    assert found()[0] == OK
