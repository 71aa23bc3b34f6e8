"""The pages say what is so: every setting is in its page, links lead somewhere, commands exist."""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from include.settings import PROJECT, Settings

DOCS = PROJECT / "docs"
PAGES = sorted([*PROJECT.glob("*.md"), *DOCS.glob("*.md"), *(PROJECT / "exercises").glob("*.md")])
NO_SETTINGS = {"CLUSTER_WORKER", "PYTHONPATH"}
"""Read, and set by nobody but a program."""
ELSEWHERE = {"CUDA", "NO_PROXY", "PYTHON"}
"""Read by `tools/install`, or in a loop over names."""
READERS = {"os.environ.get", "env.get", "environment.get", "os.getenv", "typed_folder", "DeletionThreshold.read"}
"""Functions whose first argument names a variable; those that take `env` first have the name behind it."""


def code_settings() -> Iterator[str]:
    """Names of the variables that the code reads; a name that it puts together is a pattern."""
    for folder in ("include", "dags", "plugins", "tools"):
        for path in (PROJECT / folder).rglob("*.py"):
            text = path.read_text("utf-8")
            if "environ" in text or "_CONNECTION" in text:
                yield from filter(None, map(_variable, ast.walk(ast.parse(text))))


def _variable(node: ast.AST) -> str:
    key: ast.expr | None = None
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and ast.unparse(node.value) in ("os.environ", "env", "environment")
    ):
        key = node.slice
    elif isinstance(node, ast.Call) and node.args:
        first = node.args[0]
        if isinstance(first, ast.Name) and first.id == "env" and len(node.args) > 1:
            key = node.args[1]
        elif isinstance(first, ast.Constant | ast.JoinedStr) and ast.unparse(node.func) in READERS:
            key = first
    elif isinstance(node, ast.Constant) and re.fullmatch(r"(S3|QDRANT|[A-Z_]*EMBEDDING)_CONNECTION", str(node.value)):
        key = node
    if isinstance(key, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "[A-Z]+" for part in key.values)
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isupper() else ""


def page_settings() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) \|", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a setting has two rows"
    return dict(rows)


def test_the_settings_page_has_every_setting_and_no_other() -> None:
    read, told = set(code_settings()) | {name.upper() for name in Settings.__dataclass_fields__}, set(page_settings())
    patterns = {name for name in read if "[" in name}
    made = {name for name in told if any(re.fullmatch(pattern, name) for pattern in patterns)}
    assert all(any(re.fullmatch(pattern, name) for name in told) for pattern in patterns)
    assert told - (made - read) - ELSEWHERE == read - patterns - NO_SETTINGS


def test_the_settings_page_has_the_defaults_of_the_code() -> None:
    settings = Settings.from_environment({})
    for name, default in page_settings().items():
        used = getattr(settings, name.lower(), None)
        if isinstance(used, int | float) and (number := re.match(r"\d+(\.\d+)?", default)):
            assert float(number[0]) == used, name
        elif isinstance(used, str) and (word := re.fullmatch(r"`(.+)`", default)):
            assert used in (word[1], str(PROJECT / word[1])), name


def anchors(page: Path) -> set[str]:
    """What GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_between_the_pages_lead_somewhere() -> None:
    dead = []
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", page.read_text("utf-8")):
            path, _, anchor = "".join(link).partition("#")
            goal = (page.parent / path).resolve() if path else page
            if "://" not in path and not (goal.exists() and (not anchor or anchor in anchors(goal))):
                dead.append(f"{page.relative_to(PROJECT)}: {''.join(link)}")
    assert dead == []


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} == set(
        re.findall(r"^\| \[([\w-]+\.md)\]", index, re.MULTILINE)
    )


@pytest.mark.parametrize("kind", ["make", "python -m"])
def test_commands_in_the_pages_exist(kind: str) -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES if page.name != "CHANGELOG.md")  # it names former ones
    if kind == "make":
        targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) - targets == set()
    else:
        modules = set(re.findall(r"python -m ((?:include|bench|tools)[\w.]*)", text))
        assert [name for name in sorted(modules) if find_spec(name) is None] == []


def test_the_hook_before_a_commit_has_the_ruff_of_the_tests() -> None:
    pinned = re.search(r"^ruff==(.+)$", (PROJECT / "requirements-dev.txt").read_text("utf-8"), re.MULTILINE)
    assert pinned
    assert f"rev: v{pinned[1]}\n" in (PROJECT / ".pre-commit-config.yaml").read_text("utf-8")


def test_the_files_to_touch_for_a_change_exist() -> None:
    named = re.findall(
        r"`((?:include|tests|dags|bench|docs)/[\w./]*)`", (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    )
    assert [path for path in named if "5_12" not in path and not (PROJECT / path).exists()] == []


def test_the_readme_is_short_and_begins_with_the_course() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert len(readme.split()) <= 900
    assert "exercises/exercise_15_1" in "\n".join(readme.splitlines()[:40])
