"""What a container's health check makes of what Airflow's API says."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tools import health


class Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        told = {
            "scheduler": {"status": "healthy"},
            "triggerer": {"status": "unhealthy"},
            "dag_processor": {"status": None},
        }
        body = json.dumps(told if self.path == "/api/v2/monitor/health" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("component", "code", "line"),
    [
        ("scheduler", 0, "scheduler: healthy"),
        ("triggerer", 1, "triggerer: unhealthy"),
        ("dag_processor", 1, "dag_processor: None"),  # it never ran
        ("worker", 1, "worker: unknown: KeyError('worker')"),
    ],
)
def test_a_component_is_healthy_when_the_api_says_so(
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    component: str,
    code: int,
    line: str,
) -> None:
    monkeypatch.setattr(health, "HOST", "127.0.0.1")
    monkeypatch.setattr(health, "PORT", port)
    monkeypatch.setattr("sys.argv", ["health.py", component])
    assert health.main() == code
    assert capsys.readouterr().out.strip() == line


def test_where_no_api_answers_nothing_is_healthy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(health, "HOST", "127.0.0.1")
    monkeypatch.setattr(health, "PORT", 9)
    monkeypatch.setattr("sys.argv", ["health.py", "scheduler"])
    assert health.main() == 1
    assert "ConnectionRefusedError" in capsys.readouterr().out
