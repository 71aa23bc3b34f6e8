"""Forty people who search for a minute, on each database that Airflow may have."""

import json
import subprocess
import sys
from typing import Any

import pytest

from include.settings import PROJECT
from tests.airflows import Airflows
from tests.conftest import RUNTIME
from tools.servers import MissingProgramError, find_program

pytestmark = [
    pytest.mark.integration,
    pytest.mark.slow_load,
    pytest.mark.skipif(RUNTIME == "torch", reason="questions are encoded by OpenVINO only"),
]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_forty_readers_stop_neither_the_scheduler_nor_a_task_nor_an_edit(database: str, airflows: Airflows) -> None:
    airflows.stop()
    if database == "postgres":
        try:
            find_program("postgres")
        except MissingProgramError as error:
            pytest.skip(str(error))
    command = [sys.executable, "-m", "bench.readers", "--database", database]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert result["broken"] == []
