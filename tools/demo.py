"""`make demo`: the whole chain, live: documents in, one edited, one removed, a question answered; and two more systems.

Everything happens in `.demo/` (or DEMO_FOLDER), on a copy of the documents.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.markup import escape

from include.course.starters import EXERCISES, SOLUTIONS
from include.lake.known_documents import READY
from include.lake.queries import read_rows
from include.lake.tables import Lake
from include.settings import Settings
from tools.airflow_settings import PROJECT
from tools.chain_story import Watcher
from tools.demo_documents import copy_documents
from tools.demo_samples import sample_settings, tell_samples
from tools.local_airflow import DAGS, LocalAirflow
from tools.own_folders import note_file
from tools.stage import DemoError, allowed_settings, console, fresh, play, running, shown, stay, told

FACT = (
    "\n\n## The office parrot\n\nThe office parrot is called Kasimir. On Fridays it is Mira who feeds him, at 16:45.\n"
)
QUESTION = "Who feeds the parrot at the end of the week?"
ANSWER = "Mira"
EDITABLE = (".md", ".markdown", ".rst", ".txt")
LARGEST_EDITED_BYTES = 1 << 20
USUAL_CHUNKS = 4
"""A new paragraph at the end of a page of the handbook embeds no more."""
COURSE = "exercises/exercise_5_4_embedding_assets.md"


@dataclass(frozen=True, slots=True)
class Stage:
    """Documents, tables and an Airflow."""

    documents: Path
    settings: Settings
    airflow: LocalAirflow

    def texts(self) -> list[Path]:
        """Returns documents that are searchable and can be edited as text, the smallest first."""
        rows = read_rows(Lake(self.settings.lake_uri).open("documents"), "id", "status", "size_bytes")
        ready = [row for row in rows if row["status"] == READY and row["size_bytes"] <= LARGEST_EDITED_BYTES]
        found = [(row["size_bytes"], self.documents / row["id"]) for row in ready]
        return [path for _, path in sorted(found) if path.suffix.lower() in EDITABLE and path.is_file()]

    def name(self, document: Path) -> str:
        """Returns the id of a document."""
        return document.relative_to(self.documents).as_posix()

    def points(self) -> int:
        """Says how many points there are in the store."""
        return int(self.command("include.verify")["points"])

    def command(self, *arguments: str) -> Any:
        """Returns what a command of the bundle prints with `--json`, on the demo's data.

        Raises:
            DemoError: it says why it cannot.
        """
        command = [sys.executable, "-m", *arguments, "--json"]
        environment = self.airflow.environment
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        if not done.stdout:
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise DemoError(f"{arguments[0]}: {lines[-1]}")
        return json.loads(done.stdout)


def stage_in(folder: Path, port: int) -> Stage:
    """Makes the demo's own stage anew."""
    documents = copy_documents(folder, FACT)
    environment = {
        **allowed_settings(),
        "DOCUMENTS_URI": str(documents),
        "LAKE_URI": str(fresh(folder, "lake")),
        "QDRANT_PATH": str(fresh(folder, "qdrant")),
        "QDRANT_URL": "",
        **sample_settings(folder),
    }
    bundles = {"exercises": EXERCISES} | ({"solutions": SOLUTIONS} if os.environ.get("SOLUTIONS") else {})
    airflow = LocalAirflow(folder / "airflow", port, environment, bundles, tell=told)
    return Stage(documents, Settings.from_environment(environment), airflow)


def tell(stage: Stage, watcher: Watcher) -> None:
    """Documents in, one edited, one removed, a question answered; every number is checked."""
    publish(watcher)
    edited = edit(stage, watcher)
    if edited:
        remove(stage, watcher, edited)
        ask(stage, edited)
    if "SAMPLES" not in stage.airflow.environment:
        tell_samples(stage.settings)


