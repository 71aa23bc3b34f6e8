"""How the pages' routes answer: what no cache keeps, errors among it, and words where there is nothing to show."""

import json
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException as AnyHTTPException

from include.errors import BundleError
from include.settings import Settings
from include.ui.lanes import Lane
from include.ui.server_settings import server_settings

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
Record = dict[str, Any]


async def told(lane: Lane, answer: Callable[[Settings], Record]) -> Response:
    """Returns an answer, or in words why there is none; made and written down in a thread of its lane."""

    def write() -> bytes:
        try:
            with server_settings() as settings:
                record = answer(settings)
        except BundleError as error:
            record = {"state": "unavailable", "message": str(error), "passages": []}
        return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    return Response(await lane.run(write), media_type="application/json", headers=HEADERS)


async def read(lane: Lane, look: Callable[[Settings], str | None]) -> str | None:
    """Returns a text beside the tables; None where there is none.

    Raises:
        HTTPException: 503 where it cannot be read.
    """

    def found() -> str | None:
        with server_settings() as settings:
            return look(settings)

    try:
        return await lane.run(found)
    except BundleError as error:
        raise HTTPException(503, str(error)) from error


def answer_errors(app: FastAPI) -> None:
    """Every refusal and failure of an application has the headers of its answers, and words that a page can show."""

    def refused(request: Request, error: Any) -> Response:
        return _error(request, error.status_code, str(error.detail), error.headers)

    def misunderstood(request: Request, error: Any) -> Response:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return _error(request, 422, told)

    def failed(request: Request, _: Any) -> Response:
        return _error(request, 500, "the server failed; its log says why")

    app.add_exception_handler(AnyHTTPException, refused)
    app.add_exception_handler(RequestValidationError, misunderstood)
    app.add_exception_handler(Exception, failed)


def _error(request: Request, status: int, words: str, headers: Any = None) -> Response:
    """As text where a browser shows the answer itself, such as a report."""
    sent = {**(headers or {}), **HEADERS}
    if "text/html" in request.headers.get("accept", ""):
        return PlainTextResponse(words, status, sent)
    return JSONResponse({"detail": words, "message": words}, status, sent)
