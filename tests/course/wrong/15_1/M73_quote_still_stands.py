"""An answer stands as long as its quote does."""

REQUIREMENT = "R6"
CHANGES = [
    (
        """            elif row["evidence"] == evidence_of(WORKSHOP.find(row["question"])):
""",
        """            elif all(each["quote"] in WORKSHOP.documents().get(each["document"], "") for each in row["citations"]):
""",
    ),
]
