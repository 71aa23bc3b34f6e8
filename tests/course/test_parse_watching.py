"""What a file does while it is read is seen; what a library does on its behalf, and what its tasks would do, is not."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from include.course.parse_watching import watched


def did(folder: Path, text: str) -> list[str]:
    """What reading a file with this text did."""
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    spec = spec_from_file_location("mine", path)
    assert spec is not None
    assert spec.loader is not None
    with watched(folder) as seen:
        spec.loader.exec_module(module_from_spec(spec))
    return seen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import time\ntime.sleep(0.001)", "time.sleep"),
        ("import time\nNOW = time.time()", "the clock was read: time.time()"),
        ("from datetime import UTC, datetime\nNOW = datetime.now(UTC)", "the clock was read: datetime.now()"),
        ("from datetime import date\nDAY = date.today()", "the clock was read: date.today()"),
        ("from airflow.sdk import timezone\nNOW = timezone.utcnow()", "the clock was read: utcnow()"),
        ("from pathlib import Path\nHOSTS = Path('/etc/hosts').read_text()", "a file was opened (mine.py, line 2)"),
        ("import os\nNAMES = os.listdir('.')", "a folder was listed (mine.py, line 2)"),
        ("import subprocess\nsubprocess.run(['true'])", "a command was run (mine.py, line 2)"),
        ("from airflow.sdk import Variable\nA = Variable.get('a', default=1)", "Variable.get"),
        (
            "from airflow.sdk import Connection\ntry:\n    Connection.get('a')\nexcept Exception:\n    pass",
            "Connection.get",
        ),
    ],
)
def test_work_at_the_top_of_a_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in did(tmp_path, text)


def test_a_helper_beside_the_file_is_the_learner_s_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "my_helper_that_reads.py").write_text("HOSTS = open('/etc/hosts').read()\n", "utf-8")
    assert did(tmp_path, "import my_helper_that_reads") == ["a file was opened (my_helper_that_reads.py, line 1)"]


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nSTART = datetime(2026, 1, 1)",
        "from zoneinfo import ZoneInfo\nHERE = ZoneInfo('Europe/Berlin')",
        "from airflow.sdk import CronTriggerTimetable\nHOURLY = CronTriggerTimetable('@hourly', timezone='Asia/Tokyo')",
        "import http.server, sqlite3, zipfile",
        "from airflow.sdk import dag, task\n@dag\ndef reads():\n    @task.short_circuit\n    def read():\n"
        "        return open('/etc/hosts').read()\n    read()\nreads()",
    ],
)
def test_declaring_and_importing_is_no_work(tmp_path: Path, text: str) -> None:
    assert did(tmp_path, text) == []
