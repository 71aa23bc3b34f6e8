"""Exercise 5.10: the chain of an incident in its running Airflow, and what can be done to it."""

import json
import os
import sqlite3
import time
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from include.course.airflow_api import AirflowApi, LiveError
from include.course.exercise_5_10.record import Record
from include.course.live_airflow import awaited
from include.course.starters import incident_files
from include.course.workshop import Workshop
from include.polling import Found, polled

WAIT_SECONDS = 300
"""Generous: a busy machine is no fault of a chain."""
SETTLED_SECONDS = 1.0
"""So long nothing may be due before a chain counts as quiet."""
REVIVED_SECONDS = 90
"""An asset that nobody named for a while is alive again some seconds after it is; two of one name never are."""
NOTE = "played"


class Chain:
    """Two DAGs, `publish` and `index`; the pages they work on, and the files that they stand in.

    Args:
        incident: its number, `5.10.1`.
        api: of its Airflow.
        home: AIRFLOW_HOME there.
    """

    def __init__(self, incident: str, api: AirflowApi, home: Path) -> None:
        self.incident = incident
        self.api, self.record = api, Record(home / "airflow.db")
        self.workshop = workshop(incident)
        self.publisher, self.consumer = dag_ids(incident)

    @property
    def dags(self) -> Path:
        """The folder with its files."""
        return self.workshop.folder / "dags"

    def upload(self, name: str, text: str, modified: datetime | None = None) -> None:
        """Put a page into the folder.

        Args:
            modified: the time that the file says of itself, as one has that is unpacked or copied with its time.
        """
        path = self.workshop.uploads / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        if modified:
            os.utime(path, (modified.timestamp(), modified.timestamp()))

    def run(self, dag_id: str) -> str:
        """Run a DAG by hand and wait for its end; the id of the run."""
        run = str(self.api.post(f"/dags/{dag_id}/dagRuns", logical_date=None)["dag_run_id"])
        where = f"/dags/{dag_id}/dagRuns/{run}"
        ended = ("success", "failed")
        awaited(lambda: self.api.get(where)["state"] in ended, WAIT_SECONDS, f"{run} of {dag_id} has not ended")
        return run

    def publish(self, *names: str) -> str:
        """Upload pages, all at once, and publish them; the id of the run."""
        for name in names:
            title = name.removesuffix(".md").replace("-", " ").capitalize()
            self.upload(name, f"# {title}\n\nWritten at {datetime.now(UTC).isoformat()}.\n")
        return self.run(self.publisher)

    def pause(self, paused: bool) -> None:
        """Pause the DAG that writes the index, or let it go on."""
        self.api.patch(f"/dags/{self.consumer}", is_paused=paused)

    def settle(self) -> None:
        """Wait until nothing is going on and nothing is to come."""

        def quiet() -> bool:
            if self.record.at_work():
                return False
            time.sleep(SETTLED_SECONDS)
            return not self.record.at_work()

        if not polled(quiet, WAIT_SECONDS):
            going_on = ", ".join(self.record.at_work())
            raise LiveError(
                f"the chain has not come to rest in {WAIT_SECONDS} s; of these DAGs look at the runs: {going_on}"
            )

    def until(self, condition: Callable[[], Found | None], what: str, seconds: float = WAIT_SECONDS) -> Found:
        """Wait for something, and give it."""
        return awaited(condition, seconds, f"{what} did not come within {seconds:g} s")

    def is_at_work(self) -> bool:
        """Whether a run writes the index at this moment, or waits to."""
        return any(state == "running" for _, state, _ in self.record.runs(self.consumer))

    @contextmanager
    def store_away(self) -> Iterator[None]:
        """Inside, a folder lies where the file of the index should be, as where a disk is not mounted."""
        path = self.workshop.folder / "index.sqlite"
        away = path.with_suffix(".away")
        if path.exists():
            path.rename(away)
        path.mkdir()
        try:
            yield
        finally:
            path.rmdir()
            if away.exists():
                away.rename(path)

    def index(self) -> list[tuple[str, str]]:
        """What is found: a page's name and the sha256 of its text, a row for each hit."""
        path = self.workshop.folder / "index.sqlite"
        if path.is_file():
            with closing(sqlite3.connect(path)) as store:
                return store.execute("SELECT name, sha256 FROM pages").fetchall()
        rows = self.workshop.tables().get("index", {})
        return [(str(row.get("page", id_)), str(row.get("sha256", ""))) for id_, row in rows.items()]

    def wrong(self) -> dict[str, int]:
        """Pages that are not found once as they are: how often they are."""
        pages = {path.name: sha256(path.read_bytes()).hexdigest() for path in self.workshop.uploads.glob("*.md")}
        rows = self.index()
        hits, right = Counter(name for name, _ in rows), set(rows)
        whole = {name for name, hash_ in pages.items() if hits[name] == 1 and (name, hash_) in right}
        return {name: hits[name] for name in sorted((pages.keys() | hits.keys()) - whole)}

    def is_changed(self) -> bool:
        """Whether the learner has changed a file of the chain."""
        return {path.name: path.read_text("utf-8") for path in self.dags.glob("*.py")} != self.given()

    def given(self) -> dict[str, str]:
        """The files of the chain as the learner finds them, by name."""
        return {name: starter for name, (starter, _) in incident_files(self.incident).items()}

    def parsed(self) -> str:
        """Wait until Airflow has read the files as they are now; what kept it from reading one, if anything did."""
        files = {path.name: path.stat().st_mtime for path in self.dags.glob("*.py")}
        saved = datetime.fromtimestamp(max(files.values(), default=0), UTC)

        def read() -> tuple[str] | None:
            errors = [row for row in self.api.every("/importErrors", "import_errors") if row["filename"] in files]
            if errors:
                new = [row for row in errors if datetime.fromisoformat(row["timestamp"]) > saved]
                return (str(new[0]["stack_trace"]).strip(),) if new else None
            known = self.record.files()
            ours = [known.get(dag, ("", saved)) for dag in (self.publisher, self.consumer)]
            if all(file in files and at > saved for file, at in ours):
                return ("",)
            dags = [row for row in self.api.every("/dags", "dags") if row["relative_fileloc"] in files]
            for token in {row["file_token"] for row in dags}:
                self.api.put(f"/parseDagFile/{token}")  # at once, not when its turn comes
            return None

        (error,) = self.until(read, f"a look of Airflow at {', '.join(sorted(files))}")
        polled(lambda: not self.record.inactive(), REVIVED_SECONDS)
        return error

    def note(self, **news: Any) -> None:
        """Keep what the check has to know of what was played, so that nobody reads the answer by the way."""
        (self.workshop.folder / NOTE).write_bytes(b64encode(json.dumps(news, default=str).encode()))


def workshop(incident: str) -> Workshop:
    """Where the pages, the tables and the files of an incident lie."""
    return Workshop(f"incident_{incident.rpartition('.')[2]}")


def dag_ids(incident: str) -> tuple[str, str]:
    """Of the DAG that publishes and the one that writes the index."""
    name = workshop(incident).name
    return f"{name}_publish", f"{name}_index"


def noted(incident: str) -> dict[str, Any]:
    """What was kept of what was played; empty where nothing was."""
    try:
        found: dict[str, Any] = json.loads(b64decode((workshop(incident).folder / NOTE).read_bytes()))
    except (FileNotFoundError, ValueError):
        return {}
    return found
