"""What has the words of the fact in it passes for a repetition."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """extends(fact["value"], said["value"]):
        return "duplicate"
    if extends(said["value"], fact["value"]):
        return "refinement"
""",
        """extends(fact["value"], said["value"]):
        return "duplicate"
    if extends(said["value"], fact["value"]):
        return "duplicate"
""",
    ),
]
