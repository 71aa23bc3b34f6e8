"""Asking the REST API of an Airflow, again where the error passes: for the course and for whoever starts an Airflow."""

from collections.abc import Collection
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception, stop_after_attempt, stop_after_delay, wait_fixed

PAGE = 100
"""Rows that Airflow gives at once, at most."""
REQUEST_SECONDS = 30
AGAIN = ("GET", "PUT", "PATCH")
"""What asks again for the same as before; a POST whose answer was lost may have made a run."""


class Rest:
    """Asks below `/api/v2`; an error is raised as it came.

    Args:
        url: of the UI.
        direct: whether it is on this machine: a proxy knows another machine by this address.
        patience_seconds: so long an Airflow that does not answer is asked again, beside what `asking_again` does.
    """

    def __init__(self, url: str, direct: bool, patience_seconds: float = 0) -> None:
        self.url = url
        self._api = httpx.Client(base_url=url, timeout=REQUEST_SECONDS, trust_env=not direct)
        self._patience_seconds = patience_seconds

    def ask(self, method: str, path: str, done: Collection[int] = (), **what: Any) -> Any:
        """The answer, out of JSON; None where there is none.

        Args:
            done: statuses which say that there is nothing to do any more: an answer was lost, say.

        Raises:
            httpx.HTTPError: Airflow does not answer, or not with success.
        """

        def once() -> httpx.Response:
            answer = self._api.request(method, f"/api/v2{path}", **what)
            return answer if answer.status_code in done else answer.raise_for_status()

        def is_lost(error: BaseException) -> bool:
            return isinstance(error, httpx.TransportError) and (bool(done) or is_passing(error))

        patient = Retrying(
            retry=retry_if_exception(is_lost),
            stop=stop_after_delay(self._patience_seconds),
            wait=wait_fixed(0.5),
            reraise=True,
        )
        answer = patient(lambda: asking_again()(once))
        return answer.json() if answer.content else None

    def answer_to(self, path: str, **parameters: Any) -> httpx.Response:
        """What is answered to `GET /api/v2/…` now, whatever it is."""
        return self._api.get(f"/api/v2{path}", params=parameters)

    def log_in(self, user: str, password: str) -> httpx.Response:
        """What is answered to a login; a token is in it, if it is a success."""
        return self._api.post("/auth/token", json={"username": user, "password": password})

    def use_token(self, token: str) -> None:
        """Ask with a token from now on."""
        self._api.headers["Authorization"] = f"Bearer {token}"

    @property
    def has_token(self) -> bool:
        """Whether one is in use."""
        return "Authorization" in self._api.headers

    def close(self) -> None:
        """Leave the connections."""
        self._api.close()


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
