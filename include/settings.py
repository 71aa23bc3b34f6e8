"""Settings, from the environment. An Airflow connection can fill the same fields (see `airflow_io.connections`)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from include.deletion_threshold import DeletionThreshold
from include.errors import SettingsError
from include.link_template import link_template
from include.model_names import ModelName
from include.qdrant_names import alias_name, server_address
from include.variables import PROJECT as PROJECT
from include.variables import address, amount, choice, location, number, table_location

DATA = PROJECT / ".data"
SAMPLE_DOCUMENTS = PROJECT / "include" / "data" / "documents"
SAMPLE_QUESTIONS = PROJECT / "include" / "data" / "golden_questions.json"
SAMPLE_GENERATION = PROJECT / "include" / "data" / "generation"
SAMPLE_CONVERSATIONS = PROJECT / "include" / "data" / "conversations"
SEARCHABLE_MINUTES = 15
DEFAULT_MODEL = "all-MiniLM-L6-v2"
SMALLEST_CHUNK_TOKENS = 32
"""With less, the headings that are repeated above a chunk would leave no room for its text."""
RUNTIMES = ("auto", "torch", "openvino")
QUANTIZATIONS = ("", "scalar", "binary")
SAMPLES = ("on", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how much is allowed. Field names in capitals are the environment variables."""

    documents_uri: str
    """Source documents: a path, `file://` or `s3://bucket/prefix`."""
    source_link: str
    """Address under which people read a document, with `{document}`, `{line}`, `{page}`; empty: its file or object."""
    documents_scan_seconds: int
    """The watcher looks at the source at least this often; on S3 it learns of a change by that alone."""
    seen_files: str
    """Folder that keeps which content each file of the source had; empty: each is read each time."""
    documents_queue: str
    """URL of an SQS queue that gets the notifications of the source's bucket; empty: none. The asset reads it itself,
    where it is declared; here it is one of the settings that a demo, a check and a test keep apart from a shell's."""
    lake_uri: str
    """Folder of the Delta tables: a path, `file://` or `s3://bucket/prefix`."""
    qdrant_url: str
    """Qdrant server, with its port; empty: embedded Qdrant in `qdrant_path`."""
    qdrant_path: str
    qdrant_alias: str
    """What searchers ask; the names of the collections begin with it."""
    qdrant_api_key: str = field(repr=False)
    qdrant_timeout: int
    """Seconds that a request to the server may take."""
    qdrant_grpc_port: int
    """The server is asked over gRPC there; 0: over HTTP."""
    qdrant_on_disk: bool
    """A new collection of a server keeps its vectors on disk, not in memory."""
    qdrant_quantization: str
    """A server searches a smaller copy of the vectors: `scalar` (a quarter), `binary` (1/32), or empty: none."""
    embedding_model: str
    """Whole name of the model (`model_names`): of one that runs here its name or folder, of another `provider:model`;
    beside it what EMBEDDING_DIMENSIONS, EMBEDDING_URL and CHUNK_TOKENS say."""
    embedding_url: str
    """Whose the key is: the address of a server, or the name of the provider that is asked at its own; empty: it is of
    whatever provider is asked at its own address."""
    embedding_api_key: str = field(repr=False)
    former_embedding_url: str
    """Whose the former key is: the address of a server; empty: it is of whatever provider is asked at its own."""
    former_embedding_api_key: str = field(repr=False)
    """For a model that is served while one of another provider is being filled."""
    embedding_runtime: str
    """`auto`, `torch` or `openvino`."""
    model_cache: str
    """Folder of models converted for this CPU."""
    embedding_shards: int
    """Into how many mapped tasks a DAG splits large work."""
    embedding_threads: int
    """Threads of the encoder; 0: all cores."""
    approval_threshold: int
    """Chunks that one batch may embed; above it a person decides."""
    max_chunks_per_document: int
    """Chunks that one document may bring at once; above it a person decides about that document."""
    approval_hours: float
    """Hours that a decision is waited for; then it is No."""
    deletion_threshold: DeletionThreshold
    """Documents that a listing may miss at once; above it a person decides."""
    embedding_price: float
    """Price of a million tokens, in whatever money; 0 for a model that runs here."""
    collection_grace_days: int
    """Days in which one can roll back to a collection that is not served any more."""
    max_document_bytes: int
    document_seconds: int
    """CPU seconds that reading a document may take; 0: any number."""
    document_memory_mb: int
    """Megabytes that reading a document may take; 0: any number."""
    golden_questions: str
    """JSON file of questions and the document that answers each."""
    golden_recall_minimum: float
    """Share of golden questions, 0 to 1, that a new collection must answer before it is served."""
    searchable_minutes: int
    """Minutes after which a published document that is not searchable is an alarm."""
    samples: str
    """Whether Airflow works on the samples of the second and the third system, where their own URI is not set: `on`,
    `off`, or empty: beside the sample handbook, and not beside documents of one's own (`has_samples`)."""
    generation_uri: str
    """Sources of generation: a path, `file://` or `s3://bucket/prefix`."""
    generation_concepts: int
    """Number of concepts that are asked about together."""
    generation_max_tokens: int
    """Tokens of the longest answer of a model."""
    generation_budget: float
    """Most that one approved plan may cost, in the money of the prices."""
    generation_calls_per_minute: int
    """Most calls of one model; 0: as many as it answers."""
    publish_essays: str
    """Every current essay becomes a document in `generated/` here, which is in `documents_uri`; empty: none does."""
    conversations_uri: str
    """Exported conversations, a JSON file a thread: a path, `file://` or `s3://bucket/prefix`."""
    knowledge_model: str
    """Language model that summarises, decides and answers; empty: rules that anybody can read do."""
    knowledge_connection: str
    """Airflow connection of that model; `local` for a packaged one."""
    answer_lifetime_days: int
    """Days in which an answer may be given again while what it stands on stays as it is."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every field from the environment.

        Raises:
            SettingsError: a value is not of its kind; the line names the variable.
        """
        env = os.environ if environment is None else environment
        settings = cls(
            documents_uri=location(env, "DOCUMENTS_URI", str(SAMPLE_DOCUMENTS)),
            source_link=link_template(link) if (link := env.get("SOURCE_LINK", "").strip()) else "",
            documents_scan_seconds=max(1, number(env, "DOCUMENTS_SCAN_SECONDS", 30)),
            seen_files=seen_folder(env),
            documents_queue=env.get("DOCUMENTS_QUEUE", "").strip(),
            lake_uri=table_location(env, "LAKE_URI", str(DATA / "lake")),
            qdrant_url=server_address(url) if (url := env.get("QDRANT_URL", "").strip()) else "",
            qdrant_path=location(env, "QDRANT_PATH", str(DATA / "qdrant")),
            qdrant_alias=alias_name(env.get("QDRANT_ALIAS", "").strip()),
            qdrant_api_key=env.get("QDRANT_API_KEY", ""),
            qdrant_timeout=max(1, number(env, "QDRANT_TIMEOUT", 60)),
            qdrant_grpc_port=number(env, "QDRANT_GRPC_PORT", 0),
            qdrant_on_disk=choice(env, "QDRANT_ON_DISK", ("", "false", "true")) == "true",
            qdrant_quantization=choice(env, "QDRANT_QUANTIZATION", QUANTIZATIONS),
            embedding_model=str(model := _model(env)),
            embedding_url=address(env, "EMBEDDING_URL") or model.provider,
            embedding_api_key=env.get("EMBEDDING_API_KEY", ""),
            former_embedding_url=address(env, "FORMER_EMBEDDING_URL"),
            former_embedding_api_key=env.get("FORMER_EMBEDDING_API_KEY", ""),
            embedding_runtime=choice(env, "EMBEDDING_RUNTIME", RUNTIMES) or "auto",
            model_cache=location(env, "MODEL_CACHE", str(DATA / "models")),
            embedding_shards=max(1, number(env, "EMBEDDING_SHARDS", min(4, os.cpu_count() or 1))),
            embedding_threads=number(env, "EMBEDDING_THREADS", 0),
            approval_threshold=number(env, "APPROVAL_THRESHOLD", 20_000),
            max_chunks_per_document=number(env, "MAX_CHUNKS_PER_DOCUMENT", 2000),
            approval_hours=amount(env, "APPROVAL_HOURS", 24.0),
            deletion_threshold=DeletionThreshold.read("DELETION_THRESHOLD", env.get("DELETION_THRESHOLD", "")),
            embedding_price=amount(env, "EMBEDDING_PRICE", 0.0),
            collection_grace_days=number(env, "COLLECTION_GRACE_DAYS", 7),
            max_document_bytes=number(env, "MAX_DOCUMENT_BYTES", 20 * 1024 * 1024),
            document_seconds=number(env, "DOCUMENT_SECONDS", 30),
            document_memory_mb=number(env, "DOCUMENT_MEMORY_MB", 1024),
            golden_questions=location(env, "GOLDEN_QUESTIONS", str(SAMPLE_QUESTIONS)),
            golden_recall_minimum=amount(env, "GOLDEN_RECALL_MINIMUM", 0.8, most=1),
            searchable_minutes=number(env, "SEARCHABLE_MINUTES", SEARCHABLE_MINUTES),
            samples=choice(env, "SAMPLES", SAMPLES),
            generation_uri=location(env, "GENERATION_URI", str(SAMPLE_GENERATION)),
            generation_concepts=max(1, number(env, "GENERATION_CONCEPTS", 2)),
            generation_max_tokens=max(1, number(env, "GENERATION_MAX_TOKENS", 120)),
            generation_budget=amount(env, "GENERATION_BUDGET", 1.0),
            generation_calls_per_minute=number(env, "GENERATION_CALLS_PER_MINUTE", 0),
            publish_essays=location(env, "PUBLISH_ESSAYS", "") if env.get("PUBLISH_ESSAYS", "").strip() else "",
            conversations_uri=location(env, "CONVERSATIONS_URI", str(SAMPLE_CONVERSATIONS)),
            knowledge_model=env.get("KNOWLEDGE_MODEL", "").strip(),
            knowledge_connection=env.get("KNOWLEDGE_CONNECTION", "").strip() or "local",
            answer_lifetime_days=number(env, "ANSWER_LIFETIME_DAYS", 30),
        )
        if env.get("QDRANT_URL", "").strip() and env.get("QDRANT_PATH", "").strip():
            raise SettingsError("QDRANT_URL and QDRANT_PATH are both set; keep one: a server or a folder")
        if "://" in settings.qdrant_path:
            raise SettingsError("QDRANT_PATH must be a folder on a disk; for a server set QDRANT_URL")
        if settings.publish_essays:
            place_below(settings.publish_essays, settings.documents_uri)
        return settings


