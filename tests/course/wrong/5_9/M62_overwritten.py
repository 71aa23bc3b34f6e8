"""The new fact takes the place of the old one."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """            before.update(valid_until=said["time"], superseded_by=id_)
""",
        """            del facts[current[thing]]
""",
    ),
]
