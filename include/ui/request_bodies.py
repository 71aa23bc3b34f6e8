"""What is asked in the body of a request: a question in an address would stand in logs, histories and referrers.

The body is JSON and says so: then no form on another site can send it, and a script there needs a permission that this
server does not give. It is read after the login was checked, and never more of it than a question can have.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

LONGEST_QUESTION = 1000
"""Characters; the model reads some 250 tokens, which is about as much."""
LONGEST_BODY = 32 * 1024
"""Bytes: three texts of the longest length, each character written as an escape."""
Words = Annotated[str, StringConstraints(max_length=LONGEST_QUESTION)]
Asked = TypeVar("Asked", bound="Body")


class Body(BaseModel):
    """Fields of a body; one that is not known is an error, not an unfiltered search."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SearchQuestion(Body):
    """A question to the passages."""

    question: Words = ""
    folder: Words = ""
    kind: Words = ""


class WantedDocument(Body):
    """One that is wanted by its id."""

    id: Words


class FactQuestion(Body):
    """What is known, now or at the end of a day."""

    question: Words = ""
    on: Words = ""


class WantedFact(Body):
    """One that is wanted by its id."""

    fact: Words


class Since(Body):
    """A moment."""

    since: Words


def read_body(kind: type[Asked]) -> Callable[[Request], Coroutine[Any, Any, Asked]]:
    """Returns a dependency: the body of a request.

    Raises:
        HTTPException: 415 where it is not sent as JSON, 413 where it is too long.
        RequestValidationError: it is not what the route wants.
    """

    async def read(request: Request) -> Asked:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415, "a question is sent as application/json")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_BODY:
                raise HTTPException(413, "that is too long for a question")
        try:
            return kind.model_validate_json(body)
        except ValidationError as error:
            raise RequestValidationError(error.errors(include_input=False, include_context=False)) from error

    return read