def is_generation_enabled() -> bool:
    """Says whether Airflow has something to generate from. `generation_uri` cannot tell: a command has the sample."""
    return bool(os.environ.get("GENERATION_URI", "").strip()) or has_samples()


def is_knowledge_enabled() -> bool:
    """Says whether Airflow has conversations to learn from; as with generation, a command has the sample."""
    return bool(os.environ.get("CONVERSATIONS_URI", "").strip()) or has_samples()


def has_samples() -> bool:
    """Says whether the samples are shown: who has documents of their own wants no people beside them that do not exist.

    Raises:
        SettingsError: SAMPLES is neither on nor off.
    """
    said = choice(os.environ, "SAMPLES", SAMPLES)
    return said == "on" or (not said and not os.environ.get("DOCUMENTS_URI", "").strip())


def place_below(place: str, source: str) -> str:
    """Returns where a place lies in the source, as the beginning of an id; empty where it is the source itself.

    Raises:
        SettingsError: the source does not have it, or hides it.
    """
    inside, whole = PurePosixPath(os.path.normpath(place)), PurePosixPath(os.path.normpath(source))
    below = inside.relative_to(whole).parts if inside.is_relative_to(whole) else (".",)
    if any(part.startswith(".") for part in below):
        raise SettingsError(
            f"PUBLISH_ESSAYS is {place!r}; it must be DOCUMENTS_URI ({source}) or a folder in it that is not hidden"
        )
    return "".join(f"{part}/" for part in below)


def seen_folder(env: Mapping[str, str] = os.environ) -> str:
    """Returns the folder of what was seen of files, as SEEN_FILES says; empty: nothing is kept.

    Raises:
        SettingsError: it cannot be a folder.
    """
    if env.get("SEEN_FILES", "").strip() == "off":
        return ""
    return location(env, "SEEN_FILES", str(DATA / "seen"))


def _model(env: Mapping[str, str]) -> ModelName:
    """What the variables of the model say; a model that runs here has neither an address nor another dimension."""
    name = ModelName(env.get("EMBEDDING_MODEL", "").strip() or DEFAULT_MODEL)
    chunk_tokens = number(env, "CHUNK_TOKENS", 0)
    if 0 < chunk_tokens < SMALLEST_CHUNK_TOKENS:
        raise SettingsError(f"CHUNK_TOKENS is {chunk_tokens}; a chunk has {SMALLEST_CHUNK_TOKENS} tokens or more")
    if not name.provider:
        return replace(name, chunk_tokens=chunk_tokens)
    return replace(
        name,
        chunk_tokens=chunk_tokens,
        dimensions=number(env, "EMBEDDING_DIMENSIONS", 0),
        url=address(env, "EMBEDDING_URL"),
    )
