"""The page that was found first is cited, whichever the sentence is from."""

REQUIREMENT = "R2"
CHANGES = [
    (
        '{"document": sentence.document, "quote": sentence.text}',
        '{"document": passages[0].document, "quote": sentence.text}',
    )
]
