"""Who may import whom, and where a newcomer starts: read from the source, without running it."""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from include.settings import PROJECT

FLOORS = (
    (
        "errors",
        "provenance",
        "private_files",
        "proxy",
        "progress",
        "renewed",
        "durations",
        "polling",
        "provider_faults",
    ),
    ("deletion_threshold", "link_template", "model_names", "qdrant_names"),
    ("variables",),
    ("settings", "command_line"),
    ("sources", "vector_store"),
    ("embedding", "lake"),
    ("search", "language_model"),
    ("pipeline", "knowledge", "generation"),
    ("sync", "verify", "answers"),
    ("course", "airflow_io"),
    ("ui", "dags", "exercises", "solutions", "tools"),
    ("plugins", "bench"),
)
"""Rooms of `include/` and folders beside it, the ground floor first. A room imports from the floors below it."""
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
KNOW_AIRFLOW = {"airflow_io", "course", *FLOORS[-2], *FLOORS[-1]}
INCLUDE = PROJECT / "include"
BESIDE = [name for name in (*FLOORS[-2], *FLOORS[-1]) if not (INCLUDE / name).exists()]
FILES = {
    ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path
    for top in ("include", *BESIDE)
    for path in (PROJECT / top).rglob("*.py")
    if not {"venv", "work"} & set(path.relative_to(PROJECT).parts)
}
ENDINGS = {"js", "py", "safetensors", "toml"}
"""With one of these it is a file that is named, and no module."""
PACKAGES = sorted(
    module for module, path in FILES.items() if path.name == "__init__.py" and path.is_relative_to(INCLUDE)
)


@cache
def tree(module: str) -> ast.Module:
    """A module, parsed; not when tests are collected, which each process does."""
    return ast.parse(FILES[module].read_bytes())


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All of a module, also those within others; `ast.walk` would look at every expression, too."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, part, ()):
            yield inner
            yield from statements(inner)


def imports(module: str) -> Iterator[tuple[str, str]]:
    """Modules that it imports, and names of them or an empty one; also inside functions, and those for types."""
    for node in statements(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports from dots: say the whole name"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole, "") if whole in FILES else (node.module or "", alias.name)


@cache
def arrows() -> dict[str, set[tuple[str, str]]]:
    """What each module imports."""
    return {module: set(imports(module)) for module in FILES}


@cache
def ours() -> dict[str, set[str]]:
    """Modules of this project that each imports."""
    return {module: {other for other, _ in found if other in FILES} - {module} for module, found in arrows().items()}


def room(module: str) -> str:
    parts = module.split(".")
    return (parts[1] if len(parts) > 1 else "") if parts[0] == "include" else parts[0]


def defined(module: str) -> set[str]:
    """What can be imported from a module that it does not import itself."""
    found: set[str] = set()
    for node in tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def test_every_room_stands_on_a_floor() -> None:
    assert sorted({room(module) for module in FILES} - FLOOR.keys()) == [""]


def test_a_room_imports_from_the_floors_below_it_alone() -> None:
    upward = [
        f"{module} -> {other}"
        for module, others in ours().items()
        for other in others
        if room(other) != room(module) and not FLOOR[room(other)] < FLOOR[room(module)]
    ]
    assert sorted(upward) == []


def test_airflow_is_known_on_the_upper_floors_alone() -> None:
    knowing = {module for module, found in arrows().items() if any(re.match(r"airflow\b", other) for other, _ in found)}
    assert sorted(module for module in knowing if room(module) not in KNOW_AIRFLOW) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = dict(ours())
    while leaves := {module for module, others in left.items() if not others & left.keys()}:
        left = {module: others for module, others in left.items() if module not in leaves}
    assert {module: sorted(others & left.keys()) for module, others in left.items()} == {}


def test_nobody_imports_a_private_name() -> None:
    """Whole modules with one underscore are private, too; `__main__` is not."""
    private = [
        f"{module} -> {other}.{name}"
        for module, found in arrows().items()
        for other, name in found
        if other in FILES and re.match(r"_(?!_)", name or other.rpartition(".")[2])
    ]
    assert sorted(private) == []


@pytest.mark.parametrize("package", [name for name in PACKAGES if ".exercise_" not in name])
def test_a_package_says_where_to_start(package: str) -> None:
    words = ast.get_docstring(tree(package)) or ""
    starts = re.findall(r"`([\w.]+)`", words.partition("Start from ")[2])
    assert len(starts) == 3, f"three names to start from, not {starts}"
    for start in starts:
        module, _, name = start.partition(".")
        assert f"{package}.{module}" in FILES
        assert not name or name in defined(f"{package}.{module}")


def test_a_module_that_words_name_is_there() -> None:
    """`queries.read_rows` in a docstring or a comment: from the module's own room, or from `include/`."""
    stems = {module.rpartition(".")[2] for module in FILES if module.startswith("include.")}
    lost = []
    for module, path in FILES.items():
        above = [module.rsplit(".", number)[0] for number in range(module.count(".") + 1)]
        for stem, name in re.findall(r"`(\w+)\.(\w+)[\w.]*`", path.read_text("utf-8")):
            there = [place for room in (*above, "include") if (place := f"{room}.{stem}") in FILES]
            found = any(name in defined(place) or f"{place}.{name}" in FILES for place in there)
            if stem in stems and name not in ENDINGS and not found:
                lost.append(f"{module}: {stem}.{name}")
    assert lost == []


def test_an_exercise_says_what_it_is_about() -> None:
    about = {name: ast.get_docstring(tree(name)) or "" for name in PACKAGES if ".exercise_" in name}
    assert [name for name, words in about.items() if not words.startswith("Exercise ")] == []


def test_a_room_can_be_opened_without_what_is_in_it() -> None:
    """Importing one module imports the packages around it: they are to cost nothing."""
    assert {package: ours()[package] for package in PACKAGES if ours()[package] and ".exercise_" not in package} == {}
