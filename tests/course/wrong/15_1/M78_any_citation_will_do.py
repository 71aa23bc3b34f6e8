"""A question counts as right when any of several citations is of the right page."""

REQUIREMENT = "R7"
CHANGES = [
    ("if found.score >= NEAR_ENOUGH][:1]", "if found.score >= NEAR_ENOUGH]"),
    (
        'bool(cited) and cited[0]["document"] == document and stands',
        'any(each["document"] == document for each in cited) and stands',
    ),
]
