"""A Qdrant server that refuses, hangs or fails, and an S3 that fails half of its calls."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from include.lake.known_documents import known_documents
from include.settings import PROJECT
from include.verify.verification import verify
from tests.conftest import PAGES, Workplace
from tests.faults.conftest import Handbook, Points, assert_true, embedded_texts, points
from tests.faults.s3_proxy import FailingProxy
from tests.s3_server import serving_s3

slow = pytest.mark.slow_fault
Answer = Callable[[BaseHTTPRequestHandler], None]


def says(code: int, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "2")
        request.end_headers()
        request.wfile.write(b"no")

    return answer


def hangs(request: BaseHTTPRequestHandler) -> None:
    request.server.over.wait(60)


def breaks_off(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"result":')


@contextmanager
def qdrant(answer: Answer, empty_first: bool = False) -> Iterator[str]:
    """A server that gives every request this answer; with `empty_first` it says that it holds nothing until written."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            if length := int(self.headers.get("Content-Length", 0)):
                self.rfile.read(length)
            if empty_first and self.command == "GET" and self.path in ("/aliases", "/collections"):
                body = json.dumps({"result": {"aliases": [], "collections": []}, "status": "ok", "time": 0}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            else:
                answer(self)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - names that the library calls

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.over = threading.Event()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def sync(workplace: Workplace, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "include.sync", "--json"],
        cwd=PROJECT,
        env=workplace.process_environment | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )


FAILURES = {
    "error 500": says(500),
    "error 429": says(429, Retry_After="1"),
    "error 429 without a time": says(429),
    "hanging": hangs,
    "broken off": breaks_off,
    "no JSON": says(200),
}


@pytest.mark.parametrize("empty_first", [True, pytest.param(False, marks=slow)], ids=["when written", "at once"])
@pytest.mark.parametrize(
    "failure",
    [
        "error 429",
        "hanging",
        *(pytest.param(name, marks=slow) for name in FAILURES if name not in ("error 429", "hanging")),
    ],
)
def test_a_qdrant_that_fails_is_one_line_and_loses_nothing(
    edited: Handbook, undisturbed: Points, failure: str, empty_first: bool
) -> None:
    with qdrant(FAILURES[failure], empty_first) as url:
        refused = sync(edited, QDRANT_PATH="", QDRANT_URL=url, QDRANT_TIMEOUT="1")
    assert refused.returncode == 1, refused.stderr
    assert "Traceback" not in refused.stderr, refused.stderr
    # The library may have warned before that it cannot ask for the version.
    lines = [line for line in refused.stderr.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, refused.stderr
    assert lines[0].startswith("error: Qdrant")
    assert url in lines[0]
    edited.sync()
    assert_true(edited, undisturbed)


@slow
def test_a_qdrant_that_refuses_is_one_line(edited: Handbook, undisturbed: Points) -> None:
    refused = sync(edited, QDRANT_PATH="", QDRANT_URL="http://127.0.0.1:9")
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert "http://127.0.0.1:9" in line
    edited.sync()
    assert_true(edited, undisturbed)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with serving_s3() as address:
        yield address


def s3_environment(address: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
        "DOCUMENTS_URI": "s3://faults/documents",
        "LAKE_URI": "s3://faults/lake",
    }


@pytest.mark.parametrize(
    ("tables", "edits"),
    [("on a disk", 0), pytest.param("on S3", 0, marks=slow), pytest.param("on S3", 2, marks=slow)],
)
def test_an_s3_that_fails_half_of_its_calls_delays_and_loses_nothing(
    empty: Workplace, monkeypatch: pytest.MonkeyPatch, s3: str, tables: str, edits: int
) -> None:
    """The clients try again; where they give up it is one line, and the next run goes on."""
    for name, value in s3_environment(s3).items():
        monkeypatch.setenv(name, value)
    bucket = boto3.resource("s3").create_bucket(Bucket="faults")
    on_disk = empty.environment["LAKE_URI"]
    empty.environment |= s3_environment(s3)
    if tables == "on a disk":
        empty.environment["LAKE_URI"] = on_disk

    def put(name: str, text: str) -> None:
        bucket.put_object(Key=f"documents/{name}", Body=text.encode())
        empty.write(name, text)

    for name, text in PAGES.items():
        put(name, text)
    with FailingProxy(s3, every=2) as proxy:
        until_done(empty, proxy)
        for number in range(edits):
            put("notes.txt", f"The office has a red door, and {number} windows.\n")
            put(f"more-{number}.md", "# More\n\nOne more page.\n")
            bucket.Object("documents/guide.rst").delete()
            (empty.documents / "guide.rst").unlink(missing_ok=True)
            until_done(empty, proxy)
        assert proxy.failed >= len(PAGES)
    present = points(empty)
    assert verify(empty.settings, empty.lake).clean
    texts = embedded_texts(empty)
    assert len(texts) == len(set(texts))
    rows = known_documents(empty.lake.open("documents")).values()
    assert [row["status"] for row in rows] == ["ready"] * (5 if edits else 4)
    bucket.objects.all().delete()
    bucket.delete()

    other = Handbook(empty.folder / "other")
    for path in empty.documents.rglob("*.*"):
        other.write(path.relative_to(empty.documents).as_posix(), path.read_bytes())
    other.sync()
    assert present == points(other)


def until_done(workplace: Workplace, proxy: FailingProxy) -> None:
    for _ in range(5):
        done = sync(workplace, AWS_ENDPOINT_URL=proxy.address)
        if done.returncode == 0:
            return
        assert done.stderr.splitlines()[-1].startswith("error: "), done.stderr
        assert "Traceback" not in done.stderr, done.stderr
    raise AssertionError(done.stderr)
