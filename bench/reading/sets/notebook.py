"""Jupyter notebooks: texts, code, and what a cell has printed."""

import json
from collections.abc import Mapping
from typing import Any

from bench.reading.case import OURS, Case, Read, Reader


def _notebook(*cells: dict[str, Any], **more: Any) -> bytes:
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": cells}
    return json.dumps(whole | more).encode()


def _words(source: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: Any, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": source, "outputs": list(outputs)}


STREAM = {"output_type": "stream", "name": "stdout", "text": ["\x1b[31mten\x1b[0m\n", "eleven\n"]}
RESULT = {
    "output_type": "execute_result",
    "metadata": {},
    "data": {"text/plain": "42", "text/html": "<b>forty-two</b>"},
}
PICTURE = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo" * 50}}
FAILURE = {"output_type": "error", "ename": "KeyError", "evalue": "'pump'", "traceback": ["\x1b[0m----"]}
CASES = (
    Case(
        "texts and code",
        _notebook(_words(["# Pumps\n", "\n", "What they cost."]), _code("price = 1")),
        "# Pumps What they cost. ```python price = 1 ```",
        ((1, "Pumps"),),
    ),
    Case("what was printed", _notebook(_code("run()", STREAM, RESULT)), "```python run() ``` ``` ten eleven 42 ```"),
    Case("a picture", _notebook(_code("plot()", PICTURE)), "```python plot() ```"),
    Case("an error", _notebook(_code("run()", FAILURE)), "```python run() ``` ``` KeyError: 'pump' ```"),
    Case("a comment in a text", _notebook(_words("seen <!-- unseen --> too")), "seen too"),
    Case("a heading in code is none", _notebook(_code("# one\n```\n")), "````python # one ``` ````"),
    Case(
        "a fence that its cell leaves open",
        _notebook(_words("```\nopen"), _words("# Two")),
        "``` open ``` # Two",
        ((1, "Two"),),
    ),
    Case("raw", _notebook({"cell_type": "raw", "metadata": {}, "source": "as it is"}), "``` as it is ```"),
    Case("no language", _notebook(_code("1 + 1"), metadata={}), "``` 1 + 1 ```"),
)


def _ours(data: bytes) -> Read:
    from include.sources.extraction import extract

    return Read(extract(data, "case.ipynb").text)


READERS: Mapping[str, Reader] = {OURS: _ours}
