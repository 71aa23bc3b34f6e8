"""What an Airflow on this machine is set to, as its processes see it."""

import os
import subprocess
import sys
from pathlib import Path

from tools.airflow_settings import local_settings

LOOK = """
from datetime import UTC, datetime, timedelta

from airflow.settings import engine
from sqlalchemy import DateTime, bindparam, func, select

with engine.connect() as connection:
    before, after = (datetime.now(UTC) + timedelta(seconds=part) for part in (-0.005, 60))
    for moment in (before, after):
        is_past = bindparam(None, moment.replace(tzinfo=None), DateTime()) <= func.now()
        print(connection.scalar(select(is_past)), end=" ")
"""


def test_a_run_that_is_due_in_this_second_is_due_now(tmp_path: Path) -> None:
    environment = os.environ | local_settings(tmp_path, 1)
    told = subprocess.run([sys.executable, "-c", LOOK], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    assert told.stdout.split()[-2:] == ["True", "False"]
