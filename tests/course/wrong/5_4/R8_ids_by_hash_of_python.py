"""Ids are made with `hash()`, which is another number in each process."""

REQUIREMENT = "R8"
CHANGES_OF_FORMER = [
    ('str(uuid5(NAMESPACE_URL, f"{name}#{number}"))', "str(uuid5(NAMESPACE_URL, str(hash((name, number)))))"),
]
