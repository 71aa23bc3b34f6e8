"""What is not published any more stays embedded."""

REQUIREMENT = "R1"
CHANGES = [
    (
        "due = {name for name in published.keys() | embedded.keys() if published.get(name) != embedded.get(name)}",
        "due = {name for name in published if published.get(name) != embedded.get(name)}",
    ),
]
