"""Vectors, recognised by their numbers where they should not be: in what lies in Airflow's database."""

import re

COMPONENT = re.compile(r"(?<![\d.])(?:0\.\d+|\d\.\d+e-\d+)")
"""A decimal number below 1, as all are in a vector of length 1. Seconds of times and numbers of versions are none."""
OF_A_VECTOR = 200
"""So many of them are a vector: the shortest model's has more, and what is said of a batch has some."""


def count_components(value: object) -> int:
    """How many numbers of a value, however it is nested or written, may be components of vectors; rounded ones, too."""
    return len(COMPONENT.findall(str(value)))
