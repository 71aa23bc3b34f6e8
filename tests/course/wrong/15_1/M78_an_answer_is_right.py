"""A golden question that has an answer with a source counts as right."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """    return bool(cited) and cited[0]["document"] == document and stands""",
        """    return bool(cited) and stands""",
    ),
]
