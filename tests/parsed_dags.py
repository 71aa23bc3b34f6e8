"""The bundle's DAGs in this process: parsed, and written to a metadata database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from include.settings import PROJECT

BUNDLE = "dags-folder"
CHAIN = {
    "publish_documents": ("document_source", "documents"),
    "generate_embeddings": ("documents", "embeddings"),
    "update_vector_store": ("embeddings", "vector_store"),
    "rebuild_search_index": ("vector_store", "search_index"),
}
"""The DAGs of the four steps: the asset that wakes each, and the one that it updates."""
SETTINGS = {
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    "PYTHONPATH": str(PROJECT),
}


@contextmanager
def parsed_dags(**environment: str) -> Iterator[Mapping[str, Any]]:
    """By id; while the context is open, the environment leads to them.

    Args:
        environment: more settings.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (SETTINGS | environment).items():
            patch.setenv(name, value)
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

        DagBundlesManager().sync_bundles_to_db()
        folder = PROJECT / "dags"
        bag = BundleDagBag(dag_folder=str(folder), bundle_path=folder, bundle_name=BUNDLE)
        assert bag.import_errors == {}
        sync_bag_to_db(bag, BUNDLE, None)
        yield dict(bag.dags)
