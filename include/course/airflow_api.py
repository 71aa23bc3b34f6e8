"""The REST API of a running Airflow, as the course asks it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_fixed

from include.errors import KEY_REFUSED, BundleError
from include.proxy import asked_instead, is_this_machine, proxy_variable

DEFAULT_URL = "http://127.0.0.1:8080"
PAGE = 100
"""Rows that Airflow gives at once, at most."""
REQUEST_SECONDS = 30
AGAIN = ("GET", "PUT", "PATCH")
"""What asks again for the same as before; a POST whose answer was lost may have made a run."""


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
        self._direct = is_this_machine(self.url)  # a proxy knows another machine by this address
        self._client = httpx.Client(base_url=self.url, timeout=REQUEST_SECONDS, trust_env=not self._direct)
        if self._first().status_code in KEY_REFUSED:
            self._log_in()

    @property
    def proxy_hint(self) -> str:
        """What may keep an Airflow on this machine from asking itself; empty when nothing does."""
        variable = proxy_variable(self.url) if self._direct else ""
        ask = "was that Airflow started with NO_PROXY=localhost,127.0.0.1? Without it, it asks the proxy for itself"
        return f"; {variable} is set: {ask}" if variable else ""

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, **parameters: Any) -> Any:
        """Answer of `GET /api/v2/…`."""
        return self._asked(lambda: self._client.get(f"/api/v2{path}", params=parameters)).json()

    def every(self, path: str, field: str, **parameters: Any) -> list[dict[str, Any]]:
        """Every row of an answer that comes in pages."""
        return list(self._rows(path, field, parameters))

    def post(self, path: str, **body: Any) -> Any:
        """Answer of `POST /api/v2/…`."""
        return self._asked(lambda: self._client.post(f"/api/v2{path}", json=body)).json()

    def patch(self, path: str, **body: Any) -> None:
        """`PATCH /api/v2/…`."""
        self._asked(lambda: self._client.patch(f"/api/v2{path}", json=body))

    def put(self, path: str) -> None:
        """`PUT /api/v2/…`; that it is asked for already is no error."""
        self._asked(lambda: self._client.put(f"/api/v2{path}"), also=(httpx.codes.CONFLICT,))

    def _rows(self, path: str, field: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        offset, total = 0, 1
        while offset < total:
            answer = self.get(path, **parameters, limit=PAGE, offset=offset)
            yield from answer[field]
            offset, total = offset + PAGE, answer["total_entries"]

    def _asked(self, ask: Callable[[], httpx.Response], also: Sequence[int] = ()) -> httpx.Response:
        try:
            return asking_again()(lambda: ask().raise_for_status())
        except httpx.HTTPStatusError as error:
            answer = error.response
            if answer.status_code in also:
                return answer
            what = f"{answer.request.method} {answer.request.url.path}"
            if answer.status_code in KEY_REFUSED:
                raise LiveError(f"{self.url} does not allow {what}; the check needs a user who may run DAGs") from None
            raise LiveError(f"{self.url} answered {what} with {answer.status_code}: {answer.text[:200]}") from None
        except httpx.HTTPError as error:
            raise self._silence(error) from None

    def _first(self) -> httpx.Response:
        try:
            answer = self._client.get("/api/v2/dags", params={"limit": 1})
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
        answer = self._client.post("/auth/token", json={"username": user, "password": password})
        if not answer.is_success:
            raise LiveError(f"{self.url} refuses the user {user}; look at AIRFLOW_API_USER and AIRFLOW_API_PASSWORD")
        self._client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def _silence(self, error: Exception) -> LiveError:
        return LiveError(
            f"no Airflow answers at {self.url} ({type(error).__name__}); start one, for example with `make demo`, "
            f"or say where it is with AIRFLOW_API_URL{asked_instead(self.url)}"
        )


def asking_again() -> Retrying:
    """Calls what it is given again on an error 500, and where reading took too long.

    Airflow 3.3.2 gives it for an event whose run has not begun, and for SQLite with another writer: its server can wait
    for a lock that it holds itself, until SQLite gives up after 5 s. Both pass; to wait longer would not help.
    """
    return Retrying(
        retry=retry_if_exception(is_passing), stop=stop_after_attempt(20), wait=wait_fixed(0.3), reraise=True
    )


def is_passing(error: BaseException) -> bool:
    """Whether asking again may end otherwise, and cannot do twice what was to be done once."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_server_error
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return True
    return isinstance(error, httpx.TransportError) and error.request.method in AGAIN
