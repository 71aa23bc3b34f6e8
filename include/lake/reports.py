"""Reports beside the tables: written whole or not at all, private on a disk, read by whoever shows them.

A report of a run can hold what not everybody may read who may read another. So it says itself by whom it may be read,
in its last line: the assets that somebody must be allowed to read.
"""

import re
from hashlib import sha256
from pathlib import Path

from include.errors import LakeError
from include.private_files import private_folder
from include.sources.s3_client import encryption, open_s3

FOLDER = "reports"
RUNS = "runs/{}.html"
COMPARISON, PICTURE = "comparisons/{}.html", "comparisons/{}.svg"
"""Places of the page and the picture of a trial, as `report_uri` wants them."""
SERVED = "search_index"
FACTS = "user_facts"
"""Personal data: who may read documents may not therefore read what is known of people."""
GENERATED = ("links", "essays", "evaluations")
_READERS = {
    "generate_embeddings": (SERVED,),
    "approve_embeddings": (SERVED,),
    "update_vector_store": (SERVED,),
    "evaluate_answers": (SERVED,),
    "plan_generation": GENERATED,
}
"""Assets that the report of a DAG is made of. Of any other, and of an answer to somebody, the strictest: who adds a DAG
that reports has to say here that its report holds nothing personal."""
_READABLE_BY = re.compile(r"<!-- readable by: ([\w ]+) -->\s*\Z")


def report_uri(lake_uri: str, run: str, name: str = RUNS) -> str:
    """Says where the report of a run lies; the name can be read, and no two runs share one.

    Args:
        lake_uri: of the tables.
        run: DAG and run id, as `Provenance` has it.
        name: `COMPARISON` or `PICTURE` for what a run showed before a decision.
    """
    readable = re.sub(r"[^A-Za-z0-9_-]+", "_", run)[:120]
    return f"{lake_uri}/{FOLDER}/{name.format(f'{readable}-{sha256(run.encode()).hexdigest()[:8]}')}"


def for_readers(run: str, page: str) -> str:
    """Returns a report of a run (HTML or SVG) that says by whom it may be read."""
    return f"{page.rstrip()}\n<!-- readable by: {' '.join(_readers_by_writer(run))} -->\n"


def readers(run: str, page: str) -> tuple[str, ...]:
    """Returns assets that somebody must be allowed to read who wants to read this report.

    Of a report from before they said it, by which DAG wrote it.
    """
    told = _READABLE_BY.search(page)
    return tuple(told[1].split()) if told else _readers_by_writer(run)


def _readers_by_writer(run: str) -> tuple[str, ...]:
    return _READERS.get(run.partition(" ")[0], (FACTS,))


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
    """Returns a report; None where there is none.

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
