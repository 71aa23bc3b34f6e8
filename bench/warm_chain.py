"""One edited document until a search finds it, in a warm Airflow: `python -m bench.warm_chain`.

Ten times: a paragraph is added to one page, nobody starts anything, and the store is asked until the new text is the
best answer. The time is split into waiting for the watcher and the scheduler (from the edit or the event to the task's
process), starting (from there to the task's first own line) and work; where a DAG has several tasks, what lies between
them counts as work.
"""

import json
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from include.encoder import open_encoder
from include.errors import StoreError
from include.model import find_model
from include.settings import SAMPLE_DOCUMENTS, Settings
from include.vector_store import open_store
from tools.local_airflow import DAGS, LocalAirflow
from tools.ports import free_port

EDITS = 10
PAGE = "api/guide.md"


def main() -> None:
    """Measure and print one JSON object: seconds, p50 and p95 over the edits."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(SAMPLE_DOCUMENTS, place / "documents")
        environment = {
            "DOCUMENTS_URI": str(place / "documents"),
            "LAKE_URI": str(place / "lake"),
            "QDRANT_PATH": str(place / "qdrant"),
        }
        settings = Settings.from_environment(environment)
        encoder = open_encoder(find_model(settings.embedding_model), settings)
        with LocalAirflow(place / "airflow", free_port(), environment) as airflow:
            while "search_index" not in {event["name"] for event in airflow.events()}:
                time.sleep(1)
            _edit_until_found(airflow, settings, encoder, place, -1)
            laps = [_edit_until_found(airflow, settings, encoder, place, number) for number in range(EDITS)]
    medians = {name: round(statistics.median(lap[name] for lap in laps), 2) for name in laps[0]}
    p95 = round(statistics.quantiles([lap["until_found"] for lap in laps], n=20, method="inclusive")[-1], 2)
    totals = [round(lap["until_found"], 1) for lap in laps]
    print(json.dumps({"edits": EDITS, "p50_seconds": medians, "p95_seconds": p95, "until_found": totals}))


def _edit_until_found(
    airflow: LocalAirflow, settings: Settings, encoder: Any, place: Path, number: int
) -> dict[str, float]:
    fact = f"Visitor number {number} of the lighthouse is called Quillon the {number}th and brings {number + 7} lamps."
    known = {(run["dag_id"], run["dag_run_id"]) for run in airflow.runs()}
    vector = encoder.encode([fact])[0]
    begun = time.time()
    with (place / "documents" / PAGE).open("a", encoding="utf-8") as file:
        file.write(f"\n\n## Lighthouse visit {number}\n\n{fact}\n")
    while not _is_found(settings, vector, fact):
        time.sleep(0.1)
    found = time.time()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        runs = [run for run in airflow.runs() if (run["dag_id"], run["dag_run_id"]) not in known]
        if len(runs) >= len(DAGS) and all(run["state"] == "success" for run in runs):
            break
        time.sleep(0.2)
    return {"until_found": found - begun} | _split(airflow, runs, begun)


def _is_found(settings: Settings, vector: Any, fact: str) -> bool:
    try:
        with open_store(settings) as store:
            hits = store.search(settings.qdrant_alias, vector, 1)
    except (StoreError, ValueError):
        return False
    return bool(hits) and fact in str(hits[0].payload["text"])


def _split(airflow: LocalAirflow, runs: list[dict[str, Any]], begun: float) -> dict[str, float]:
    """Seconds of waiting, starting and work over the four DAGs."""
    waiting = starting = work = 0.0
    before = begun
    for run in sorted(runs, key=lambda run: DAGS.index(run["dag_id"])):
        tasks = airflow.get(f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances")["task_instances"]
        done = [task for task in tasks if task["start_date"] and task["state"] == "success"]
        started = min(datetime.fromisoformat(task["start_date"]).timestamp() for task in done)
        ended = max(datetime.fromisoformat(task["end_date"]).timestamp() for task in done)
        own = _first_own_line(airflow.task_log(run)) or started
        waiting += max(0.0, started - before)
        starting += own - started
        work += ended - own
        before = ended
    return {"waiting_for_watcher_and_scheduler": waiting, "starting_processes": starting, "work": work}


def _first_own_line(log: str) -> float | None:
    times = []
    for line in log.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if str(entry.get("logger", "")).startswith("include."):
            times.append(datetime.fromisoformat(entry["timestamp"]).timestamp())
    return min(times, default=None)


if __name__ == "__main__":
    main()
