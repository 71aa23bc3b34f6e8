"""A module for each type of document.

It has `CASES`, the small documents; `READERS`, a name and a function each, ours under the name `OURS`; and `LARGE`,
bigger documents that are read for their seconds and MB alone.
"""
