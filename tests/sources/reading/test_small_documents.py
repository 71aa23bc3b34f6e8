"""Small documents of each type: every word that a person reads in them, no other one, and all headings."""

import pytest

from bench.reading.case import OURS, Case, Difference, Reader, difference
from bench.reading.sets import (
    asciidoc,
    delimited,
    eml,
    epub,
    markdown,
    notebook,
    pdf,
    pptx,
    restructuredtext,
    text,
    xlsx,
)

DOCUMENTS = {
    f"{module.__name__.rpartition('.')[2]}: {case.name}": (module.READERS[OURS], case)
    for module in (pdf, markdown, restructuredtext, text, delimited, notebook, asciidoc, xlsx, pptx, epub, eml)
    for case in module.CASES
}


@pytest.mark.parametrize(("read", "case"), DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_every_word_is_read_and_none_invented(read: Reader, case: Case) -> None:
    assert difference(case, read(case.data)) == Difference((), (), headings_right=True)
