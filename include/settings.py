"""Settings, from the environment. An Airflow connection can fill the same fields (see `airflow_io`)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from include.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE_DOCUMENTS = PROJECT / "include" / "data" / "documents"
SAMPLE_QUESTIONS = PROJECT / "include" / "data" / "golden_questions.json"
RUNTIMES = ("auto", "torch", "openvino")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how much is allowed. Field names in capitals are the environment variables."""

    documents_uri: str
    """Source documents: a path, `file://` or `s3://bucket/prefix`."""
    lake_uri: str
    """Folder of the Delta tables: a path, `file://` or `s3://bucket/prefix`."""
    qdrant_url: str
    """Qdrant server; empty: embedded Qdrant in `qdrant_path`."""
    qdrant_path: str
    qdrant_api_key: str = field(repr=False)
    embedding_model: str
    """Name or folder of a sentence-transformers model."""
    embedding_runtime: str
    """`auto`, `torch` or `openvino`."""
    model_cache: str
    """Folder of models converted for this CPU."""
    embedding_shards: int
    """Into how many mapped tasks a DAG splits large work."""
    embedding_threads: int
    """Threads of the encoder; 0: all cores."""
    approval_threshold: int
    """Chunks; above it a person decides."""
    max_document_bytes: int
    golden_questions: str
    """JSON file of questions and the document that answers each."""
    golden_recall_minimum: float
    """Share of golden questions, 0 to 1, that a new collection must answer before it is served."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every field from the environment.

        Raises:
            SettingsError: a value is not of its kind; the line names the variable.
        """
        env = os.environ if environment is None else environment
        data = PROJECT / ".data"
        settings = cls(
            documents_uri=_location(env, "DOCUMENTS_URI", str(SAMPLE_DOCUMENTS)),
            lake_uri=_location(env, "LAKE_URI", str(data / "lake")),
            qdrant_url=env.get("QDRANT_URL", "").strip(),
            qdrant_path=_location(env, "QDRANT_PATH", str(data / "qdrant")),
            qdrant_api_key=env.get("QDRANT_API_KEY", ""),
            embedding_model=env.get("EMBEDDING_MODEL", "").strip() or "all-MiniLM-L6-v2",
            embedding_runtime=env.get("EMBEDDING_RUNTIME", "").strip() or "auto",
            model_cache=_location(env, "MODEL_CACHE", str(data / "models")),
            embedding_shards=max(1, _number(env, "EMBEDDING_SHARDS", min(4, os.cpu_count() or 1))),
            embedding_threads=_number(env, "EMBEDDING_THREADS", 0),
            approval_threshold=_number(env, "APPROVAL_THRESHOLD", 20_000),
            max_document_bytes=_number(env, "MAX_DOCUMENT_BYTES", 20 * 1024 * 1024),
            golden_questions=_location(env, "GOLDEN_QUESTIONS", str(SAMPLE_QUESTIONS)),
            golden_recall_minimum=_share(env, "GOLDEN_RECALL_MINIMUM", 0.8),
        )
        if settings.embedding_runtime not in RUNTIMES:
            raise SettingsError(
                f"EMBEDDING_RUNTIME is {settings.embedding_runtime!r}; it can be {' or '.join(RUNTIMES)}"
            )
        if env.get("QDRANT_URL", "").strip() and env.get("QDRANT_PATH", "").strip():
            raise SettingsError("QDRANT_URL and QDRANT_PATH are both set; keep one: a server or a folder")
        if settings.qdrant_url and not re.match(r"https?://[^/\[\]]+|https?://\[[0-9a-fA-F:.]+\]", settings.qdrant_url):
            raise SettingsError(f"QDRANT_URL is {settings.qdrant_url!r}; it must begin with http:// or https://")
        if settings.qdrant_path.startswith("s3://"):
            raise SettingsError("QDRANT_PATH must be a folder on a disk; for a server set QDRANT_URL")
        return settings


def _location(env: Mapping[str, str], name: str, default: str) -> str:
    """A path or `s3://` URI; `file://` becomes a path, a relative path counts from the project."""
    value = env.get(name, "").strip() or default
    parts = urlsplit(value)
    if parts.scheme == "s3":
        if not parts.netloc:
            raise SettingsError(f"{name} is {value!r}; an S3 location is s3://bucket/prefix")
        return value.rstrip("/")
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise SettingsError(f"{name} is {value!r}; a file location has three slashes: file:///folder")
        value = unquote(parts.path)
    elif "://" in value:
        raise SettingsError(f"{name} is {value!r}; use a path, file:// or s3://")
    try:
        return str(PROJECT / Path(value).expanduser())
    except RuntimeError as error:
        raise SettingsError(f"{name} is {value!r}; there is no such user") from error


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "").strip().replace("_", "")
    if value and not value.isdecimal():
        raise SettingsError(f"{name} is {value!r}; it must be a whole number, 0 or more")
    return int(value) if value else default


def _share(env: Mapping[str, str], name: str, default: float) -> float:
    value = env.get(name, "").strip()
    try:
        number = float(value) if value else default
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise SettingsError(f"{name} is {value!r}; it must be a number from 0 to 1")
    return number
