"""The Airflow that is open to all, for whoever does not want another; an S3 server that keeps what it got."""

from collections.abc import Iterator

import pytest

from tests.airflows import Airflows, OpenSite
from tests.integration.airflow_waiting import quiet
from tools.local_airflow import LocalAirflow
from tools.ports import free_port
from tools.servers import S3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """SeaweedFS with the buckets `documents` and `lake`; its users may be changed."""
    s3 = S3(tmp_path_factory.mktemp("s3"), free_port(), "-s3.iam.readOnly=false")
    s3.start()
    try:
        yield s3
    finally:
        s3.stop()


@pytest.fixture
def place(airflows: Airflows) -> OpenSite:
    return airflows.of(OpenSite)


@pytest.fixture
def airflow(place: OpenSite) -> LocalAirflow:
    return quiet(place.airflow)
