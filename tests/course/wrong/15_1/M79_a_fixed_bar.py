"""Only what falls below a bar is worse."""

REQUIREMENT = "R8"
CHANGES = [
    (
        """"worse": len(set(before) - set(right)),""",
        """"worse": int(len(right) < len(golden) / 3),""",
    ),
]
