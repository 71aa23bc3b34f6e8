"""A document that is embedded is done, whatever it says today."""

REQUIREMENT = "R1"
CHANGES = [
    (
        "due = {name for name in published.keys() | embedded.keys() if published.get(name) != embedded.get(name)}",
        "due = published.keys() - embedded.keys()",
    ),
]
