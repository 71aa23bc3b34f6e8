"""A citation is a quote alone: of which page it is nobody knows."""

REQUIREMENT = "R1"
CHANGES = [
    (
        '"citations": [{"document": sentence.document, "quote": sentence.text} for sentence in near]',
        '"citations": [sentence.text for sentence in near]',
    ),
    (
        'all(each["quote"] in pages.get(each["document"], "") for each in cited)',
        "all(any(each in page for page in pages.values()) for each in cited)",
    ),
    (
        'bool(cited) and cited[0]["document"] == document and stands',
        "bool(cited) and cited[0] in pages[document] and stands",
    ),
]
