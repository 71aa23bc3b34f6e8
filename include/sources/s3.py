"""The document source on S3."""

import os
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from include.errors import KEY_REFUSED, SourceError, SourceRefused, UnreadableDocument
from include.proxy import asked_instead
from include.sources.left_out import LeftOut
from include.sources.listing import Listed, Wanted, distinct, moment, too_large
from include.sources.names import check_path, control_problem, is_document
from include.sources.s3_client import encryption, endpoint, open_s3

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


OF_ONE_OBJECT = ("AccessDenied", "InvalidObjectState")
THROTTLED = ("SlowDown", "ServiceUnavailable", "Throttling")
GZIP = 31
"""Window bits with which zlib takes such a file."""
FAULT_OF_SERVER = 500
"""HTTP status from which on it is."""
MANY_FAULTS = 5
"""When the server fails to send so many objects in a row, that is its fault and not the objects'."""


class S3Source:
    """Documents under a prefix of an S3 bucket; endpoint and credentials come from the `AWS_*` environment."""

    def __init__(self, bucket: str, prefix: str, largest_bytes: int, wanted: Wanted | None = None) -> None:
        self._client: S3Client = open_s3()
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._where = f"s3://{bucket}/{self._prefix}"
        self._largest = largest_bytes
        self._wanted = wanted or is_document
        self._keys: dict[str, str] | None = None
        self._left_out = LeftOut()
        self._faults = 0

    @property
    def left_out(self) -> Mapping[str, int]:
        return self._left_out.counts

    def list(self) -> list[Listed]:
        from botocore.exceptions import BotoCoreError, ClientError

        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
        try:
            objects = [item for page in pages for item in page.get("Contents", [])]
        except (BotoCoreError, ClientError) as error:
            raise _kind(error)(
                f"{self._where} cannot be listed: {error}; check DOCUMENTS_URI and the AWS settings"
                f"{asked_instead(endpoint(os.environ))}"
            ) from error
        self._left_out = LeftOut()
        listed = distinct([item for item in map(self._describe, objects) if self._is_document(item.id)])
        self._keys = {item.id: item.location for item in listed}
        return listed

    def _is_document(self, name: str) -> bool:
        if name.endswith("/") or not name:  # the marker of a folder
            return False
        if not self._wanted(name):
            self._left_out.file(name)
            return False
        return True

    def _describe(self, told: Any) -> Listed:
        """An object as the server tells it; not every server tells everything."""
        key, size = str(told["Key"]), int(told.get("Size") or 0)
        name = key.removeprefix(self._prefix)
        problem = control_problem(name) or too_large(size, self._largest)
        modified = told.get("LastModified")
        stored = moment(modified.timestamp()) if isinstance(modified, datetime) else None
        return Listed(name, key, size, str(told.get("ETag") or "").strip('"'), problem, stored=stored)

    def read(self, document: str) -> bytes:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(document))
            data = _unpacked(answer["Body"].read(self._largest + 1), answer.get("ContentEncoding", ""), self._largest)
        except self._client.exceptions.NoSuchKey as error:
            raise UnreadableDocument("it cannot be read: it is gone") from error
        except (BotoCoreError, ClientError) as error:
            # Whatever holds for the whole store must not look like one broken document.
            if self._is_of_one_object(error):
                raise UnreadableDocument(f"it cannot be read: {_said(error)}") from error
            raise _kind(error)(f"{document} cannot be read from {self._where}: {error}") from error
        self._faults = 0
        if problem := too_large(len(data), self._largest):
            raise UnreadableDocument(problem)
        return data

    def _is_of_one_object(self, error: Exception) -> bool:
        """Whether the others can be read: the server answers, and fails to send this one."""
        from botocore.exceptions import (
            ClientError,
            ConnectionClosedError,
            IncompleteReadError,
            ReadTimeoutError,
            ResponseStreamingError,
        )

        if isinstance(error, ClientError):
            code = error.response.get("Error", {}).get("Code")
            if code in OF_ONE_OBJECT:
                return True
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            fault = code not in THROTTLED and status >= FAULT_OF_SERVER
        else:
            broken_off = (ReadTimeoutError, ResponseStreamingError, ConnectionClosedError, IncompleteReadError)
            fault = isinstance(error, broken_off)
        self._faults += fault
        return fault and self._faults < MANY_FAULTS

    def write(self, document: str, data: bytes) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            key = self._key(check_path(document))
            self._client.put_object(Bucket=self._bucket, Key=key, Body=data, **encryption())
        except (BotoCoreError, ClientError) as error:
            raise _kind(error)(f"{document} cannot be written to {self._where}: {error}") from error

    def remove(self, document: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        document = check_path(document)
        if document not in {item.id for item in self.list()}:
            raise SourceRefused(f"there is no document {document!r} in {self._where}; nothing was removed")
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self._key(document))
        except (BotoCoreError, ClientError) as error:
            raise _kind(error)(f"{document} cannot be removed from {self._where}: {error}") from error

    def _key(self, document: str) -> str:
        """The object key of a document; it may be composed differently from the id."""
        if document.isascii():
            return self._prefix + document
        if self._keys is None:
            self.list()
        return (self._keys or {}).get(document, self._prefix + document)


def _unpacked(data: bytes, coding: str, largest: int) -> bytes:
    """What an object was packed from, as a browser shows it, up to one byte too much.

    One that was not packed, whatever it says, is as it is: programs unpack what they copy, and leave its head.
    """
    if "gzip" not in coding:
        return data
    try:
        return zlib.decompressobj(wbits=GZIP).decompress(data, largest + 1)
    except zlib.error:
        return data


def _said(error: Exception) -> str:
    """The same words each time: the identity of a request or an address is none of them."""
    told = getattr(error, "response", {})
    code, status = told.get("Error", {}).get("Code"), told.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return f"the server says {code or status}" if code or status else "the server does not send it whole"


def _kind(error: Exception) -> type[SourceError]:
    """A wrong key or bucket lasts; throttling, a timeout or a fault of the server passes."""
    answer = getattr(error, "response", {}).get("ResponseMetadata", {})
    return SourceRefused if answer.get("HTTPStatusCode") in KEY_REFUSED | {404} else SourceError
