"""What `astro dev parse` and `astro dev pytest` do inside the image, done here."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from include.settings import PROJECT

WITHOUT_DEVELOPMENT = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "hypothesis" else found(name, *rest)
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the CLI copies into the container."""
    for name in ("dags", "exercises", "solutions", ".astro", "tests/dags"):
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "include").symlink_to(PROJECT / "include")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def parse(project: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "-q", ".astro/test_dag_integrity_default.py"]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


def test_parse_passes_for_the_bundle(project: Path) -> None:
    done = parse(project)
    assert done.returncode == 0, done.stdout


def test_parse_notices_a_broken_dag_and_a_dag_id_that_is_used_twice(project: Path) -> None:
    for path in (project / "exercises").glob("*.py"):
        path.unlink()  # the others are parsed above
    (project / "exercises" / "broken.py").write_text(
        "from airflow.sdk import dag\nfrom include.nothing import here\n", "utf-8"
    )
    shutil.copy(project / "dags" / "upkeep" / "roll_back.py", project / "solutions" / "roll_back_again.py")
    done = parse(project)
    assert done.returncode == 1
    assert "broken.py" in done.stdout
    assert "test_no_dag_id_is_used_in_two_folders" in done.stdout


def test_where_the_development_packages_are_missing_the_dags_are_tested_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DEVELOPMENT, "--collect-only", "-q", "tests"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    collected = {line.split("::")[0] for line in done.stdout.splitlines() if "::" in line}
    assert collected == {"tests/dags/test_dag_integrity.py"}
