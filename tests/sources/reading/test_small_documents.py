"""Small documents of each type: every word that a person reads in them, no other one, and all headings."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from bench.reading import sets
from bench.reading.case import OURS, Case, Difference, Reader, difference
from include.sources.reading import READERS

TYPES = {found.name: import_module(f"{sets.__name__}.{found.name}") for found in iter_modules(sets.__path__)}
DOCUMENTS = {
    f"{name}: {case.name}": (module.READERS[OURS], case) for name, module in TYPES.items() for case in module.CASES
}


def test_each_reader_has_small_documents() -> None:
    assert TYPES.keys() == READERS.keys()


@pytest.mark.parametrize(("read", "case"), DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_every_word_is_read_and_none_invented(read: Reader, case: Case) -> None:
    assert difference(case, read(case.data)) == Difference((), (), headings_right=True)
