"""A real Airflow where people log in, on a small source."""

import pytest

from tests.airflows import Airflows, StrictSite
from tests.conftest import RUNTIME
from tools.local_airflow import LocalAirflow


@pytest.fixture(scope="module")
def place(airflows: Airflows) -> StrictSite:
    if RUNTIME == "torch":
        pytest.skip("questions are encoded by OpenVINO only")
    return airflows.of(StrictSite)


@pytest.fixture(scope="module")
def airflow(place: StrictSite) -> LocalAirflow:
    return place.airflow
