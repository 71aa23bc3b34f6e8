"""A stand-in for a Qdrant server: HTTP in front of embedded Qdrant, and every request is checked before it gets there.

Bodies are read with the models that are generated from Qdrant's own OpenAPI description and refuse unknown fields; an
unknown path is a 404; a wrong key, and in strict mode a filter by a field without index, are refused as a server does.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from qdrant_client import QdrantClient, models

NAME = r"/collections/(?P<name>[^/?]+)"
Route = tuple[str, str, Any, Callable[..., Any]]


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass
class State:
    """What the server holds, and what it was asked."""

    api_key: str = ""
    client: QdrantClient = field(default_factory=lambda: QdrantClient(":memory:"))
    created: dict[str, models.CreateCollection] = field(default_factory=dict)
    indexed: dict[str, dict[str, Any]] = field(default_factory=dict)
    strict: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Requests that a server would not have understood."""
    patience: list[float] = field(default_factory=list)
    """Seconds that who asks over gRPC is ready to wait, by request."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    pause: threading.Event = field(default_factory=threading.Event)
    """Over gRPC nothing is answered until it is set."""

    def __post_init__(self) -> None:
        self.pause.set()


def create(state: State, body: models.CreateCollection, name: str) -> bool:
    state.created[name] = body
    state.indexed[name] = {}
    return state.client.create_collection(
        name, vectors_config=body.vectors, sparse_vectors_config=body.sparse_vectors, metadata=body.metadata
    )


def describe(state: State, name: str) -> dict[str, Any]:
    if not state.client.collection_exists(name):
        raise Refused(404, f"Not found: Collection `{name}` doesn't exist!")
    found = plain(state.client.get_collection(name))
    asked = state.created[name]
    found["config"]["params"]["vectors"]["on_disk"] = asked.vectors.on_disk  # type: ignore[union-attr]
    found["config"]["quantization_config"] = plain(asked.quantization_config)
    found["payload_schema"] = {name: {"data_type": kind, "points": 0} for name, kind in state.indexed[name].items()}
    return dict(found)


def update(state: State, body: models.UpdateCollection, name: str) -> bool:
    if body.strict_mode_config:
        state.strict.add(name)
    return body.metadata is None or state.client.update_collection(name, metadata=body.metadata)


def index(state: State, body: models.CreateFieldIndex, name: str) -> dict[str, Any]:
    state.indexed[name][body.field_name] = plain(body.field_schema)
    return {"operation_id": 0, "status": "completed"}


def drop(state: State, name: str) -> bool:
    return state.client.delete_collection(name)


def change_aliases(state: State, body: models.ChangeAliasesOperation) -> bool:
    return state.client.update_collection_aliases(body.actions)


def batch(state: State, body: models.UpdateOperations, name: str) -> list[dict[str, Any]]:
    state.client.batch_update_points(name, body.operations)
    return [{"operation_id": 0, "status": "completed"} for _ in body.operations]


def count(state: State, body: models.CountRequest, name: str) -> Any:
    check_filter(state, name, body.filter)
    return plain(state.client.count(name, count_filter=body.filter, exact=body.exact is not False))


def scroll(state: State, body: models.ScrollRequest, name: str) -> dict[str, Any]:
    check_filter(state, name, body.filter)
    points, following = state.client.scroll(
        name, body.filter, body.limit or 10, None, body.offset, body.with_payload, body.with_vector or False
    )
    return {"points": [plain(point) for point in points], "next_page_offset": following}


def query(state: State, body: models.QueryRequest, name: str) -> Any:
    check_filter(state, name, body.filter)
    found = state.client.query_points(
        name, body.query, limit=body.limit or 10, with_payload=body.with_payload, query_filter=body.filter
    )
    return plain(found)


def query_batch(state: State, body: models.QueryRequestBatch, name: str) -> Any:
    for search in body.searches:
        check_filter(state, name, search.filter)
    return [plain(found) for found in state.client.query_batch_points(name, body.searches)]


def retrieve(state: State, body: models.PointRequest, name: str) -> Any:
    found = state.client.retrieve(name, body.ids, body.with_payload is not False, body.with_vector or False)
    return [plain(point) for point in found]


def add_vector(state: State, body: models.SparseVectorNameConfig, name: str, vector: str) -> dict[str, Any]:
    state.client.create_vector_name(name, vector, body)
    return {"operation_id": 0, "status": "completed"}


def delete(state: State, body: models.PointsSelector, name: str) -> dict[str, Any]:
    state.client.delete(name, body)
    return {"operation_id": 0, "status": "completed"}


ROUTES: list[Route] = [
    ("GET", "/collections", None, lambda state: plain(state.client.get_collections())),
    ("GET", "/aliases", None, lambda state: plain(state.client.get_aliases())),
    ("POST", "/collections/aliases", models.ChangeAliasesOperation, change_aliases),
    ("GET", f"{NAME}/exists", None, lambda state, name: {"exists": state.client.collection_exists(name)}),
    ("GET", NAME, None, describe),
    ("PUT", NAME, models.CreateCollection, create),
    ("PATCH", NAME, models.UpdateCollection, update),
    ("DELETE", NAME, None, drop),
    ("PUT", f"{NAME}/index", models.CreateFieldIndex, index),
    ("POST", f"{NAME}/points/batch", models.UpdateOperations, batch),
    ("POST", f"{NAME}/points/count", models.CountRequest, count),
    ("POST", f"{NAME}/points/scroll", models.ScrollRequest, scroll),
    ("POST", f"{NAME}/points/query", models.QueryRequest, query),
    ("POST", f"{NAME}/points/query/batch", models.QueryRequestBatch, query_batch),
    ("POST", f"{NAME}/points", models.PointRequest, retrieve),
    ("PUT", f"{NAME}/vectors/(?P<vector>[^/?]+)", models.SparseVectorNameConfig, add_vector),
    ("POST", f"{NAME}/points/delete", models.PointsSelector, delete),
]


def check_filter(state: State, name: str, condition: models.Filter | None) -> None:
    fields = set(re.findall(r'"key":\s*"([^"]+)"', condition.model_dump_json())) if condition else set()
    if name in state.strict and (unknown := fields - state.indexed[name].keys()):
        raise Refused(400, f"Bad request: Index required but not found for {sorted(unknown)}")


def plain(value: Any) -> Any:
    return json.loads(value.model_dump_json()) if isinstance(value, BaseModel) else value


class Handler(BaseHTTPRequestHandler):
    state: ClassVar[State]
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = self.path.split("?")[0]
        try:
            with self.state.lock:
                status, body = 200, self._result(path, text)
        except Refused as refusal:
            status, body = refusal.status, {"status": {"error": str(refusal)}, "time": 0}
        except ValueError as error:  # of embedded Qdrant: no such collection
            status, body = 404, {"status": {"error": str(error)}, "time": 0}
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

    def _result(self, path: str, text: str) -> dict[str, Any]:
        if self.state.api_key not in ("", self.headers.get("api-key")):
            raise Refused(401, "Must provide an API key or an Authorization bearer token")
        if path == "/":
            return {"title": "qdrant - vector search engine", "version": "1.20.0"}
        for method, pattern, kind, act in ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method == self.command:
                self.state.asked.append(f"{method} {pattern.replace(NAME, '/collections/NAME')}")
                body = [self._read(kind, text)] if kind else []
                return {"result": act(self.state, *body, **match.groupdict()), "status": "ok", "time": 0}
        self.state.wrong.append(f"{self.command} {path}")
        raise Refused(404, "")

    def _read(self, kind: Any, text: str) -> Any:
        try:
            return TypeAdapter(kind).validate_json(text)
        except ValidationError as error:
            self.state.wrong.append(f"{self.command} {self.path}: {error}")
            raise Refused(422, f"Format error in JSON body: {error}") from error

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving_qdrant(api_key: str = "") -> Iterator[tuple[str, State]]:
    """Its address, and what it holds."""
    state = State(api_key)
    handler = type("BoundHandler", (Handler,), {"state": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", state
        finally:
            server.shutdown()
            thread.join()
