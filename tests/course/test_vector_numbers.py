"""Vectors in what Airflow stores are told from all else that a program may leave there."""

import json
import random

import pytest

from include.course.vector_numbers import OF_A_VECTOR, count_components

_DICE = random.Random(5)
VECTOR = [_DICE.uniform(-0.2, 0.2) for _ in range(256)]
ROWS = {f"page-{n}.md": {"batch_id": f"batch-20260102T030400.{n:06}Z", "at": f"03:04:00.{n:06}"} for n in range(400)}


@pytest.mark.parametrize(
    "value",
    [
        VECTOR,
        {"leave.md": [{"text": "# Leave", "vector": [round(number, 1) for number in VECTOR]}]},
        json.dumps({"vectors": json.dumps(VECTOR, separators=(",", ":"))}),
        json.dumps("\n".join(f"{number:.2f}" for number in VECTOR)),
    ],
    ids=["numbers", "rounded", "JSON in JSON", "a line each"],
)
def test_a_vector_is_seen_however_it_is_written(value: object) -> None:
    assert count_components(value) >= OF_A_VECTOR


@pytest.mark.parametrize(
    "value",
    ["Release 1.0.3 costs 12.50 euros. " * 900, ROWS, [round(number * 127) for number in VECTOR[:100]], VECTOR[:20]],
    ids=["long texts", "times", "whole numbers", "the beginning of a vector"],
)
def test_texts_and_rows_are_no_vectors(value: object) -> None:
    assert count_components(value) < OF_A_VECTOR
