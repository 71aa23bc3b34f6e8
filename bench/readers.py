"""Many people who search at once, while documents are edited: `python -m bench.readers`.

An Airflow of its own with the sample handbook. So many clients ask the route of the Search page without a pause, each
question another one; meanwhile three documents are edited, nobody starts anything, and each edit has to be found. What
must hold is named in the result's `broken`, which is empty when it does: no time-out, no failed task, a scheduler whose
heart beats, every edit searchable. `--database postgres` starts a PostgreSQL of its own.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from include.settings import SAMPLE_DOCUMENTS, SAMPLE_QUESTIONS
from tools.local_airflow import LocalAirflow
from tools.ports import free_port
from tools.servers import Postgres

EDITED = ("people/equipment.md", "travel/daily-allowance.md", "api/guide.md")
FACT = "The lighthouse keeper number {} is called Quillon and brings {} lamps."
TIMEOUT_SECONDS = 30
HEARTBEAT_LIMIT_SECONDS = 30
"""`[scheduler] scheduler_health_check_threshold`, Airflow's own default."""
LOOK_SECONDS = 2
LATEST_SECONDS = 600
"""So long after the load an edit may still be on its way: the machine may be busy with other things."""


@dataclass(slots=True)
class Seen:
    """What happened under load; milliseconds of the answers, refusals apart."""

    answers: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    heartbeats: list[float] = field(default_factory=list)
    """Seconds since the scheduler's last one, at each look."""
    other_pages: list[float] = field(default_factory=list)
    """Milliseconds of Airflow's own answer about its health."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many ask, and for how long."""

    clients: int
    seconds: float
    rests: bool = False
    """Whether somebody who is refused waits as long as he is told, as the pages do."""


@dataclass(frozen=True, slots=True)
class Result:
    """In milliseconds and seconds."""

    answers: int
    refused: int
    p50_ms: float
    p95_ms: float
    refusal_p95_ms: float
    health_p95_ms: float
    oldest_heartbeat_s: float
    edits_found_after_s: list[float]
    broken: list[str]


def main() -> int:
    """Measure and print one JSON object; 1 when something that must hold did not."""
    parser = argparse.ArgumentParser(description="Many readers beside the pipeline.")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rests", action="store_true", help="a client that is refused waits as long as it is told")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(asked.database, Path(folder)) as settings:
        place = Path(folder)
        shutil.copytree(SAMPLE_DOCUMENTS, place / "documents")
        settings |= {
            "DOCUMENTS_URI": str(place / "documents"),
            "LAKE_URI": str(place / "lake"),
            "QDRANT_PATH": str(place / "qdrant"),
        }
        with LocalAirflow(place / "airflow", free_port(), settings) as airflow:
            while "search_index" not in {event["name"] for event in airflow.events()}:
                time.sleep(1)
            load = Load(asked.clients, asked.seconds, asked.rests)
            result = asyncio.run(under_load(airflow, place / "documents", load, EDITED))
    print(json.dumps({"database": asked.database, **asdict(load), **asdict(result)}))
    return int(bool(result.broken))


