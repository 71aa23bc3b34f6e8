"""Programs that the checker is judged by: the solution changed in one place, for each mistake; and other right ways."""

import runpy
from pathlib import Path
from typing import Any

from include.course.starters import clean, solution_path

HERE = Path(__file__).parent
SOLUTION = clean(solution_path("5.4").read_text("utf-8"))


def wrong() -> list[Path]:
    """Every mistake; its id is how the file's name begins."""
    return sorted((HERE / "wrong").glob("M*.py"))


def right() -> list[Path]:
    """Other ways to meet every requirement."""
    return sorted((HERE / "right").glob("[!_]*.py"))


def program(path: Path) -> tuple[str, dict[str, Any]]:
    """The program that a file describes, and what the file says of it."""
    said = runpy.run_path(str(path))
    text = SOLUTION
    for old, new in said["CHANGES"]:
        assert old in text, f"{path.name} changes what the solution no longer has: {old}"
        text = text.replace(old, new, 1)
    return text, said
