"""Reports beside the tables: written whole or not at all, private on a disk, read by whoever shows them."""

import re
from hashlib import sha256
from pathlib import Path

from include.errors import LakeError
from include.private_files import private_folder
from include.s3_client import encryption, open_s3

FOLDER = "reports"
COMPARISON, PICTURE = "comparisons/{}.html", "comparisons/{}.svg"
"""Of live and candidate answers, as `report_uri` wants it."""


def report_uri(lake_uri: str, run: str, name: str = "runs/{}.html") -> str:
    """Where the report of a run lies; the name can be read, and no two runs share one.

    Args:
        lake_uri: of the tables.
        run: DAG and run id, as `Provenance` has it.
        name: `COMPARISON` or `PICTURE` for what a run showed before a decision.
    """
    readable = re.sub(r"[^A-Za-z0-9_-]+", "_", run)[:120]
    return f"{lake_uri}/{FOLDER}/{name.format(f'{readable}-{sha256(run.encode()).hexdigest()[:8]}')}"


def write_report(uri: str, text: str) -> None:
    """Write a report to a path or `s3://` URI; a reader sees the old one or the new one.

    Raises:
        LakeError: it cannot be written.
    """
    if not uri.startswith("s3://"):
        path = Path(uri)
        try:
            with private_folder(path.parent):
                part = path.with_suffix(f"{path.suffix}.part")
                part.unlink(missing_ok=True)  # one that a killed run left keeps its rights
                part.write_text(text, "utf-8")
                part.replace(path)
        except OSError as error:
            raise LakeError(f"the report {uri} cannot be written: {error.strerror}; check LAKE_URI") from error
        return
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, key = uri.removeprefix("s3://").partition("/")
    try:
        open_s3().put_object(Bucket=bucket, Key=key, Body=text.encode(), **encryption())
    except (BotoCoreError, ClientError) as error:
        raise LakeError(f"the report {uri} cannot be written: {error}; check LAKE_URI and the AWS settings") from error


def read_report(uri: str) -> str | None:
    """A report; None where there is none.

    Raises:
        LakeError: it cannot be read.
    """
    if not uri.startswith("s3://"):
        try:
            return Path(uri).read_text("utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LakeError(f"the report {uri} cannot be read: {error.strerror}; check LAKE_URI") from error
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, key = uri.removeprefix("s3://").partition("/")
    try:
        return str(open_s3().get_object(Bucket=bucket, Key=key)["Body"].read(), "utf-8")
    except (BotoCoreError, ClientError) as error:
        if "NoSuchKey" in str(error):
            return None
        raise LakeError(f"the report {uri} cannot be read: {error}; check LAKE_URI and the AWS settings") from error


def remove_report(uri: str) -> None:
    """Remove a text beside the tables, if it is there.

    Raises:
        LakeError: it cannot be removed.
    """
    if not uri.startswith("s3://"):
        try:
            Path(uri).unlink(missing_ok=True)
        except OSError as error:
            raise LakeError(f"{uri} cannot be removed: {error.strerror}; check LAKE_URI") from error
        return
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, key = uri.removeprefix("s3://").partition("/")
    try:
        open_s3().delete_object(Bucket=bucket, Key=key)
    except (BotoCoreError, ClientError) as error:
        raise LakeError(f"{uri} cannot be removed: {error}; check LAKE_URI and the AWS settings") from error
