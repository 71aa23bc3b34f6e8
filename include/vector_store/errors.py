"""What Qdrant says when something is wrong, as one line for a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pickle import UnpicklingError

from include.errors import StoreError, StoreRefused, is_refusal
from include.proxy import asked_instead
from include.vector_store.state import REFUSALS

GRPC_REFUSALS = ("UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT")


@contextmanager
def folder_errors(folder: str) -> Iterator[None]:
    """Around everything that asks embedded Qdrant.

    Raises:
        StoreRefused: it will say so again.
        StoreError: it may pass.
    """
    try:
        yield
    except (OSError, sqlite3.Error, UnpicklingError) as error:
        kind = StoreRefused if is_refusal(error) else StoreError
        told = f"{error}; run again when it is well, nothing is lost"
        raise kind(f"embedded Qdrant in {folder}: {told}") from error


@contextmanager
def server_errors(where: str) -> Iterator[None]:
    """Around everything that asks a server.

    Args:
        where: its URL.

    Raises:
        StoreRefused: it will say so again.
        StoreError: it may pass.
    """
    from grpc import RpcError
    from httpx import HTTPError
    from qdrant_client.common.client_exceptions import QdrantException
    from qdrant_client.http.exceptions import ApiException

    passing = (ApiException, QdrantException, HTTPError, JSONDecodeError, OSError, RuntimeError)
    try:
        yield
    except RpcError as error:
        code, reason = error.code().name, str(error.details()).splitlines()[0]
        if code in GRPC_REFUSALS:
            raise StoreRefused(f"Qdrant ({where}) refuses over gRPC: {code}, {reason}") from error
        raise StoreError(
            f"Qdrant ({where}) over gRPC: {code}, {reason}; run again when it is well{asked_instead(where)}"
        ) from error
    except passing as error:
        lines = [line for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
        reason = lines[0]
        if getattr(error, "status_code", None) in REFUSALS:
            # The status comes first, why comes last.
            raise StoreRefused(f"Qdrant ({where}) refuses: {reason}, {lines[-1].strip()}") from error
        told = f"{reason}; run again when it is well, nothing is lost{asked_instead(where)}"
        raise StoreError(f"Qdrant ({where}): {told}") from error
