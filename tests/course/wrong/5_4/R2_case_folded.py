"""A hash of a text without capitals and with signs that look alike made one: such an edit is never published."""

REQUIREMENT = "R2"
CHANGES = [
    ("from uuid import", "from unicodedata import normalize\nfrom uuid import"),
    (
        "sha256(text.encode()).hexdigest() for name",
        'sha256(normalize("NFKC", text).casefold().encode()).hexdigest() for name',
    ),
    (
        "sha256(texts[name].encode()).hexdigest()",
        'sha256(normalize("NFKC", texts[name]).casefold().encode()).hexdigest()',
    ),
]
