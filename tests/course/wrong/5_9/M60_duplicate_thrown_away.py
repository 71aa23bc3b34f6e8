"""What is known already is passed over."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """            before["sources"].append(source)
""",
        "",
    ),
]
