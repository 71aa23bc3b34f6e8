"""In containers a task of the course has another user than the learner, and each goes on with files of the other."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from include.private_files import as_open_as, opened, privately
from include.settings import PROJECT

WORK = """
import os
from include.course.workshop import Workshop
os.umask(0o022)
workshop = Workshop("exercise_5_4")
workshop.documents()
workshop.save("published", {})
with workshop.collection() as collection:
    collection.upsert([{"id": "00000000-0000-4000-8000-000000000001", "vector": [1.0], "payload": {}}])
"""


def test_what_the_course_writes_is_open_to_others_where_its_folder_was_opened_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    environment = os.environ | {"COURSE_DATA": str(tmp_path), "PYTHONPATH": str(PROJECT)}
    subprocess.run([sys.executable, "-c", WORK], env=environment, check=True)
    found = list((tmp_path / "exercise_5_4").rglob("*"))
    assert any(path.is_relative_to(tmp_path / "exercise_5_4" / "qdrant") and path.is_file() for path in found)
    assert [path for path in found if not path.stat().st_mode & stat.S_IWOTH] == []


def test_a_folder_that_nobody_opened_changes_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    as_open_as(tmp_path)
    with privately():
        (tmp_path / "table").touch()
    opened(tmp_path)
    assert (tmp_path / "table").stat().st_mode & 0o777 == 0o600
