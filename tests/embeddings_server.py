"""A server that speaks OpenAI's `/v1/embeddings`, and misbehaves when a test says so. It has a key and wants it."""

import base64
import json
import math
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

KEY = "sk-test-4f1d9c"
MODEL = "all-MiniLM-L6-v2"
Encode = Callable[[Sequence[str]], np.ndarray]
Misbehaviour = Callable[["Handler", list[list[float]]], None]
"""Answers in place of the server, which would have sent these vectors."""


def hashed(texts: Sequence[str]) -> np.ndarray:
    """Vectors of eight numbers that depend on the text alone."""
    return np.array([[math.sin(hash_of(text) % (97 + place)) for place in range(8)] for text in texts], np.float32)


def hash_of(text: str) -> int:
    return int.from_bytes(text.encode()[-6:], "big") + len(text)


@dataclass
class EmbeddingsServer:
    """What was asked, and what goes wrong next."""

    url: str = ""
    encode: Encode = hashed
    asked: list[list[str]] = field(default_factory=list)
    """Texts of each request that had the key, in order."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)
    next: deque[Misbehaviour] = field(default_factory=deque)
    always: Misbehaviour | None = None
    """Whatever is asked."""
    gone: threading.Event = field(default_factory=threading.Event)
    """Set at the end: what hangs lets go."""

    def environment(self, **more: str) -> dict[str, str]:
        """Settings that name it."""
        return {
            "EMBEDDING_MODEL": f"openai:{MODEL}",
            "EMBEDDING_URL": self.url,
            "EMBEDDING_API_KEY": KEY,
            **more,
        }


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    served: EmbeddingsServer

    def log_message(self, *_arguments: Any) -> None:
        """Tests print nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key = self.headers.get("Authorization", "")
        self.served.authorizations.append(key)
        if key != f"Bearer {KEY}":
            # As OpenAI does, it says what it was sent.
            self.say(401, {"error": {"message": f"Incorrect API key provided: {key}", "code": "invalid_api_key"}})
            return
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        self.served.asked.append(texts)
        self.served.bodies.append(body)
        vectors = self.served.encode(texts).tolist()
        misbehave = self.served.next.popleft() if self.served.next else self.served.always
        if misbehave:
            misbehave(self, vectors)
        else:
            self.say_vectors(vectors, body.get("encoding_format", "float"))

    def say_vectors(self, vectors: list[list[float]], kind: str = "float") -> None:
        def written(vector: list[float]) -> Any:
            return base64.b64encode(np.array(vector, "<f4").tobytes()).decode() if kind == "base64" else vector

        data = [
            {"object": "embedding", "index": place, "embedding": written(vector)}
            for place, vector in enumerate(vectors)
        ]
        tokens = sum(len(text.split()) for text in self.served.asked[-1])
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        self.say(200, {"object": "list", "data": data, "model": MODEL, "usage": usage})

    def say(self, status: int, answer: Any, headers: dict[str, str] | None = None, cut: int = 0) -> None:
        """Send an answer, without so many bytes of its end."""
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) - cut])
        if cut:
            self.close_connection = True


def refuses(status: int, code: str = "", **headers: str) -> Misbehaviour:
    """Says a status; its words quote the key, as those of some providers do."""
    error = {"error": {"message": f"no: {KEY}", "type": code or "some_error", "code": code or None}}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _vectors: handler.say(status, error, sent)


def hangs(handler: Handler, _vectors: list[list[float]]) -> None:
    """Says nothing until the test is over."""
    handler.served.gone.wait(60)
    handler.close_connection = True


def breaks_off(handler: Handler, vectors: list[list[float]]) -> None:
    """Sends half of what it announces."""
    handler.say(200, {"data": vectors}, cut=20)


def no_json(handler: Handler, _vectors: list[list[float]]) -> None:
    """Sends a whole answer that ends in the middle."""
    body = b'{"object": "list", "data": [{"embedding": [0.1, 0.'
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def no_vectors(handler: Handler, _vectors: list[list[float]]) -> None:
    """Sends something else, with a good status."""
    handler.say(200, {"error": {"message": f"upstream failed, the key was {KEY}"}})


def fewer(handler: Handler, vectors: list[list[float]]) -> None:
    handler.say_vectors(vectors[:-1])


def nan(handler: Handler, vectors: list[list[float]]) -> None:
    handler.say_vectors([*vectors[:-1], [math.nan, *vectors[-1][1:]]])


def zeros(handler: Handler, vectors: list[list[float]]) -> None:
    handler.say_vectors([[0.0] * len(vectors[0]), *vectors[1:]])


def uneven(handler: Handler, vectors: list[list[float]]) -> None:
    handler.say_vectors([vectors[0][:-1], *vectors[1:]])


def longer(handler: Handler, vectors: list[list[float]]) -> None:
    handler.say_vectors([[*vector, 0.5] for vector in vectors])


@contextmanager
def serving_embeddings(encode: Encode = hashed) -> Iterator[EmbeddingsServer]:
    """A server on a free port of this machine, until the end of the block."""
    served = EmbeddingsServer(encode=encode)
    handler = type("OurHandler", (Handler,), {"served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.gone.set()
        server.shutdown()
        server.server_close()
        thread.join()
