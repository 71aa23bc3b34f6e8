"""How the pages' routes answer: JSON that no cache keeps, and words where there is nothing to show."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import JSONResponse

from include.errors import BundleError
from include.settings import Settings
from include.ui.server_settings import server_settings

LONGEST_QUESTION = 1000
"""Characters; the model reads some 250 tokens, which is about as much."""
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
Words = Annotated[str, Query(max_length=LONGEST_QUESTION)]


def told(answer: Callable[[Settings], dict[str, Any]]) -> JSONResponse:
    """An answer, or in words why there is none."""
    try:
        with server_settings() as settings:
            record = answer(settings)
    except BundleError as error:
        record = {"state": "unavailable", "message": str(error), "passages": []}
    return JSONResponse(record, headers=HEADERS)
