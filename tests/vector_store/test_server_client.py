"""The client of a Qdrant server, without one: it asks nothing until it is used."""

import warnings

import pytest

from include.settings import Settings
from include.vector_store.server import open_client


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:6333", False),
        ("http://qdrant:6333", False),  # in a network of containers
        ("http://qdrant.invalid:6333", True),
        ("https://qdrant.invalid:6333", False),
    ],
)
def test_a_key_that_crosses_a_network_unencrypted_is_told_and_no_other(url: str, told: bool) -> None:
    settings = Settings.from_environment({"QDRANT_URL": url, "QDRANT_API_KEY": "key"})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        open_client(settings).close()
    assert any("insecure" in str(warning.message) for warning in caught) is told
