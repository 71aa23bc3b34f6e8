"""A Qdrant server that others use, too: which names are this bundle's, and what is said before anything is paid for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from qdrant_client import QdrantClient, models

from include.errors import StoreRefused
from include.pipeline.steps import drop_old_collections
from include.provenance import Provenance
from include.sync.run import plan
from include.vector_store.state import peek
from include.vector_store.store import open_store
from tests.conftest import PAGES, Workplace
from tests.vector_store.qdrant_server import serving_qdrant

COSINE = models.VectorParams(size=384, distance=models.Distance.COSINE)


@pytest.fixture
def url() -> Iterator[str]:
    with serving_qdrant() as (address, state):
        yield address
        assert state.wrong == []


@pytest.fixture
def client(url: str) -> QdrantClient:
    return QdrantClient(url=url)


@pytest.fixture
def served(empty: Workplace, url: str) -> Workplace:
    """Four pages, and the server as their store."""
    for name, text in PAGES.items():
        empty.write(name, text)
    del empty.environment["QDRANT_PATH"]
    empty.environment["QDRANT_URL"] = url
    return empty


def fill(client: QdrantClient, collection: str, vectors: models.VectorParams = COSINE) -> None:
    """Three points of somebody else."""
    client.create_collection(collection, vectors_config=vectors)
    points = [models.PointStruct(id=number, vector=[1.0] * vectors.size, payload={"theirs": 1}) for number in range(3)]
    client.batch_update_points(collection, [models.UpsertOperation(upsert=models.PointsList(points=points))])


def refused(place: Workplace) -> str:
    """What is said, before and instead of embedding."""
    with pytest.raises(StoreRefused) as dry:
        plan(place.settings)
    with pytest.raises(StoreRefused) as caught:
        place.sync()
    assert place.lake.open("embeddings") is None
    assert str(dry.value) == str(caught.value)
    assert "\n" not in str(caught.value)
    assert "QDRANT_ALIAS" in str(caught.value)
    return str(caught.value)


def test_a_collection_with_the_name_of_the_alias_is_left_alone_and_another_name_helps(
    served: Workplace, client: QdrantClient, url: str
) -> None:
    fill(client, "documents", models.VectorParams(size=8, distance=models.Distance.DOT))
    assert f"Qdrant ({url}) has a collection 'documents' that this bundle has not made" in refused(served)
    served.environment["QDRANT_ALIAS"] = "handbook"
    assert served.sync()["vectors"]["total"] == 4
    assert peek(served.settings).served.startswith("handbook__")
    with open_store(served.settings) as store:
        assert store.state() == peek(served.settings)
    assert client.count("documents").count == 3


def test_an_alias_that_leads_elsewhere_is_not_turned(served: Workplace, client: QdrantClient) -> None:
    fill(client, "theirs")
    alias = models.CreateAlias(collection_name="theirs", alias_name="documents")
    client.update_collection_aliases([models.CreateAliasOperation(create_alias=alias)])
    assert "an alias 'documents' to 'theirs'" in refused(served)
    assert [item.collection_name for item in client.get_aliases().aliases] == ["theirs"]


@pytest.mark.parametrize(
    ("vectors", "why"),
    [
        (models.VectorParams(size=8, distance=models.Distance.COSINE), "dimension 8, the model makes 384"),
        (models.VectorParams(size=384, distance=models.Distance.DOT), "by Dot, not by Cosine"),
        (COSINE, "holds 3 points that this bundle has not written"),
    ],
)
def test_a_collection_with_a_name_of_ours_that_others_made_is_left_alone(
    served: Workplace, client: QdrantClient, vectors: models.VectorParams, why: str
) -> None:
    served.sync()
    ours = peek(served.settings).served
    client.delete_collection(ours)
    fill(client, ours, vectors)
    again = Workplace(served.folder / "again")
    again.environment = served.environment | {"LAKE_URI": str(again.folder / "lake")}
    assert why in refused(again)
    assert client.count(ours).count == 3


def test_two_bundles_share_a_server_and_neither_drops_what_is_the_others(
    served: Workplace, client: QdrantClient
) -> None:
    served.sync()
    other = Workplace(served.folder / "other")
    other.environment |= {"QDRANT_URL": served.environment["QDRANT_URL"], "QDRANT_ALIAS": "other"}
    del other.environment["QDRANT_PATH"]
    other.write("one.md", "# One\n\nOnly page.\n")
    other.sync()
    assert [len(peek(place.settings).collections) for place in (served, other)] == [1, 1]
    for place in (served, other):
        settings = replace(place.settings, collection_grace_days=0)
        assert drop_old_collections(settings, place.lake, Provenance()) == []
    assert (served.sync()["vectors"]["total"], other.sync()["vectors"]["total"]) == (4, 1)
    names = {item.alias_name: item.collection_name for item in client.get_aliases().aliases}
    assert {alias: name.partition("__")[0] for alias, name in names.items()} == {
        "documents": "documents",
        "other": "other",
    }


def test_another_alias_is_filled_from_the_tables_without_embedding(served: Workplace) -> None:
    served.sync()
    served.environment["QDRANT_ALIAS"] = "renamed"
    done = served.sync()
    assert (done["chunks"]["embedded"], done["vectors"]["upserted"]) == (0, 4)
    assert peek(served.settings).served.startswith("renamed__")
