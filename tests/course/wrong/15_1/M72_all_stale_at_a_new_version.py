"""Every answer of an older index is stale."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """            elif row["evidence"] == evidence_of(WORKSHOP.find(row["question"])):
""",
        """            elif row["version"] > version:
""",
    ),
]
