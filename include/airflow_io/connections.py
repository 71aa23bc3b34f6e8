"""Turns Airflow connections into the environment variables that the core reads: the core knows nothing of Airflow.

`S3_CONNECTION`, `QDRANT_CONNECTION`, `EMBEDDING_CONNECTION` and `FORMER_EMBEDDING_CONNECTION` name them; without, the
variables themselves hold.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.errors import SettingsError

if TYPE_CHECKING:
    from airflow.sdk import Connection

log = logging.getLogger(__name__)

Variables = dict[str, str]
OF_S3 = (
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"),
    *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ALLOW_HTTP"),
    "AWS_VIRTUAL_HOSTED_STYLE_REQUEST",
)
"""What a connection replaces as a whole: half of one and half of the other would be nobody's."""
OF_MODELS = ("EMBEDDING_CONNECTION", "FORMER_EMBEDDING_CONNECTION")
OWN_CREDENTIALS = {
    "pydanticai_bedrock": "the variables of AWS, which S3_CONNECTION fills",
    "pydanticai_vertex": "Google's application default credentials",
}
REFRESH_SECONDS = 300
"""A role's credentials last 15 minutes at least; what lives longer than a task asks this often."""


@contextmanager
def connected() -> Iterator[None]:
    """Gives this process the variables of the connections; afterwards it has those it had.

    Raises:
        SettingsError: there is no such connection, or it cannot be used.
    """
    with holding(connection_variables()):
        yield


def connection_variables() -> Variables:
    """Returns what the connections say; a variable that they replace with nothing is empty.

    Raises:
        SettingsError: there is no such connection, or it cannot be used.
    """
    variables: Variables = {}
    for name, read in _wanted():
        with _clear_line(name):
            variables |= read(BaseHook.get_connection(os.environ[name]))
    return variables


@contextmanager
def holding(variables: Variables) -> Iterator[None]:
    """Gives this process these variables; afterwards it has those it had. An empty one is taken away."""
    former = {name: os.environ.get(name, "") for name in variables}
    _put(variables)
    try:
        yield
    finally:
        _put(former)


async def connect() -> None:
    """Gives this process the variables from now on; the triggerer calls it again every REFRESH_SECONDS.

    It only looks at the source, so it gets no key of a model.

    Raises:
        SettingsError: there is no such connection, or it cannot be used.
    """
    for name, read in _wanted():
        if name in OF_MODELS:
            continue
        with _clear_line(name):
            connection = await BaseHook.aget_connection(os.environ[name])
            _put(await asyncio.to_thread(read, connection))


@asynccontextmanager
async def connection_kept() -> AsyncIterator[None]:
    """Reads the connections again now and then; a failure is logged, and what was there stays."""

    async def refresh() -> None:
        while READERS.keys() & os.environ.keys():
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await connect()
            except Exception:
                log.exception("the connections could not be read again")

    task = asyncio.create_task(refresh())
    try:
        yield
    finally:
        task.cancel()


def s3_variables(connection: "Connection") -> Variables:
    """Reads an `aws` connection: keys, session token or role, region, endpoint, addressing style."""
    from airflow.providers.amazon.aws.hooks.base_aws import BaseSessionFactory
    from airflow.providers.amazon.aws.utils.connection_wrapper import AwsConnectionWrapper

    wrapper = AwsConnectionWrapper(connection)
    # The factory assumes the role, if the connection names one; without keys in it AWS looks where it always looks.
    session = BaseSessionFactory(conn=wrapper).create_session()
    found = session.get_credentials()
    keys = found.get_frozen_credentials() if found else None
    endpoint = wrapper.get_service_endpoint_url("s3") or ""
    style = (getattr(wrapper.botocore_config, "s3", None) or {}).get("addressing_style", "")
    return _said(
        AWS_ACCESS_KEY_ID=keys and keys.access_key,
        AWS_SECRET_ACCESS_KEY=keys and keys.secret_key,
        AWS_SESSION_TOKEN=keys and keys.token,
        AWS_REGION=session.region_name,
        AWS_DEFAULT_REGION=session.region_name,
        AWS_ENDPOINT_URL=endpoint,
        AWS_ALLOW_HTTP="true" if endpoint.startswith("http://") else "",
        AWS_VIRTUAL_HOSTED_STYLE_REQUEST={"virtual": "true", "path": "false"}.get(style, ""),
    )


