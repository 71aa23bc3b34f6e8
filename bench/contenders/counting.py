"""Counts the texts that reach `SentenceTransformer.encode`, without importing it before the contender does.

With `BENCH_ENCODER=stub` the package `sentence_transformers` is the one in `bench/stub`: the same calls, vectors from
hashes, no torch. It makes a replay of many steps affordable; counts are the same, seconds are not the peer's.
"""

import os
import sys
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = "sentence_transformers"
STUB = Path(__file__).resolve().parent.parent / "stub"


@dataclass
class Counter:
    """Texts embedded by this process."""

    texts: int = 0


class _Finder(MetaPathFinder):
    """Wraps the loading of one package."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname == PACKAGE else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._counter)
        return spec


class _Loader(Loader):
    def __init__(self, inner: Any, counter: Counter) -> None:
        self._inner = inner
        self._counter = counter

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._inner.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        kind, counter = module.SentenceTransformer, self._counter
        encode = kind.encode

        def counted(self: Any, *args: Any, **options: Any) -> Any:
            texts = args[0] if args else next(iter(options.values()))
            counter.texts += 1 if isinstance(texts, str) else len(texts)
            return encode(self, *args, **options)

        kind.encode = counted


def install() -> Counter:
    """Count from now on; call it before the contender is imported."""
    if os.environ.get("BENCH_ENCODER") == "stub":
        sys.path.insert(0, str(STUB))
    counter = Counter()
    sys.meta_path.insert(0, _Finder(counter))
    return counter
