"""`recall` is counted from what was cited, not from what was found."""

REQUIREMENT = "R7"
CHANGES = [
    (
        "if document in {passage.document for passage in WORKSHOP.find(question)}:",
        'if document in {each["document"] for each in row["citations"]}:',
    )
]
