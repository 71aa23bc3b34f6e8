"""The REST API of a running Airflow, as the course asks it."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from include.course.rest import PAGE, Rest
from include.errors import KEY_REFUSED, BundleError
from include.proxy import asked_instead, is_this_machine, proxy_variable

DEFAULT_URL = "http://127.0.0.1:8080"


class LiveError(BundleError):
    """The running Airflow cannot be asked; nothing is said about the exercise."""

    exit_code = 2


class AirflowApi:
    """Asks below `/api/v2`. Logs in only when Airflow wants it; neither password nor token is ever shown.

    Args:
        url: of the UI; without it AIRFLOW_API_URL, or this machine's port 8080.

    Raises:
        LiveError: nobody answers there, or they refuse.
    """

    def __init__(self, url: str = "") -> None:
        self.url = (url or os.environ.get("AIRFLOW_API_URL") or DEFAULT_URL).rstrip("/")
        self._direct = is_this_machine(self.url)
        self._rest = Rest(self.url, self._direct)
        if self._first().status_code in KEY_REFUSED:
            self._log_in()

    @property
    def proxy_hint(self) -> str:
        """What may keep an Airflow on this machine from asking itself; empty when nothing does."""
        variable = proxy_variable(self.url) if self._direct else ""
        ask = "was that Airflow started with NO_PROXY=localhost,127.0.0.1? Without it, it asks the proxy for itself"
        return f"; {variable} is set: {ask}" if variable else ""

    def close(self) -> None:
        self._rest.close()

    def get(self, path: str, **parameters: Any) -> Any:
        """Answer of `GET /api/v2/…`."""
        return self._ask("GET", path, params=parameters)

    def every(self, path: str, field: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every row of an answer that comes in pages."""
        return list(self._rows(path, field, parameters))

    def post(self, path: str, **body: Any) -> Any:
        """Answer of `POST /api/v2/…`."""
        return self._ask("POST", path, json=body)

    def patch(self, path: str, **body: Any) -> None:
        """`PATCH /api/v2/…`."""
        self._ask("PATCH", path, json=body)

    def put(self, path: str) -> None:
        """`PUT /api/v2/…`; that it is asked for already is no error, nor that it was of something that is gone."""
        self._ask("PUT", path, done=(httpx.codes.CONFLICT, httpx.codes.NOT_FOUND))

    def _rows(self, path: str, field: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        offset, total = 0, 1
        while offset < total:
            answer = self.get(path, **parameters, limit=PAGE, offset=offset)
            yield from answer[field]
            offset, total = offset + PAGE, answer["total_entries"]

    def _ask(self, method: str, path: str, **what: Any) -> Any:
        try:
            return self._rest.ask(method, path, **what)
        except httpx.HTTPStatusError as error:
            answer = error.response
            asked = f"{answer.request.method} {answer.request.url.path}"
            if answer.status_code in KEY_REFUSED:
                raise LiveError(f"{self.url} does not allow {asked}; the check needs a user who may run DAGs") from None
            raise LiveError(f"{self.url} answered {asked} with {answer.status_code}: {answer.text[:200]}") from None
        except httpx.HTTPError as error:
            raise self._silence(error) from None

    def _first(self) -> httpx.Response:
        try:
            answer = self._rest.answer_to("/dags", limit=1)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._silence(error) from None
        if answer.status_code not in KEY_REFUSED and not answer.is_success:
            raise LiveError(
                f"{self.url} answers, but not as Airflow 3 does ({answer.status_code} to /api/v2/dags)"
                f"{asked_instead(self.url)}"
            )
        return answer

    def _log_in(self) -> None:
        """A token for AIRFLOW_API_USER and AIRFLOW_API_PASSWORD."""
        user, password = (os.environ.get(f"AIRFLOW_API_{name}", "") for name in ("USER", "PASSWORD"))
        if not (user and password):
            raise LiveError(f"{self.url} wants a login; set AIRFLOW_API_USER and AIRFLOW_API_PASSWORD")
        answer = self._rest.log_in(user, password)
        if not answer.is_success:
            raise LiveError(f"{self.url} refuses the user {user}; look at AIRFLOW_API_USER and AIRFLOW_API_PASSWORD")
        self._rest.use_token(answer.json()["access_token"])

    def _silence(self, error: Exception) -> LiveError:
        return LiveError(
            f"no Airflow answers at {self.url} ({type(error).__name__}); start one, for example with `make demo`, "
            f"or say where it is with AIRFLOW_API_URL{asked_instead(self.url)}"
        )
