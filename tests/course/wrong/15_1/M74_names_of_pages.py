"""An answer stands on the names of its pages."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """return [passage.hash for passage in passages]""",
        """return [passage.document for passage in passages]""",
    ),
]
