"""A handbook that was synchronised once, how it changes, and what an undisturbed run makes of the change."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from include.embedding.encoder import open_encoder
from include.lake.known_documents import known_documents
from include.lake.queries import read_rows
from include.settings import PROJECT
from include.vector_store.store import open_store
from include.verify.verification import verify
from tests.conftest import Workplace
from tests.faults.launcher import Tallied

PAGES = 150
COMMIT_TEXTS = 64
"""A crash costs one batch of the encoder at most (`include.embedding.vectors.CPU_COMMIT`)."""
Points = dict[str, tuple[Any, dict[str, Any]]]


class Handbook(Workplace):
    """A workplace that can be copied, and steps that run in a process of their own."""

    def copy_to(self, folder: Path) -> "Handbook":
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Handbook(folder)

    def fill(self) -> None:
        for number in range(PAGES):
            self.write(f"part-{number % 7}/page-{number:03}.md", page(number, "first"))

    def edit(self) -> None:
        """Every second page says something else, some are gone, some are new, one has a new name."""
        for number in range(0, PAGES, 2):
            self.write(f"part-{number % 7}/page-{number:03}.md", page(number, "second"))
        for number in range(1, 40, 4):
            (self.documents / f"part-{number % 7}/page-{number:03}.md").unlink(missing_ok=True)
        for number in range(PAGES, PAGES + 10):
            self.write(f"new/page-{number:03}.md", page(number, "new"))
        if (old := self.documents / "part-3/page-143.md").exists():
            old.rename(self.documents / "part-3/renamed.md")

    def drop_store(self) -> None:
        shutil.rmtree(self.settings.qdrant_path)

    def sync_tallied(self, file: Path) -> None:
        """Synchronise in this process, and write down how many texts the encoder was given."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "include.pipeline.embed_texts.open_encoder",
                lambda model, settings: Tallied(open_encoder(model, settings), file),
            )
            self.sync()

    def run(
        self, *arguments: str | Path, environment: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run the launcher in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "tests.faults.launcher", *map(str, arguments)],
            cwd=PROJECT,
            env=self.process_environment | dict(environment or {}),
            capture_output=True,
            text=True,
            check=False,
            timeout=1200,
        )

    def do(self, *arguments: str | Path) -> Any:
        """Run the launcher; what it reports."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def killed(self, *arguments: str | Path) -> None:
        """Run the launcher to where it kills itself."""
        done = self.run(*arguments)
        assert done.returncode == -signal.SIGKILL, (done.returncode, done.stderr)


def page(number: int, edition: str) -> str:
    return (
        f"# Page {number}\n\nThis is the {edition} edition of page {number}.\n\n"
        + f"## Rule {number * 7}\n\n"
        + " ".join(f"Item {number * i} of the {edition} list costs {number + i * 3} euros." for i in range(1, 4))
        + "\n"
    )


def points(workplace: Workplace) -> Points:
    """Every served point: vector and payload by id. `version` is left out: it counts commits, of which a fault may
    have made more or fewer.
    """
    with open_store(workplace.settings) as store:
        return {
            point.id: (point.vector, {name: value for name, value in point.payload.items() if name != "version"})
            for point in store.points("documents")
        }


def _by_place(found: Points, document: str) -> Points:
    """The same, the points of one document by their place in it."""
    return {
        f"{document} {point[1]['ordinal']}" if point[1]["document"] == document else id_: point
        for id_, point in found.items()
    }


def embedded_texts(workplace: Workplace) -> list[str]:
    """Hash of every row of `embeddings`: a text that was embedded twice is there twice."""
    return [row["chunk_hash"] for row in read_rows(workplace.lake.open("embeddings"), "chunk_hash")]


def assert_true(workplace: Workplace, wanted: Points, renumbered: str = "") -> None:
    """Nothing is lost, doubled, stale, or other than it would be without the fault.

    Args:
        renumbered: a document whose points may have other ids.
    """
    found = verify(workplace.settings, workplace.lake)
    assert found.clean, found
    assert sorted(known_documents(workplace.lake.open("documents"))) == workplace.names()
    present = points(workplace)
    if renumbered:
        present, wanted = _by_place(present, renumbered), _by_place(wanted, renumbered)
    assert present.keys() == wanted.keys()
    assert present == wanted
    texts = embedded_texts(workplace)
    assert len(texts) == len(set(texts))


@pytest.fixture(scope="session")
def _first_edition(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    handbook = Handbook(tmp_path_factory.mktemp("first-edition"))
    handbook.fill()
    handbook.sync()
    return handbook


@pytest.fixture(scope="session")
def undisturbed(_first_edition: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Points:
    """Points after the edit, when nothing goes wrong."""
    handbook = _first_edition.copy_to(tmp_path_factory.mktemp("undisturbed"))
    handbook.edit()
    handbook.sync()
    return points(handbook)


@pytest.fixture
def handbook(_first_edition: Handbook, tmp_path: Path) -> Handbook:
    """The first edition, synchronised; a copy of one's own."""
    return _first_edition.copy_to(tmp_path)


@pytest.fixture
def edited(handbook: Handbook) -> Handbook:
    """The second edition, not synchronised yet."""
    handbook.edit()
    return handbook


@pytest.fixture
def tally(tmp_path: Path) -> Path:
    """Where the launcher writes how many texts it gave to the encoder."""
    return tmp_path / "tally"


def tallied(tally: Path) -> int:
    return sum(int(line) for line in tally.read_text().split()) if tally.exists() else 0
