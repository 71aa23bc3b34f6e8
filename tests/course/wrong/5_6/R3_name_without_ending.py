"""The id is made of the name without its ending: of two pages that differ in it one is not found."""

REQUIREMENT = "R3"
CHANGES = [
    (
        'f"{document}#{hash_}"',
        "f\"{document.rpartition('.')[0]}#{hash_}\"",
    ),
]
