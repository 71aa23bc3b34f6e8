"""The course's check by the REST API, where people log in."""

import pytest

from include.course.airflow_api import AirflowApi, LiveError
from tests.airflows import Airflows, StrictSite

pytestmark = pytest.mark.integration


def test_a_login_is_asked_for_only_where_airflow_wants_one_and_a_wrong_password_is_told(
    airflows: Airflows, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = airflows.of(StrictSite).airflow.url
    with pytest.raises(LiveError, match="wants a login; set AIRFLOW_API_USER and AIRFLOW_API_PASSWORD"):
        AirflowApi(url)
    monkeypatch.setenv("AIRFLOW_API_USER", "admin")
    monkeypatch.setenv("AIRFLOW_API_PASSWORD", "not-the-password")
    with pytest.raises(LiveError, match="refuses the user admin") as refused:
        AirflowApi(url)
    assert "not-the-password" not in str(refused.value)
    monkeypatch.setenv("AIRFLOW_API_PASSWORD", "admin")
    assert AirflowApi(url).get("/dags", limit=1)["dags"]
