"""A notebook that is none is refused in one line; its title is its first heading."""

import json

import pytest

from bench.reading.sets.notebook import CASES
from include.errors import UnreadableDocument
from include.sources.extraction import extract


def test_the_first_heading_is_the_title() -> None:
    assert extract(CASES[0].data, "a.ipynb").title == "Pumps"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "it is no Jupyter notebook"),
        (b"[]", "it is no Jupyter notebook"),
        (json.dumps({"nbformat": 3, "worksheets": []}).encode(), "a notebook of format 3, not 4"),
        (json.dumps({"nbformat": 4, "cells": [{"cell_type": "code"}]}).encode(), "it is no Jupyter notebook"),
        (json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": 7}]}).encode(), "it is no Jupyter"),
        (json.dumps({"nbformat": 4, "cells": []}).encode(), "no text that could be embedded"),
        (b"[" * 100_000, "it is no Jupyter notebook"),
    ],
    ids=["broken", "a list", "old", "no source", "a number", "empty", "deep"],
)
def test_what_is_no_notebook_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableDocument, match=why) as caught:
        extract(data, "a.ipynb")
    assert "\n" not in str(caught.value)
