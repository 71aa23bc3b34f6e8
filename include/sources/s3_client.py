"""The S3 client of the bundle; it reads the `AWS_*` variables that the table library reads, so that both ask alike."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from include.proxy import is_this_machine

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


def open_s3() -> "S3Client":
    """Returns a client for the endpoint, region and credentials of the environment.

    An endpoint of one's own rarely has a host name for each bucket, so there the bucket stands in the path.
    AWS_VIRTUAL_HOSTED_STYLE_REQUEST decides otherwise, as it does for the tables.
    """
    from boto3.session import Session
    from botocore.config import Config
    from botocore.session import Session as Core

    style = _addressing_style(os.environ)
    # A proxy knows another machine by an address of this one; None: as the environment says.
    proxies: dict[str, str] | None = {} if is_this_machine(endpoint(os.environ)) else None
    core = Core()
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_time)
    # boto3's own session would keep the credentials it saw first.
    return Session(botocore_session=core).client("s3", config=Config(s3={"addressing_style": style}, proxies=proxies))


def _time(told: Any) -> datetime | None:
    """A time in an answer; one that no calendar has must not make the answer unreadable."""
    from botocore.utils import parse_timestamp

    try:
        return parse_timestamp(told)
    except (ValueError, OverflowError, OSError, RuntimeError):
        return None


def endpoint(environment: Mapping[str, str]) -> str:
    """Returns the address of an S3 server of one's own; empty for Amazon's."""
    return environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or ""


def encryption() -> dict[str, Any]:
    """Returns arguments of a put that ask for the encryption of AWS_SERVER_SIDE_ENCRYPTION: `AES256` or `aws:kms`."""
    method, key = os.environ.get("AWS_SERVER_SIDE_ENCRYPTION", ""), os.environ.get("AWS_SSE_KMS_KEY_ID", "")
    asked = {"ServerSideEncryption": method, "SSEKMSKeyId": key}
    return {name: value for name, value in asked.items() if method and value}


def _addressing_style(environment: Mapping[str, str]) -> Literal["auto", "virtual", "path"]:
    virtual = environment.get("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "").lower()
    if virtual:
        return "virtual" if virtual in ("true", "1") else "path"
    return "path" if endpoint(environment) else "auto"