def qdrant_variables(connection: "Connection") -> Variables:
    """Reads a `qdrant` connection as its provider does, and also what that ignores: path, timeout, `prefer_grpc`.

    Raises:
        SettingsError: it names neither a host nor a URL nor a path.
    """
    extra: Mapping[str, Any] = connection.extra_dejson
    scheme = "https" if extra.get("https") else "http"
    address = f"{scheme}://{connection.host}:{connection.port or 6333}" if connection.host else ""
    prefix = str(extra.get("prefix") or "").strip("/")
    url = extra.get("url") or (f"{address}/{prefix}" if address and prefix else address)
    if not url and not extra.get("path"):
        raise SettingsError("it has neither a host nor a `url` or `path` in its extra")
    grpc = extra.get("prefer_grpc") or extra.get("prefer_gprc")  # the provider's spelling
    return _said(
        QDRANT_URL=url,
        QDRANT_PATH="" if url else extra["path"],
        QDRANT_API_KEY=connection.password,
        QDRANT_GRPC_PORT=str(extra.get("grpc_port") or 6334) if grpc else "",
        QDRANT_TIMEOUT=str(extra.get("timeout") or ""),
    )


def embedding_variables(connection: "Connection") -> Variables:
    """Reads a connection of the type Pydantic AI: key, address, and for Azure the version of its API.

    Raises:
        SettingsError: it is of another type, or of one whose platform has its own credentials.
    """
    kind = connection.conn_type or ""
    if kind in OWN_CREDENTIALS:
        raise SettingsError(f"its platform finds its credentials by {OWN_CREDENTIALS[kind]}; name no connection")
    if not kind.startswith("pydanticai"):
        raise SettingsError(f"its type is {kind!r}; it must be Pydantic AI")
    return _said(
        EMBEDDING_URL=connection.host,
        EMBEDDING_API_KEY=connection.password,
        OPENAI_API_VERSION=connection.extra_dejson.get("api_version"),
    )


def former_embedding_variables(connection: "Connection") -> Variables:
    """Reads the connection of a model that is still served, as `embedding_variables` does."""
    return {
        name if name.startswith("OPENAI") else f"FORMER_{name}": value
        for name, value in embedding_variables(connection).items()
    }


READERS: dict[str, tuple[Callable[["Connection"], Variables], tuple[str, ...]]] = {
    "S3_CONNECTION": (s3_variables, OF_S3),
    "QDRANT_CONNECTION": (
        qdrant_variables,
        ("QDRANT_URL", "QDRANT_PATH", "QDRANT_API_KEY", "QDRANT_GRPC_PORT", "QDRANT_TIMEOUT"),
    ),
    "EMBEDDING_CONNECTION": (embedding_variables, ("EMBEDDING_URL", "EMBEDDING_API_KEY")),
    "FORMER_EMBEDDING_CONNECTION": (
        former_embedding_variables,
        ("FORMER_EMBEDDING_URL", "FORMER_EMBEDDING_API_KEY"),
    ),
}


def _wanted() -> list[tuple[str, Callable[["Connection"], Variables]]]:
    """Settings that name a connection, and how it is read: with the variables it replaces emptied."""

    def reader(name: str) -> Callable[["Connection"], Variables]:
        read, replaced = READERS[name]
        return lambda connection: dict.fromkeys(replaced, "") | read(connection)

    return [(name, reader(name)) for name in READERS if os.environ.get(name, "").strip()]


def _put(variables: Variables) -> None:
    for name, value in variables.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def _said(**variables: str | None) -> Variables:
    return {name: value for name, value in variables.items() if value}


@contextmanager
def _clear_line(name: str) -> Iterator[None]:
    try:
        yield
    except AirflowNotFoundException as error:
        raise SettingsError(f"{name} is {os.environ[name]!r}; Airflow has no such connection") from error
    except SettingsError as error:
        raise SettingsError(f"{name} is {os.environ[name]!r}; that connection cannot be used: {error}") from error
