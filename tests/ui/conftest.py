"""A real Airflow where people log in, on a small source."""

import pytest

from tests.airflows import Airflows, LoginSite
from tests.conftest import RUNTIME
from tools.local_airflow import LocalAirflow


@pytest.fixture(scope="module")
def place(airflows: Airflows) -> LoginSite:
    if RUNTIME == "torch":
        pytest.skip("questions are encoded by OpenVINO only")
    return airflows.of(LoginSite)


@pytest.fixture(scope="module")
def airflow(place: LoginSite) -> LocalAirflow:
    return place.airflow
