"""The page that is cited first is compared, and nobody looks whether the quote stands in it now."""

REQUIREMENT = "R7"
CHANGES = [
    (
        """    return bool(cited) and cited[0]["document"] == document and stands""",
        """    return bool(cited) and cited[0]["document"] == document""",
    )
]
