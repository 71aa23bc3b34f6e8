"""Identifiers that at most a few passages have: is a passage that has one first when it is asked for?

They are found in the passages by rules of their own, and not by the bundle's: a rule that both share would pass itself.
"""

import ast
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.retrieval.served import Served
from include.search.modes import Mode

ASKED, FEW, SEED = 200, 3, 20
_SHAPES = re.compile(
    r"""
      (?<![\w./-]) --[a-z][a-z0-9]+(?:-[a-z0-9]+)+        # --max-active-runs
    | (?<![\w./-]) [A-Za-z]\w*(?:_[A-Za-z0-9]+)+ (?!\w)   # snake_case, CONSTANT_CASE
    | (?<![\w./-]) [A-Z][a-z]+(?:[A-Z][a-z]+)+ (?!\w)     # CamelCase
    | (?<![\w./-]) [A-Z]{1,5}-?[0-9]{2,6} (?![\w-])       # E1042, ORA-00942
    | (?<![\w./-]) [a-z]\w+(?:\.[a-z]\w+){2,} (?!\w)      # a.dotted.name
    | (?<![\w.:/-]) (?:[a-z0-9_]+/){2,}[a-z0-9_]+\.[a-z]{2,4} (?!\w)  # path/to/file.py
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """How often a passage with the identifier came first."""

    asked: int
    first: Mapping[str, int]
    """By mode."""
    missed: Sequence[str]
    """Those for which it did not in the mode that is served."""


def ask_identifiers(served: Served) -> Named:
    """Asks for a sample of the identifiers that a corpus has in at most `FEW` passages, the same ones every time."""
    having: dict[str, set[str]] = defaultdict(set)
    for _, text in served.texts():
        for found in _SHAPES.finditer(text):
            having[found[0]].add(text)
    rare = sorted(name for name, texts in having.items() if len(texts) <= FEW)
    chosen = random.Random(SEED).sample(rare, min(ASKED, len(rare)))  # noqa: S311 - a sample, no secret
    first = {mode: served.passages(chosen, mode, limit=1) for mode in Mode}
    hits = {
        mode: [bool(found) and found[0].text in having[name] for name, found in zip(chosen, answers, strict=True)]
        for mode, answers in first.items()
    }
    missed = [name for name, is_hit in zip(chosen, hits[Mode.BOTH], strict=True) if not is_hit]
    return Named(len(chosen), {mode.value: sum(each) for mode, each in hits.items()}, missed)


def documentation(package: str) -> Iterator[tuple[str, str]]:
    """Returns names and texts: the docstrings of an installed package, a Markdown page for each module.

    Raises:
        ModuleNotFoundError: it is not installed.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {package} is not installed here")
    folder = Path(spec.submodule_search_locations[0])
    for path in sorted(folder.rglob("*.py")):
        parts = list(_documented(ast.parse(path.read_text("utf-8"))))
        if parts:
            module = ".".join((package, *path.relative_to(folder).with_suffix("").parts)).removesuffix(".__init__")
            yield f"{package}/{module}.md", "\n\n".join((f"# {module}", *parts)) + "\n"


def _documented(module: ast.Module) -> Iterator[str]:
    if text := ast.get_docstring(module):
        yield text
    for node in ast.walk(module):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
            continue
        if text := ast.get_docstring(node):
            arguments = f"({ast.unparse(node.args)})" if isinstance(node, ast.FunctionDef) else ""
            yield f"## {node.name}\n\n`{node.name}{arguments}`\n\n{text}"
