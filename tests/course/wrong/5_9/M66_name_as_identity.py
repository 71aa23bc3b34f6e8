"""Users are told apart by their names."""

REQUIREMENT = "R5"
CHANGES = [
    (
        'thing = (said["user"], said["about"])',
        'thing = (said["name"], said["about"])',
    ),
]