def story(folder: Path, port: int) -> None:
    """A fresh Airflow, and what happens in it."""
    stage = stage_in(folder, port)
    begun = time.monotonic()
    console.print("[bold]Airflow[/] starts: SQLite, LocalExecutor, embedded Qdrant; nothing listens beyond 127.0.0.1")
    with running(stage.airflow) as airflow:
        console.print(f"  ready after {time.monotonic() - begun:.0f} s: {', '.join(DAGS)}")
        tell(stage, Watcher(airflow))
        stay(
            airflow,
            f"files to edit are in {shown(stage.documents)}",
            f"The course is in it, too: {COURSE}; its DAGs have the tag course",
        )
    console.print(f"Airflow is stopped; the demo's data is in {escape(str(folder))}")


def publish(watcher: Watcher) -> None:
    """Wait for the documents as they are."""
    console.print("\n[bold]1. The documents are found[/]: nobody starts a DAG, each is woken by an event")
    watcher.follow()
    console.print(f"  {_found_by(watcher)}")


def edit(stage: Stage, watcher: Watcher) -> Path | None:
    """Add a paragraph to one.

    Raises:
        DemoError: more was embedded than that.
    """
    editable = stage.texts()
    if not editable:
        console.print("\n[bold]2. Edit one document[/]: left out, the source has no Markdown or text document to edit")
        return None
    document = editable[-1]
    before = stage.points()
    name = escape(stage.name(document))
    console.print(f"\n[bold]2. Edit one document[/]: a paragraph about a parrot at the end of {name}")
    with document.open("a", encoding="utf-8") as file:
        file.write(FACT)
    written = datetime.now(UTC)
    note_file(stage.documents, document)
    seen = watcher.follow()
    seconds = (watcher.searchable_at - written).total_seconds()
    embedded, reused = (_sum(seen["embeddings"], f"embeddings_{what}") for what in ("generated", "reused"))
    console.print(
        f"  {_found_by(watcher)}; {embedded} of {stage.points()} chunks embedded, {reused} of the document's others "
        f"reused; found {seconds:.1f} s after the file was written (there were {before} points)"
    )
    if embedded > USUAL_CHUNKS and not os.environ.get("SOURCE", "").strip():
        raise DemoError(f"{embedded} chunks were embedded for one new paragraph")
    return document


def remove(stage: Stage, watcher: Watcher, edited: Path | None = None) -> None:
    """Delete another one.

    Raises:
        DemoError: its points are still there, or others are gone.
    """
    others = [path for path in stage.texts() if path != edited]
    if not others:
        console.print("\n[bold]3. Remove a document[/]: left out, the source has no other text document")
        return
    document = others[len(others) // 2]
    console.print(f"\n[bold]3. Remove one document[/]: {escape(stage.name(document))} is deleted")
    before = stage.points()
    document.unlink()
    seen = watcher.follow()
    after, deleted = stage.points(), _sum(seen["vector_store"], "vectors_deleted")
    console.print(f"  {deleted} points deleted: {before} before, {after} now")
    if not deleted or before - deleted != after:
        raise DemoError("the points of the removed document are not gone")


def ask(stage: Stage, edited: Path) -> None:
    """Search for what was added.

    Raises:
        DemoError: it is not found.
    """
    console.print(f"\n[bold]4. Ask[/]: {QUESTION}")
    answers = stage.command("include.search", QUESTION, "--limit", "1")
    answer = answers[0]
    console.print(f"  {answer['score']:.2f}  {escape(answer['document'])}: {escape(answer['text'].splitlines()[-1])}")
    if answer["document"] != stage.name(edited) or ANSWER not in answer["text"]:
        raise DemoError("the answer is not in the edited text")


def _found_by(watcher: Watcher) -> str:
    return f"how it began: {watcher.woken_by}" if watcher.woken_by else "found"


def _sum(extras: Sequence[Mapping[str, Any]], field: str) -> int:
    return sum(int(extra.get(field) or 0) for extra in extras)


if __name__ == "__main__":
    sys.exit(play("demo", story))
