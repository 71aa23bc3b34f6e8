"""The store on a Qdrant server, over HTTP and gRPC: a stand-in, or with `make test-server QDRANT_URL=…` a real one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from qdrant_client import QdrantClient, models

from include.embedding.words import words_vector
from include.errors import StoreError, StoreRefused
from include.qdrant_names import ALIAS, documents_prefix
from include.search.modes import Mode
from include.search.query import search
from include.vector_store.sparse import NAME
from include.vector_store.state import peek
from include.vector_store.store import open_store
from include.vector_store.stored_point import StoredPoint
from include.verify.verification import verify
from tests.conftest import PAGES, Workplace
from tests.vector_store.qdrant_grpc_server import serving_grpc
from tests.vector_store.qdrant_server import State, serving_qdrant

URL, KEY = os.environ.get("QDRANT_URL", ""), os.environ.get("QDRANT_API_KEY", "")
GRPC_PORT = int(os.environ.get("QDRANT_GRPC_PORT") or 6334)
"""Read when the module is: later a test sees its own settings only."""


@dataclass
class Server:
    """Where it is, and what a stand-in knows of itself."""

    url: str
    key: str
    grpc_port: int
    """0: it is asked over HTTP."""
    state: State | None

    @property
    def client(self) -> QdrantClient:
        return QdrantClient(url=self.url, api_key=self.key or None, timeout=60)

    def clear(self) -> None:
        for item in self.client.get_collections().collections:
            if item.name.startswith(documents_prefix(ALIAS)):
                self.client.delete_collection(item.name)


@pytest.fixture(params=["http", "grpc"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    over_grpc = request.param == "grpc"
    if not URL:
        with serving_qdrant("the key") as (url, state), serving_grpc(state) as port:
            yield Server(url, "the key", port if over_grpc else 0, state)
            assert state.wrong == []
        return
    found = Server(URL, KEY, GRPC_PORT if over_grpc else 0, None)
    names = [item.name for item in found.client.get_collections().collections]
    aliases = [item.alias_name for item in found.client.get_aliases().aliases]
    if [name for name in names if name.startswith(documents_prefix(ALIAS))] or ALIAS in aliases:
        pytest.fail(f"{URL} holds the collections of a bundle; these tests want a server that nobody uses")
    yield found
    found.clear()


@pytest.fixture
def served(empty: Workplace, server: Server) -> Workplace:
    """Four pages, and the server as their store."""
    for name, text in PAGES.items():
        empty.write(name, text)
    del empty.environment["QDRANT_PATH"]
    empty.environment |= {"QDRANT_URL": server.url, "QDRANT_API_KEY": server.key}
    empty.environment["QDRANT_GRPC_PORT"] = str(server.grpc_port)
    return empty


def points(workplace: Workplace) -> dict[str, StoredPoint]:
    with open_store(workplace.settings) as store:
        return {point.id: point for point in store.points(ALIAS)}


def test_a_server_ends_with_the_points_of_embedded_qdrant(served: Workplace) -> None:
    served.sync()
    embedded = Workplace(served.folder / "embedded")
    for name, text in PAGES.items():
        embedded.write(name, text)
    embedded.sync()
    there, here = points(served), points(embedded)
    assert there.keys() == here.keys()
    for id_, point in there.items():
        assert list(point.vector) == pytest.approx(list(here[id_].vector), abs=1e-6)
        assert list(point.words.indices) == list(here[id_].words.indices) != []
        assert list(point.words.values) == pytest.approx(list(here[id_].words.values), abs=1e-6)
        assert point.payload == here[id_].payload


def test_an_edit_and_a_removal_move_exactly_what_changed(served: Workplace) -> None:
    served.sync()
    (served.documents / "notes.txt").unlink()
    served.write("guide.rst", "Guide\n=====\n\nThe service answers within three seconds.\n")
    vectors = served.sync()["vectors"]
    assert (vectors["upserted"], vectors["deleted"], vectors["total"]) == (1, 2, 3)
    assert verify(served.settings, served.lake).clean
    assert search(served.settings, "how fast is the service", 1)[0].document == "guide.rst"
    assert served.sync()["vectors"]["upserted"] == 0


def test_lost_points_are_written_again_without_embedding(served: Workplace, server: Server) -> None:
    served.sync()
    server.client.delete(peek(served.settings).served, models.PointIdsList(points=[next(iter(points(served)))]))
    done = served.sync()
    assert (done["chunks"]["embedded"], done["vectors"]["upserted"]) == (0, 1)
    assert verify(served.settings, served.lake).clean


@pytest.mark.parametrize("has", ["words", "vector"])
def test_somebody_elses_point_is_in_the_way_of_no_search(served: Workplace, server: Server, has: str) -> None:
    question = "how fast is the service"
    served.sync()
    words = words_vector(question, "en").indices
    loud = {NAME: models.SparseVector(indices=list(words), values=[50.0] * len(words))}
    own = next(point for point in points(served).values() if point.payload["document"] == "guide.rst")
    vector = loud if has == "words" else {"": list(own.vector)}
    foreign = models.PointStruct(id=str(uuid4()), vector=vector, payload={"text": question})
    write = models.UpsertOperation(upsert=models.PointsList(points=[foreign]))
    server.client.batch_update_points(peek(served.settings).served, [write])
    for mode in Mode:
        assert search(served.settings, question, 3, mode)[0].document == "guide.rst"


def test_documents_are_indexed_so_that_strict_mode_may_be_on(served: Workplace, server: Server) -> None:
    served.sync()
    collection = peek(served.settings).served
    assert "document" in server.client.get_collection(collection).payload_schema
    strict = models.StrictModeConfig(
        enabled=True, unindexed_filtering_retrieve=False, unindexed_filtering_update=False, max_query_limit=1000
    )
    server.client.update_collection(collection, strict_mode_config=strict)
    served.write("notes.txt", "The office has a blue door.\n")
    served.sync()
    assert verify(served.settings, served.lake).clean
    by_document = models.Filter(
        must=[models.FieldCondition(key="document", match=models.MatchValue(value="notes.txt"))]
    )
    assert server.client.count(collection, by_document).count == 1


@pytest.mark.parametrize("kind", ["scalar", "binary"])
def test_vectors_may_be_quantised_and_kept_on_disk(served: Workplace, server: Server, kind: str) -> None:
    served.environment |= {"QDRANT_QUANTIZATION": kind, "QDRANT_ON_DISK": "true"}
    served.sync()
    config = server.client.get_collection(peek(served.settings).served).config
    assert kind in config.quantization_config.model_dump()
    assert config.params.vectors.on_disk is True
    assert search(served.settings, "paid days off", 1)[0].document == "handbook/leave.md"


def test_a_wrong_key_is_one_line_and_lasts(served: Workplace, server: Server) -> None:
    if not server.key:
        pytest.skip("this server wants no key")
    served.environment["QDRANT_API_KEY"] = "wrong"
    with pytest.raises(StoreRefused, match="QDRANT_API_KEY") as caught:
        served.sync()
    assert "\n" not in str(caught.value)
    with pytest.raises(StoreRefused) as caught, open_store(served.settings) as store:
        store.state()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("server", ["grpc"], indirect=True)
def test_over_grpc_every_call_of_the_store_goes_there_with_the_key(served: Workplace, server: Server) -> None:
    if not server.state:
        pytest.skip("a real server does not tell what it was asked")
    served.sync()
    served.write("notes.txt", "The office has a blue door.\n")
    served.sync()
    search(served.settings, "what colour is the door", 1)
    asked = {call for call in server.state.asked if not call.startswith("GET ")}  # `peek` looks over HTTP
    written = {"gRPC Create", "gRPC CreateFieldIndex", "gRPC UpdateBatch", "gRPC Update", "gRPC UpdateAliases"}
    assert written | {"gRPC QueryBatch", "gRPC Get", "gRPC Count"} <= asked
    assert not [call for call in asked if "/points/batch" in call or "/points/query" in call]


@pytest.mark.parametrize("server", ["grpc"], indirect=True)
def test_a_server_that_takes_too_long_over_grpc_is_one_line_and_passes(served: Workplace, server: Server) -> None:
    if not server.state:
        pytest.skip("a real server answers at once")
    served.environment["QDRANT_TIMEOUT"] = "1"
    server.state.pause.clear()
    with pytest.raises(StoreError, match="DEADLINE_EXCEEDED") as caught, open_store(served.settings) as store:
        store.state()
    assert server.state.patience[-1] <= 1  # by default it would be a minute
    assert not isinstance(caught.value, StoreRefused)
    assert "\n" not in str(caught.value)
    server.state.pause.set()
    assert served.sync()["vectors"]["total"] == len(points(served))
