"""The budget is compared when the call is paid for."""

REQUIREMENT = "R10"
CHANGES = [
    (
        """            if cost > left:
""",
        """            if left <= 0:
""",
    ),
]