@contextmanager
def database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """Settings of Airflow for its metadata database; the one of `LocalAirflow` needs none."""
    if kind == "sqlite":
        yield {}
        return
    (folder / "postgres").mkdir()
    server = Postgres(folder / "postgres", free_port())
    server.start()
    try:
        yield {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": server.uri.replace("://", "+psycopg2://")}
    finally:
        server.stop()


async def under_load(
    airflow: LocalAirflow, documents: Path, load: Load, edited: tuple[str, ...], user: str = ""
) -> Result:
    """Ask, edit, and look after the scheduler, all at once.

    Args:
        airflow: that runs, with an index.
        documents: its source.
        load: how many ask.
        edited: documents of the source that get a new sentence each, one after the other.
        user: whose login is used, where one is needed.
    """
    seen, begun, end = Seen(), datetime.now(UTC), time.monotonic() + load.seconds
    headers = {"Authorization": f"Bearer {airflow.token(user)}"} if user else {}
    questions = [item["question"] for item in json.loads(SAMPLE_QUESTIONS.read_text("utf-8"))]
    limits = httpx.Limits(max_connections=load.clients + 10)
    async with httpx.AsyncClient(
        base_url=airflow.url, headers=headers, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False
    ) as client:
        readers = [_read(client, seen, load, end, number, questions) for number in range(load.clients)]
        editing = [
            _edit(client, documents / name, number, load.seconds * number / len(edited), end)
            for number, name in enumerate(edited)
        ]
        edits = asyncio.gather(*editing)
        await asyncio.gather(*readers, _look_after(client, seen, end), edits)
    return _result(seen, edits.result(), _failed_tasks(airflow, begun))


async def _read(
    client: httpx.AsyncClient, seen: Seen, load: Load, end: float, number: int, questions: list[str]
) -> None:
    """One person."""
    asked = 0
    while time.monotonic() < end:
        question = f"{questions[(number + asked) % len(questions)]} {number} {asked}"
        asked += 1
        begun = time.monotonic()
        try:
            reply = await client.post("/embedding-pages/search", json={"question": question})
        except httpx.HTTPError as error:
            seen.errors[type(error).__name__] += 1
            continue
        milliseconds = (time.monotonic() - begun) * 1000
        if reply.status_code == 200 and reply.json()["state"] == "ready":
            seen.answers.append(milliseconds)
        elif reply.status_code == 503 and "retry-after" in reply.headers:
            seen.refusals.append(milliseconds)
            await asyncio.sleep(float(reply.headers["retry-after"]) if load.rests else 0)
        else:
            seen.errors[f"{reply.status_code} {reply.text[:80]}"] += 1


async def _look_after(client: httpx.AsyncClient, seen: Seen, end: float) -> None:
    """What Airflow says of its scheduler, and how long it takes to say it."""
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            health = (await client.get("/api/v2/monitor/health")).json()
        except httpx.HTTPError as error:
            seen.errors[f"health: {type(error).__name__}"] += 1
            continue
        seen.other_pages.append((time.monotonic() - begun) * 1000)
        beat = datetime.fromisoformat(health["scheduler"]["latest_scheduler_heartbeat"])
        seen.heartbeats.append((datetime.now(UTC) - beat).total_seconds())
        await asyncio.sleep(LOOK_SECONDS)


async def _edit(client: httpx.AsyncClient, path: Path, number: int, after: float, end: float) -> float | None:
    """Seconds until what was written into a document is the best answer; None when it never is.

    While the load lasts, its own question may be refused like any other.
    """
    await asyncio.sleep(after)
    fact = FACT.format(number, number + 7)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n\n{fact}\n")
    begun = time.monotonic()
    while time.monotonic() < end + LATEST_SECONDS:
        await asyncio.sleep(1)
        try:
            reply = await client.post("/embedding-pages/search", json={"question": fact})
        except httpx.HTTPError:
            continue
        if reply.status_code == 200 and any(fact in passage["text"] for passage in reply.json()["passages"]):
            return time.monotonic() - begun
    return None


def _failed_tasks(airflow: LocalAirflow, since: datetime) -> list[str]:
    """Also those of which a try failed and a later one did it."""
    path = "/dags/~/dagRuns/~/taskInstances"
    ended = airflow.get(path, end_date_gte=since.isoformat(), limit=100)["task_instances"]
    failed = [task for task in ended if task["state"] == "failed" or task["try_number"] > 1]
    return [f"{task['dag_id']}.{task['task_id']}: {task['state']}, try {task['try_number']}" for task in failed]


def _result(seen: Seen, found: list[float | None], failed: list[str]) -> Result:
    oldest = max(seen.heartbeats, default=float("inf"))
    broken = [f"{count} times {what}" for what, count in seen.errors.items()] + failed
    broken += [f"edit {number} was never found" for number, seconds in enumerate(found) if seconds is None]
    if oldest > HEARTBEAT_LIMIT_SECONDS:
        broken.append(f"the scheduler's heartbeat was {oldest:.0f} s old")
    if not seen.answers:
        broken.append("nobody was answered")
    return Result(
        answers=len(seen.answers),
        refused=len(seen.refusals),
        p50_ms=_part(seen.answers, 50),
        p95_ms=_part(seen.answers, 95),
        refusal_p95_ms=_part(seen.refusals, 95),
        health_p95_ms=_part(seen.other_pages, 95),
        oldest_heartbeat_s=round(oldest, 1),
        edits_found_after_s=[round(seconds, 1) for seconds in found if seconds is not None],
        broken=broken,
    )


def _part(values: list[float], percent: int) -> float:
    if len(values) < 2:
        return round(sum(values), 1)
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)


if __name__ == "__main__":
    sys.exit(main())
