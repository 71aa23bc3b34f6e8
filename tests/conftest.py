"""Fixtures: a source of one's own, and the settings for it; an S3 of one's own."""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from include.lake.tables import Lake
from include.pipeline.approval.deletions import NOTHING, Consent
from include.proxy import sparing_this_machine
from include.settings import Settings
from include.sources.names import is_document
from include.sync.questions import Decide
from include.sync.result import Result
from include.sync.run import sync
from tests import airflow_home
from tests.s3_server import serving_s3

if TYPE_CHECKING:
    from tests.airflows import Airflows

pytest_plugins = ("tests.leftovers", "tests.airflow_told")
OF_DEVELOPMENT = ["test_*.py"] + [
    f"{room.name}/*" for room in Path(__file__).parent.iterdir() if room.is_dir() and room.name != "dags"
]
# An image has no requirements-dev.txt: `astro dev pytest` checks there that the DAGs can be parsed.
collect_ignore_glob = [] if find_spec("hypothesis") else OF_DEVELOPMENT
os.environ.update(sparing_this_machine(os.environ))
"""What tests start and ask is on this machine, which no proxy knows."""
os.environ["SAMPLES"] = "off"
"""Who tests the other two systems says where their files are."""
RUNTIME = os.environ.get("EMBEDDING_RUNTIME", "")
"""The suite must pass with each."""
PAGES = {
    "handbook/leave.md": "# Leave\n\n## Days\n\nEverybody has 27 days of holiday.\n\n## Asking\n\nEnter dates early.\n",
    "handbook/travel.md": "# Travel\n\nTake the train. The daily allowance is 58 euros.\n",
    "guide.rst": "Guide\n=====\n\nThe service answers within two seconds.\n",
    "notes.txt": "The office has a green door and a bell that nobody hears.\n",
}


@pytest.fixture(autouse=True, scope="session")
def _own_airflow() -> None:
    """Airflow in this process, if a test uses it, is nobody else's."""
    airflow_home.make_database()


@pytest.fixture(autouse=True, scope="session")
def _no_process_left() -> Iterator[None]:
    """Checks of the course share processes that have Airflow loaded; they end before somebody looks what is left."""
    yield
    if forked_jobs := sys.modules.get("include.course.forked_jobs"):
        forked_jobs.end_warm_parents()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees its own settings only."""
    for name in (*Settings.__dataclass_fields__, "chunk_tokens", "embedding_dimensions"):
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SAMPLES", "off")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


class Workplace:
    """A small document source with its own tables and store, all below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents = folder / "documents"
        self.documents.mkdir(parents=True, exist_ok=True)
        self.environment = {
            "DOCUMENTS_URI": str(self.documents),
            "LAKE_URI": str(folder / "lake"),
            "QDRANT_PATH": str(folder / "qdrant"),
            "SEEN_FILES": str(folder / "seen"),
            "EMBEDDING_RUNTIME": RUNTIME,
        }

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    @property
    def lake(self) -> Lake:
        return Lake(self.settings.lake_uri)

    @property
    def process_environment(self) -> dict[str, str]:
        return os.environ | self.environment

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def names(self) -> list[str]:
        """Ids of the documents."""
        files = (path for path in self.documents.rglob("*") if path.is_file())
        names = (path.relative_to(self.documents).as_posix() for path in files)
        return sorted(filter(is_document, names))

    def sync(self, consent: Consent = NOTHING, decide: Decide = lambda _plan: None) -> Result:
        return sync(
            self.settings, lambda _plan: None, lambda _what, _done, _total: None, decide=decide, consent=consent
        )


@pytest.fixture
def empty(tmp_path: Path) -> Workplace:
    """A source without documents."""
    return Workplace(tmp_path)


@pytest.fixture
def workplace(empty: Workplace) -> Workplace:
    """A source with a few pages, not synchronised yet."""
    for name, text in PAGES.items():
        empty.write(name, text)
    return empty


@pytest.fixture
def synced(workplace: Workplace) -> Workplace:
    """The same, synchronised."""
    workplace.sync()
    return workplace


@pytest.fixture(scope="session")
def airflows(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Airflows]":
    """Airflows that tests share, one at a time."""
    from tests.airflows import Airflows

    shared = Airflows(tmp_path_factory.mktemp)
    try:
        yield shared
    finally:
        shared.stop()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 server."""
    with serving_s3() as address:
        yield address


@pytest.fixture
def client(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of an S3 with an empty bucket `docs`; the environment leads there."""
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    import boto3

    s3 = boto3.client("s3")
    bucket = boto3.resource("s3").create_bucket(Bucket="docs")
    yield s3
    bucket.objects.all().delete()
    bucket.delete()
