"""`make demo`: the whole chain, live: documents in, one edited, one removed, and a question answered.

Everything happens in `.demo/` (or DEMO_FOLDER), on a copy of the documents.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from include.course.starters import EXERCISES, SOLUTIONS
from include.document_names import is_document
from include.settings import SAMPLE_DOCUMENTS
from tools.airflow_rest import ENDED
from tools.airflow_settings import PROJECT
from tools.local_airflow import DAGS, LocalAirflow
from tools.stage import FOLDER, DemoError, console, play, stay

FACT = (
    "\n\n## The office parrot\n\nThe office parrot is called Kasimir. On Fridays it is Mira who feeds him, at 16:45.\n"
)
QUESTION = "Who feeds the parrot at the end of the week?"
ANSWER = "Mira"
EDITABLE = (".md", ".markdown", ".rst", ".txt")
CHAIN_SECONDS = 600
OWN_DAGS = frozenset(path.stem for path in (PROJECT / "dags").glob("*.py"))
"""What a DAG of the course does is no part of the story."""
COURSE = {"exercises": EXERCISES} | ({"solutions": SOLUTIONS} if os.environ.get("SOLUTIONS") else {})


class Watcher:
    """Prints events and finished runs as they come."""

    def __init__(self, airflow: LocalAirflow) -> None:
        self._airflow = airflow
        self._events: set[int] = set()
        self._runs: set[tuple[str, str]] = set()
        self.searchable_at = datetime.min.replace(tzinfo=UTC)
        """When what came last could be searched; other runs may follow."""

    def follow(self) -> dict[str, dict[str, Any]]:
        """Watch from a change of the source to the end of the chain.

        Returns:
            Extra of the newest event of each asset that was updated.

        Raises:
            DemoError: a run failed, or the chain did not end in time.
        """
        with console.status("the chain runs", spinner="dots"):
            return self._follow()

    def _follow(self) -> dict[str, dict[str, Any]]:
        extras: dict[str, dict[str, Any]] = {}
        deadline = time.monotonic() + CHAIN_SECONDS
        while time.monotonic() < deadline:
            runs = [run for run in self._airflow.runs() if run["dag_id"] in OWN_DAGS]
            for event in self._airflow.events():
                if event["id"] not in self._events and event["source_dag_id"] in (None, *OWN_DAGS):
                    self._events.add(event["id"])
                    extras[event["name"]] = event["extra"]
                    if event["name"] == "search_index":
                        self.searchable_at = datetime.fromisoformat(event["timestamp"])
                    self._show_event(event)
            for item in runs:
                self._show_run(item)
            if "search_index" in extras and all(item["state"] in ENDED for item in runs):
                return extras
            time.sleep(0.2)
        raise DemoError(f"the chain did not end within {CHAIN_SECONDS} s; look at {self._airflow.url}")

    def _show_event(self, event: Mapping[str, Any]) -> None:
        extra = ", ".join(f"[dim]{escape(name)}[/] {escape(str(value))}" for name, value in event["extra"].items())
        _line("[green]event[/]", f"[bold]{event['name']}[/]", extra)

    def _show_run(self, run: Mapping[str, Any]) -> None:
        key = (run["dag_id"], run["dag_run_id"])
        if run["state"] not in ENDED or key in self._runs:
            return
        self._runs.add(key)
        seconds = f"{run['duration'] or 0:.1f} s"
        _line("[cyan]run[/]  ", run["dag_id"], f"{run['state']}  {seconds}  [dim]({run['run_type']})[/]")
        if run["state"] == "failed":
            lines = [line for line in self._airflow.task_log(run).splitlines() if '"error"' in line]
            raise DemoError(f"{run['dag_id']} failed: {lines[-1] if lines else 'see its log in the UI'}")


def _line(kind: str, what: str, told: str) -> None:
    """On a terminal what is told is wrapped below itself; elsewhere a line stays a line."""
    if not console.is_terminal:
        console.print(f"  {kind}  {what}  {told}")
        return
    grid = Table.grid(padding=(0, 2))
    for width in (7, 20, None):
        grid.add_column(min_width=width, no_wrap=width is not None)
    grid.add_row(f"  {kind}", what, told)
    console.print(grid, soft_wrap=False)


def _prepare(source: Path) -> None:
    """A fresh copy of the documents and nothing else."""
    if not source.is_dir():
        raise DemoError(f"SOURCE={source} is not a folder")
    for name in ("documents", "lake", "qdrant"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    for path in sorted(source.rglob("*")):
        target = FOLDER / "documents" / path.relative_to(source)
        if is_document(path.relative_to(source).as_posix()) and path.is_file() and not path.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    if not (FOLDER / "documents").is_dir():
        raise DemoError(f"SOURCE={source} has no document that can be read (Markdown, text, HTML, PDF, DOCX)")


def story(port: int) -> None:
    """Documents in, one edited, one removed, a question answered."""
    _prepare(Path(os.environ.get("SOURCE") or SAMPLE_DOCUMENTS))
    settings = {
        "DOCUMENTS_URI": str(FOLDER / "documents"),
        "LAKE_URI": str(FOLDER / "lake"),
        "QDRANT_PATH": str(FOLDER / "qdrant"),
        "QDRANT_URL": "",
    }
    begun = time.monotonic()
    console.print("[bold]Airflow[/] starts: SQLite, LocalExecutor, embedded Qdrant; nothing listens beyond 127.0.0.1")
    with LocalAirflow(FOLDER / "airflow", port, settings, COURSE) as airflow:
        console.print(f"  ready after {time.monotonic() - begun:.0f} s: {', '.join(DAGS)}")
        watcher = Watcher(airflow)
        _publish(watcher)
        edited = _edit(airflow, watcher)
        _remove(airflow, watcher, edited)
        _ask(airflow, edited)
        course = "exercises/exercise_5_4_embedding_assets.md"
        stay(
            airflow,
            f"files to edit are in {escape(_folder())}",
            f"The course is in it, too: {course}; its DAGs have the tag course",
        )
    console.print(f"Airflow is stopped; the demo's data is in {escape(str(FOLDER))}")


def _publish(watcher: Watcher) -> None:
    console.print("\n[bold]1. The documents are found[/]: nobody starts a DAG, each is woken by an event")
    seen = watcher.follow()
    if missing := {"document_source", "documents", "embeddings", "vector_store"} - seen.keys():
        raise DemoError(f"there was no event of {', '.join(sorted(missing))}")


def _edit(airflow: LocalAirflow, watcher: Watcher) -> Path:
    editable = _text_documents()
    if not editable:
        raise DemoError("the source has no Markdown or text document to edit; the rest of the demo is left out")
    document = editable[-1]
    before = _points(airflow)
    console.print(f"\n[bold]2. Edit one document[/]: a paragraph about a parrot at the end of {escape(_id(document))}")
    with document.open("a", encoding="utf-8") as file:
        file.write(FACT)
    written = datetime.now(UTC)
    seen = watcher.follow()
    seconds = (watcher.searchable_at - written).total_seconds()
    embedded, reused = (seen["embeddings"][f"embeddings_{what}"] for what in ("generated", "reused"))
    console.print(
        f"  {embedded} of {_points(airflow)} chunks embedded, {reused} of the document's others reused; "
        f"found {seconds:.1f} s after the file was written (there were {before} points)"
    )
    if embedded > 4:
        raise DemoError(f"{embedded} chunks were embedded for one new paragraph")
    return document


def _remove(airflow: LocalAirflow, watcher: Watcher, edited: Path) -> None:
    others = [path for path in _text_documents() if path != edited]
    if not others:
        console.print("\n[bold]3. Remove a document[/]: left out, the source has no other text document")
        return
    document = others[len(others) // 2]
    console.print(f"\n[bold]3. Remove one document[/]: {escape(_id(document))} is deleted")
    before = _points(airflow)
    document.unlink()
    seen = watcher.follow()
    after, deleted = _points(airflow), seen["vector_store"]["vectors_deleted"]
    console.print(f"  {deleted} points deleted: {before} before, {after} now")
    if not deleted or before - deleted != after:
        raise DemoError("the points of the removed document are not gone")


def _ask(airflow: LocalAirflow, edited: Path) -> None:
    console.print(f"\n[bold]4. Ask[/]: {QUESTION}")
    answers = _command(airflow, "include.search", QUESTION, "--limit", "1")
    answer = answers[0]
    console.print(f"  {answer['score']:.2f}  {escape(answer['document'])}: {escape(answer['text'].splitlines()[-1])}")
    if answer["document"] != _id(edited) or ANSWER not in answer["text"]:
        raise DemoError("the answer is not in the edited text")


def _points(airflow: LocalAirflow) -> int:
    return int(_command(airflow, "include.verify")["points"])


def _command(airflow: LocalAirflow, *arguments: str) -> Any:
    """A command of the bundle with `--json`, on the demo's data."""
    command = [sys.executable, "-m", *arguments, "--json"]
    done = subprocess.run(command, cwd=PROJECT, env=airflow.environment, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise DemoError(f"{' '.join(arguments)}: {done.stderr.strip().splitlines()[-1]}")
    return json.loads(done.stdout)


def _text_documents() -> list[Path]:
    """Documents that can be edited as text, the smallest first."""
    found = (path for path in (FOLDER / "documents").rglob("*") if path.suffix in EDITABLE)
    return sorted(found, key=lambda path: (path.stat().st_size, path))


def _folder() -> str:
    folder = FOLDER / "documents"
    return str(folder.relative_to(PROJECT) if folder.is_relative_to(PROJECT) else folder)


def _id(path: Path) -> str:
    return path.relative_to(FOLDER / "documents").as_posix()


if __name__ == "__main__":
    sys.exit(play("demo", story))
