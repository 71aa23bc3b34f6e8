"""Where nothing is near enough the answer is empty, and cites the nearest passage all the same."""

REQUIREMENT = "R3"
CHANGES = [
    (
        '"citations": [{"document": sentence.document, "quote": sentence.text} for sentence in near],',
        '"citations": [{"document": one.document, "quote": one.text} for one in near or WORKSHOP.sentences(question, passages)[:1]],',
    ),
]
