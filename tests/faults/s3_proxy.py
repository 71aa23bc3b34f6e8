"""A proxy before an S3 server that answers every second call with an error."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import urlsplit


class FailingProxy:
    """Answers a share of all requests with 500 or 503 and hands the others on.

    Args:
        address: of the S3 server.
        every: one request in so many fails; 0: none does.
    """

    def __init__(self, address: str, every: int) -> None:
        self.every = every
        self.failed = 0
        self._requests = count(1)
        proxy, target = self, urlsplit(address).netloc

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def hand_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if proxy.must_fail():
                    status = 500 if proxy.failed % 2 else 503
                    self._reply(status, [("Content-Type", "application/xml")], proxy.error(status))
                    return
                server = http.client.HTTPConnection(target, timeout=60)
                try:
                    server.request(self.command, self.path, body, dict(self.headers))
                    answer = server.getresponse()
                    content = answer.read()
                    length = answer.getheader("Content-Length") if self.command == "HEAD" else None
                    self._reply(answer.status, answer.getheaders(), content, length)
                finally:
                    server.close()

            def _reply(
                self, status: int, headers: list[tuple[str, str]], content: bytes, length: str | None = None
            ) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("Content-Length", length or str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = hand_on  # noqa: N815 - names that the library calls

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def must_fail(self) -> bool:
        fails = bool(self.every) and next(self._requests) % self.every == 0
        self.failed += fails
        return fails

    @staticmethod
    def error(status: int) -> bytes:
        code = "InternalError" if status == 500 else "SlowDown"
        return f"<Error><Code>{code}</Code><Message>try again</Message></Error>".encode()

    def __enter__(self) -> "FailingProxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
