"""Starters are made from solutions, so the two cannot drift apart.

In a solution, `# >>>` opens a region that the learner writes and `# <<<` closes it; what follows `# ===` within it is
what the starter has instead, each line behind `# `. A region marked `given` is a comment for the starter.
"""

import re
from pathlib import Path

from include.settings import PROJECT

EXERCISES, SOLUTIONS = PROJECT / "exercises", PROJECT / "solutions"
OTHER_WORKSHOP = re.compile(r"^from include\.course\.\w+_workshop import .*$", re.MULTILINE)
INCIDENTS = "5.10"
"""The exercise that has incidents in the place of a starter."""
MARK = re.compile(r"^\s*# (>>>|===|<<<)")


def render(solution: str) -> str:
    """The starter of a solution, both as text."""
    lines: list[str] = []
    part, given = "", False
    for line in solution.splitlines():
        found = MARK.match(line)
        if found is None:
            if not part or given:
                lines.append(line)
            continue
        part = {">>>": "learner", "===": "learner", "<<<": ""}[found[1]]
        given = part == "learner" and line.rstrip().endswith(" given")
        if found[1] == "===":
            lines.append(re.sub("# === ?", "", line, count=1))
    text = _namespace("\n".join(lines) + "\n")
    return _with_todo(text) if "todo(" in text else text


def clean(solution: str) -> str:
    """A solution as a person reads it and as the diff shows it: without marks, in the learner's namespace."""
    lines: list[str] = []
    hidden = False
    for line in solution.splitlines():
        found = MARK.match(line)
        if found is None:
            if not hidden:
                lines.append(line)
            continue
        hidden = found[1] == "===" or line.rstrip().endswith(" given")
    return _namespace("\n".join(lines)) + "\n"


def identifier(exercise: str) -> str:
    """An exercise in names of files, DAGs and assets: `5_4` of 5.4."""
    return exercise.replace(".", "_")


def starter_path(exercise: str) -> Path:
    """Where the learner works."""
    return next(iter(EXERCISES.glob(f"exercise_{identifier(exercise)}_*_starter.py")), _expected(exercise))


def text_path(exercise: str) -> Path:
    """What there is to read about an exercise; incidents share one text."""
    if exercise in incidents():
        return next(EXERCISES.glob(f"exercise_{identifier(exercise.rpartition('.')[0])}_*.md"))
    return starter_path(exercise).with_name(starter_path(exercise).name.replace("_starter.py", ".md"))


def solution_path(exercise: str) -> Path:
    """The solution of an exercise."""
    return next(SOLUTIONS.glob(f"solution_{identifier(exercise)}_*.py"))


def exercises() -> list[str]:
    """Numbers of the exercises there are: `5.4`."""
    numbers = (path.stem.split("_")[1:3] for path in SOLUTIONS.glob("solution_*.py"))
    return [".".join(number) for number in sorted(numbers, key=lambda number: [int(part) for part in number])]


def incidents() -> list[str]:
    """Numbers of the incidents there are: `5.10.1`. Their solutions are folders."""
    return [f"{INCIDENTS}.{folder.name}" for folder in sorted((SOLUTIONS / "incidents").glob("[0-9]"))]


def incident_files(incident: str) -> dict[str, tuple[str, str]]:
    """Files of an incident's chain, by their names: as the learner finds them, and mended; an empty one is deleted."""
    paths = sorted((SOLUTIONS / "incidents" / incident.rpartition(".")[2]).glob("*.py"))
    texts = {path.name: path.read_text("utf-8") for path in paths}
    return {name: (render(text), clean(text).lstrip()) for name, text in texts.items()}


def drifted(write: bool) -> list[str]:
    """Names of starters that are not what their solution says; `write` makes them so."""
    names = []
    for exercise in exercises():
        path, text = starter_path(exercise), render(solution_path(exercise).read_text("utf-8"))
        if not path.exists() or path.read_text("utf-8") != text:
            names.append(path.name)
            if write:
                path.write_text(text, "utf-8")
    return names


def _expected(exercise: str) -> Path:
    return EXERCISES / f"{solution_path(exercise).stem.replace('solution', 'exercise', 1)}_starter.py"


def _with_todo(text: str) -> str:
    """The text with `todo` imported, beside the workshop or below one that is another module's."""
    if "import Workshop\n" in text:
        return text.replace("import Workshop\n", "import Workshop, todo\n", 1)
    return OTHER_WORKSHOP.sub(r"\g<0>\nfrom include.course.workshop import todo", text, count=1)


def _namespace(text: str) -> str:
    return text.replace("solution_", "exercise_")
