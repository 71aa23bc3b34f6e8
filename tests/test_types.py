"""mypy, as `make lint` runs it: beside the other tests, so that it does not keep a core waiting."""

import subprocess
import sys

import pytest

from include.settings import PROJECT


def test_the_types_of_the_whole_project_hold() -> None:
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
