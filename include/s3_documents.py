"""The document source on S3."""

import os
from datetime import datetime
from typing import TYPE_CHECKING

from include.document_names import check_path, control_problem, is_document
from include.documents import Listed, Wanted, distinct, too_large
from include.errors import KEY_REFUSED, SourceError, SourceRefused, UnreadableDocument
from include.proxy import asked_instead
from include.s3_client import encryption, endpoint, open_s3

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


OF_ONE_OBJECT = ("AccessDenied", "InvalidObjectState")


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
        found = (self._describe(item["Key"], item["Size"], item["ETag"], item["LastModified"]) for item in objects)
        listed = distinct([item for item in found if self._wanted(item.id) and not item.id.endswith("/")])
        self._keys = {item.id: item.location for item in listed}
        return listed

    def _describe(self, key: str, size: int, etag: str, modified: datetime) -> Listed:
        name = key.removeprefix(self._prefix)
        problem = control_problem(name) or too_large(size, self._largest)
        return Listed(name, key, size, etag.strip('"'), problem, modified=modified)

    def read(self, document: str) -> bytes:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            data = self._client.get_object(Bucket=self._bucket, Key=self._key(document))["Body"].read(self._largest + 1)
        except self._client.exceptions.NoSuchKey as error:
            raise UnreadableDocument("it cannot be read: it is gone") from error
        except (BotoCoreError, ClientError) as error:
            # Whatever holds for the whole store must not look like one broken document.
            if isinstance(error, ClientError) and error.response["Error"]["Code"] in OF_ONE_OBJECT:
                raise UnreadableDocument(f"it cannot be read: {error}") from error
            raise _kind(error)(f"{document} cannot be read from {self._where}: {error}") from error
        if problem := too_large(len(data), self._largest):
            raise UnreadableDocument(problem)
        return data

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


def _kind(error: Exception) -> type[SourceError]:
    """A wrong key or bucket lasts; throttling, a timeout or a fault of the server passes."""
    answer = getattr(error, "response", {}).get("ResponseMetadata", {})
    return SourceRefused if answer.get("HTTPStatusCode") in KEY_REFUSED | {404} else SourceError
