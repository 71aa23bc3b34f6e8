"""`make demo` as a user types it."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from include.settings import PROJECT
from tests.integration.airflow_waiting import wait_for
from tools.local_airflow import DAGS
from tools.ports import HOST, free_port

pytestmark = pytest.mark.integration

PATIENCE_SECONDS = 1800
"""For a command of its own; a machine that is busy is slow."""
ASSETS = ("document_source", "documents", "embeddings", "vector_store", "search_index")


def demo(folder: Path, port: int, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        ["make", "demo", f"PORT={port}"],
        cwd=PROJECT,
        env=os.environ | {"DEMO_FOLDER": str(folder), "CI": "true", "SAMPLES": "", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Where the tests run in the background of a shell, Ctrl-C would be ignored by all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def left_behind(folder: Path) -> list[psutil.Process]:
    """Processes whose environment names the demo's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(folder) in process.environ().get("AIRFLOW_HOME", ""):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.slow_live
def test_make_demo_shows_the_whole_story_and_leaves_no_process(tmp_path: Path) -> None:
    running = demo(tmp_path, free_port())
    output, _ = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 0, output
    for asset in ASSETS:
        assert f"event  {asset}" in output
    for dag in DAGS:
        assert f"run    {dag}  success" in output
    assert "documents_removed 1" in output
    assert "Kasimir" in output
    assert "facts about 11 people" in output
    assert "stale: 15 calls" in output
    assert "\x1b" not in output
    assert left_behind(tmp_path) == []


def test_ctrl_c_stops_the_demo_and_every_process(tmp_path: Path) -> None:
    running = demo(tmp_path, free_port())
    wait_for(lambda: len(left_behind(tmp_path)) >= 3, "the start of Airflow")
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=PATIENCE_SECONDS)
    assert left_behind(tmp_path) == []


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        output, _ = demo(tmp_path, port).communicate(timeout=PATIENCE_SECONDS)
    assert f"demo: port {port} is taken; choose another: make demo PORT=" in output
