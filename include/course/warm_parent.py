"""A process that loads Airflow and forks a child for each job that it is asked to do: see `forked_jobs`.

Its argument is the number of an open socket; it ends when its standard input does.
"""

import asyncio
import gc
import json
import os
import shutil
import signal
import socket
import sys
import traceback
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from include.course import airflow_inside, metadata_database, parsing, recipe, runs
from include.course.fresh_database import copy_database

OF_TASKS = (
    "numpy.random",
    "portalocker",
    "qdrant_client",
    "tokenizers",
    "include.sources.extraction",
    "include.vector_store.store",
)
"""What tasks of the course load. Nothing that makes threads when it is imported, as OpenVINO does: a child would wait
for them. An embedded Qdrant loads `portalocker` when it is opened, and that a client of Redis."""
REHEARSAL = """
from airflow.sdk import Asset, dag, task

SAID = Asset("said")

@dag(schedule=None)
def first():
    @task(outlets=[SAID])
    def say(*, outlet_events):
        outlet_events[SAID].extra = {"words": 1}
    say()

@dag(schedule=[SAID])
def second():
    @task
    def hear(*, triggering_asset_events):
        return len(triggering_asset_events[SAID])
    hear()

first()
second()
"""


def main() -> None:
    """Load, then fork until nobody is there any more."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    Thread(target=_end_with_the_caller, args=[Path(listener.getsockname()).parent], daemon=True).start()
    import_module("include.course.inspection")
    asyncio.run(_ask_api())
    parsing.note_loaded()
    _rehearse()
    parsing.note_loaded()
    for name in OF_TASKS:
        import_module(name)
    recipe.warm_up()
    gc.freeze()  # a child looks through what it makes itself, and not through all of Airflow
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the children leave no trace
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _do_and_end(connection)
        connection.close()


def _end_with_the_caller(home: Path) -> None:
    """A thread that holds no lock while it waits, so that forking beside it does no harm."""
    os.read(sys.stdin.fileno(), 1)
    shutil.rmtree(home, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)  # the children, too


async def _ask_api() -> None:
    """The API that tasks ask in their own process makes its routes, of all its versions, when it is first asked."""
    from airflow.sdk.execution_time.supervisor import in_process_api_server

    api = in_process_api_server().app
    transport = httpx.ASGITransport(api)
    async with (
        api.router.lifespan_context(api),
        httpx.AsyncClient(transport=transport, base_url="http://in-process.invalid") as client,
    ):
        (await client.get("/health/ping")).raise_for_status()


def _rehearse() -> None:
    """Two DAGs are run as in a check: whatever Airflow does only once in a process has been done then."""
    from airflow.configuration import AIRFLOW_HOME
    from airflow.sdk.execution_time.supervisor import in_process_api_server

    folder = Path(AIRFLOW_HOME) / "dags"
    copy_database(folder.with_name("airflow.db"))
    folder.mkdir()
    (folder / "rehearsal.py").write_text(REHEARSAL, "utf-8")
    parsing.parse(str(folder), retries=False)
    runs.run(str(folder), False, "first")
    airflow_inside.make_due_runs(metadata_database.session)
    heard = runs.run(str(folder), False, "second", waiting=metadata_database.queued_run("second"))
    metadata_database.run_of("second", heard["run_id"], heard["error"])
    airflow_inside.follow_environment()
    del in_process_api_server().transport  # and with it its thread, which would be none in a child


def _do_and_end(connection: socket.socket) -> None:
    """The child's whole life."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _, (output, *_), _, _ = socket.recv_fds(connection, 1, 1)
        for number in (1, 2):
            os.dup2(output, number)
        with connection.makefile("rw", encoding="utf-8") as stream:
            order = json.loads(stream.readline())
            answer = _answer(order)
            stream.write(json.dumps(answer, default=str) + "\n")
    except BaseException:  # whatever a learner's program raises: the process ends here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _answer(order: dict[str, Any]) -> Any:
    os.environ.clear()
    os.environ.update(order["environment"])
    import numpy as np
    from airflow import settings

    np.random.seed()  # the one that a program may use; Python's own is seeded anew by itself
    settings.configure_vars()  # type: ignore[no-untyped-call]
    return getattr(import_module(order["module"]), order["name"])(**order["named"])


if __name__ == "__main__":
    main()
